// The byte stream of one server connection, with or without TLS.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "base/async.hpp"

namespace http {

class TlsServerContext;

// On the loop. At most one read and one write wait at a time. Whoever uses it bounds every wait by calling
// cancel() from a timer.
class Transport {
 public:
  explicit Transport(bool secure) : secure_(secure) {}
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  bool secure() const { return secure_; }
  // The TCP socket under it; its own reads and writes are for what comes before or after the HTTP bytes.
  virtual boost::asio::ip::tcp::socket& socket() = 0;

  // False when no TLS connection came about.
  virtual base::Awaitable<bool> handshake() = 0;
  // Waits until something can be read, without memory to read it into. False when the wait was cancelled or
  // the connection broke; the peer's end can be read, too.
  virtual base::Awaitable<bool> readable() = 0;
  // How many bytes came; 0 when the peer ended, the connection broke or the wait was cancelled.
  virtual base::Awaitable<std::size_t> read_some(std::span<char> into) = 0;
  // How many bytes the kernel took at once, without waiting; always 0 over TLS.
  virtual std::size_t write_now(std::string_view bytes) = 0;
  // False when not all could be written.
  virtual base::Awaitable<bool> write(std::string_view bytes) = 0;
  // Tells the peer that nothing more will come.
  virtual base::Awaitable<void> end() = 0;

  void cancel();  // what waits ends as failed; the connection stays
  void close();   // what waits ends as failed, and everything later too
  void reset();   // closes with a TCP reset

 private:
  const bool secure_;
};

std::unique_ptr<Transport> make_plain_transport(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Transport> make_tls_transport(boost::asio::ip::tcp::socket socket, TlsServerContext& tls);

}  // namespace http
