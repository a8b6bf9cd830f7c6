// A TCP connection of this machine that never blocks, plain or under TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace bench {

struct FreeTls {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTls>;

// TLS 1.2 or 1.3. Both end the program when that cannot be had.
TlsContext make_tls_server(const std::string& certificate, const std::string& key);
TlsContext make_tls_client();  // trusts everybody: what it measures is on this machine

enum class Io {
  done,
  want_read,   // nothing was moved: once the socket can be read, ask again
  want_write,  // the same, once it can be written
  closed,
};

class Channel {
 public:
  // Takes the socket over. `tls` null: plain.
  Channel(int socket, SSL_CTX* tls, bool server);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // Some bytes; `size` says how many. The handshake takes place by itself.
  Io read(std::span<char> into, std::size_t& size);
  Io write(std::string_view bytes, std::size_t& size);

  int socket() const { return socket_; }
  std::string tls_name() const;  // "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty: plain

 private:
  Io failure(int result) const;

  int socket_;
  std::unique_ptr<SSL, FreeTls> tls_;
};

// Sockets of 127.0.0.1. Both end the program when they cannot be had; port 0: any.
int listen_at(std::uint16_t port, std::uint16_t& bound);
int connect_to(std::uint16_t port);

// Many files may be open, as far as the hard limit goes, and a peer that is gone ends nothing.
void prepare_process();

}  // namespace bench
