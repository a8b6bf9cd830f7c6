// TLS settings of a listener and of outgoing connections. OpenSSL's own types stay in tls.cpp and the
// streams.
#pragma once

#include <filesystem>
#include <memory>

#include "base/error.hpp"

namespace boost::asio::ssl {
class context;
}

namespace http {

// Certificate chain and private key of a listener: TLS 1.2 and 1.3, modern ciphers, session tickets off.
class TlsServerContext {
 public:
  // Code::config_invalid names the file and what is wrong (unreadable, key does not fit the certificate).
  static base::Result<std::shared_ptr<TlsServerContext>> load(const std::filesystem::path& certificate_chain,
                                                              const std::filesystem::path& private_key);
  ~TlsServerContext();
  boost::asio::ssl::context& get() { return *context_; }

 private:
  TlsServerContext();
  std::unique_ptr<boost::asio::ssl::context> context_;
};

// Outgoing: the peer's chain and host name are always verified.
class TlsClientContext {
 public:
  // `ca_file` empty: the system's certificate store.
  static base::Result<std::shared_ptr<TlsClientContext>> load(const std::filesystem::path& ca_file);
  ~TlsClientContext();
  boost::asio::ssl::context& get() { return *context_; }

 private:
  TlsClientContext();
  std::unique_ptr<boost::asio::ssl::context> context_;
};

}  // namespace http
