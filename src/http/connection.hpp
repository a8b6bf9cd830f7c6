// One TCP connection, with or without TLS, and the buffers that live as long as it does.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "base/clock.hpp"
#include "http/response_reader.hpp"
#include "http/watchdog.hpp"

namespace http {

// On one loop. Must live until whatever waits on it has ended; destroying it closes it.
class Connection {
 public:
  using Tcp = boost::asio::ip::tcp::socket;
  using Tls = boost::asio::ssl::stream<Tcp&>;

  explicit Connection(boost::asio::io_context& loop);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Tcp& tcp() { return tcp_; }
  // Null as long as the connection is plain.
  Tls* tls() { return tls_ ? &*tls_ : nullptr; }
  Tls& start_tls(boost::asio::ssl::context& context);

  // When the deadline comes the socket is closed, and whatever waits on it fails.
  void close_at(base::Deadline deadline) { watchdog_.arm(deadline.at); }
  // No deadline until the next one is set.
  void rest() { watchdog_.disarm(); }
  // The deadline closed it.
  bool timed_out() const { return watchdog_.expired(); }
  // What was opened is closed, so that another address can be tried.
  void close();

  // Open, and nothing to read: no end, no alert, no byte that nobody asked for.
  bool is_quiet();

  std::string& outgoing() { return outgoing_; }
  ResponseReader& reader() { return reader_; }

 private:
  Tcp tcp_;
  std::optional<Tls> tls_;
  Watchdog watchdog_;
  std::string outgoing_;
  ResponseReader reader_;
};

using ConnectionPtr = std::unique_ptr<Connection>;

}  // namespace http
