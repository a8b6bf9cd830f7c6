#include "http/listener.hpp"

#include <sys/socket.h>

#include <utility>

#include <boost/asio/ip/v6_only.hpp>

#include "base/address.hpp"

namespace http {
namespace {

constexpr auto pause_time = std::chrono::milliseconds(75);

using ReusePort = boost::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

std::unexpected<base::Error> cannot_listen(const std::string& address, std::uint16_t port,
                                           const boost::system::error_code& error) {
  const bool v6 = address.contains(':');
  return base::fail(base::Code::io_failed, "cannot listen on " + (v6 ? "[" + address + "]" : address) + ":" +
                                               std::to_string(port) + ": " + error.message());
}

}  // namespace

Listener::Listener(boost::asio::io_context& loop, std::string name, base::Log& log)
    : name_(std::move(name)), log_(log), acceptor_(loop), timer_(loop) {}

base::Result<> Listener::open(const std::string& address, std::uint16_t port, bool reuse_port) {
  const auto ip = base::parse_address(address);
  if (!ip)
    return base::fail(base::Code::io_failed, "cannot listen on \"" + address + "\": not an IP address");

  const Tcp::endpoint endpoint(*ip, port);
  boost::system::error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error && reuse_port) acceptor_.set_option(ReusePort(true), error);
  // "::" takes IPv4 too, whatever the system's default.
  if (!error && ip->is_v6()) acceptor_.set_option(boost::asio::ip::v6_only(false), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (error) {
    close();
    return cannot_listen(address, port, error);
  }
  return {};
}

base::Result<> Listener::listen() {
  boost::system::error_code error;
  const auto endpoint = acceptor_.local_endpoint(error);
  if (!error) acceptor_.listen(Tcp::acceptor::max_listen_connections, error);
  if (!error) return {};
  close();
  return cannot_listen(endpoint.address().to_string(), endpoint.port(), error);
}

std::uint16_t Listener::port() const {
  boost::system::error_code error;
  const auto endpoint = acceptor_.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

base::Awaitable<void> Listener::run(OnConnection on_connection) {
  on_connection_ = std::move(on_connection);
  while (acceptor_.is_open()) {
    Tcp::endpoint peer;
    auto [error, socket] =
        co_await acceptor_.async_accept(peer, boost::asio::as_tuple(boost::asio::use_awaitable));
    // A PortGroup shuts the socket down before its owner closes it.
    if (!acceptor_.is_open() || error == boost::asio::error::invalid_argument) break;
    if (error) {
      co_await pause(error);
      continue;
    }
    if (failures_ > 0) log_.info("accept_recovered", {{"server", name_}, {"failures", failures_}});
    failures_ = 0;
    on_connection_(std::move(socket), peer);
  }
}

base::Awaitable<void> Listener::pause(const boost::system::error_code& error) {
  if (failures_++ == 0) log_.warn("accept_failed", {{"server", name_}, {"reason", error.message()}});
  timer_.expires_after(pause_time);
  co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

void Listener::accept_waiting() {
  boost::system::error_code error;
  acceptor_.non_blocking(true, error);
  for (int i = 0; on_connection_ && !error && i < Tcp::acceptor::max_listen_connections; ++i) {
    Tcp::endpoint peer;
    Tcp::socket socket = acceptor_.accept(peer, error);
    if (!error) on_connection_(std::move(socket), peer);
  }
}

int Listener::native_handle() { return acceptor_.native_handle(); }

void Listener::close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  timer_.cancel();
}

}  // namespace http
