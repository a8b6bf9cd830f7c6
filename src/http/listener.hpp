// A listening TCP socket and its accept loop.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/async.hpp"
#include "base/error.hpp"
#include "base/log.hpp"

namespace http {

// On the loop. Must live until run() has returned.
class Listener {
 public:
  using Tcp = boost::asio::ip::tcp;

  Listener(boost::asio::io_context& loop, std::string name, base::Log& log);

  // Takes the address; connections are refused until listen(). Code::io_failed names it and the reason.
  base::Result<> open(const std::string& address, std::uint16_t port, bool reuse_port);
  base::Result<> listen();
  std::uint16_t port() const;

  // Accepts until close(). When accepting fails (no file descriptor left, above all) it pauses for a moment
  // and goes on.
  using OnConnection = std::function<void(Tcp::socket, const Tcp::endpoint&)>;
  base::Awaitable<void> run(OnConnection on_connection);
  // Hands over what waits to be accepted already: a connection that the kernel has completed is not to be
  // reset by close().
  void accept_waiting();
  void close();
  int native_handle();

 private:
  base::Awaitable<void> pause(const boost::system::error_code& error);

  std::string name_;
  base::Log& log_;
  Tcp::acceptor acceptor_;
  boost::asio::steady_timer timer_;
  OnConnection on_connection_;
  std::uint64_t failures_ = 0;  // in a row
};

}  // namespace http
