// A server on 127.0.0.1 that does to each connection what the test says, right or wrong.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include "base/async.hpp"

namespace support {

// "HTTP/1.1 200 OK" with a Content-Length and this body.
inline std::string ok(std::string_view body, std::string_view headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(headers) +
         "\r\n" + std::string(body);
}

class PeerConnection {
 public:
  using Tcp = boost::asio::ip::tcp::socket;

  PeerConnection(Tcp socket, int number) : number_(number), socket_(std::move(socket)) {}

  int number() const { return number_; }  // 1 for the first connection
  Tcp& socket() { return socket_; }

  // False when the handshake failed.
  base::Awaitable<bool> start_tls(boost::asio::ssl::context& context) {
    tls_.emplace(socket_, context);
    const auto [error] = co_await tls_->async_handshake(boost::asio::ssl::stream_base::server, token);
    co_return !error;
  }
  SSL* ssl() { return tls_->native_handle(); }

  // Head and body as they came; empty when the connection ended.
  base::Awaitable<std::string> read_request() {
    while (!request_size()) {
      const bool more = co_await read_more();
      if (!more) co_return std::string();
    }
    const auto size = *request_size();
    std::string request = input_.substr(0, size);
    input_.erase(0, size);
    co_return request;
  }

  // False when the peer is gone.
  base::Awaitable<bool> write(std::string bytes) {
    if (tls_) {
      const auto [error, count] = co_await boost::asio::async_write(*tls_, boost::asio::buffer(bytes), token);
      co_return !error;
    }
    const auto [error, count] = co_await boost::asio::async_write(socket_, boost::asio::buffer(bytes), token);
    co_return !error;
  }

  base::Awaitable<void> pause(std::chrono::milliseconds time) {
    boost::asio::steady_timer timer(socket_.get_executor(), time);
    co_await timer.async_wait(token);
  }

  // Until the other side closes, or for 5 s.
  base::Awaitable<void> wait_for_end() {
    while (co_await read_more()) {
    }
  }

  // A close_notify and the end of the TCP stream.
  base::Awaitable<void> end_tls() { co_await tls_->async_shutdown(token); }

  // TCP reset instead of a proper end.
  void reset() {
    socket_.set_option(boost::asio::socket_base::linger(true, 0));
    socket_.close();
  }
  void close() { socket_.close(); }

 private:
  static constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);

  std::optional<std::size_t> request_size() const {
    const auto end = input_.find("\r\n\r\n");
    if (end == std::string::npos) return std::nullopt;
    std::size_t size = end + 4;
    const auto length = input_.find("Content-Length: ");
    if (length < end) size += std::stoul(input_.substr(length + 16, 20));
    return input_.size() < size ? std::nullopt : std::optional(size);
  }

  base::Awaitable<bool> read_more() {
    char buffer[4096];
    if (tls_) {
      const auto [error, count] = co_await tls_->async_read_some(boost::asio::buffer(buffer), token);
      input_.append(buffer, count);
      co_return !error;
    }
    const auto [error, count] = co_await socket_.async_read_some(boost::asio::buffer(buffer), token);
    input_.append(buffer, count);
    co_return !error;
  }

  int number_;
  Tcp socket_;
  std::optional<boost::asio::ssl::stream<Tcp&>> tls_;
  std::string input_;
};

// Accepts as soon as it is made. What the script captures must outlive the loop.
class ScriptedPeer {
 public:
  using Script = std::function<base::Awaitable<void>(PeerConnection&)>;

  ScriptedPeer(boost::asio::io_context& loop, Script script)
      : state_(std::make_shared<State>(loop, std::move(script))) {
    boost::asio::co_spawn(loop, accept(state_), rethrow);
  }
  ~ScriptedPeer() { stop(); }
  ScriptedPeer(const ScriptedPeer&) = delete;
  ScriptedPeer& operator=(const ScriptedPeer&) = delete;

  std::uint16_t port() const { return state_->port; }
  int accepted() const { return state_->accepted; }
  // Refuses new connections from now on; those that run go on.
  void stop() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
  }

 private:
  using tcp = boost::asio::ip::tcp;

  struct State {
    State(boost::asio::io_context& io, Script s)
        : loop(io),
          acceptor(io, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)),
          port(acceptor.local_endpoint().port()),
          script(std::move(s)) {}
    boost::asio::io_context& loop;
    tcp::acceptor acceptor;
    std::uint16_t port;
    Script script;
    int accepted = 0;
  };

  static void rethrow(std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  }

  static base::Awaitable<void> accept(std::shared_ptr<State> state) {
    while (true) {
      auto [error, socket] =
          co_await state->acceptor.async_accept(boost::asio::as_tuple(boost::asio::use_awaitable));
      if (error) co_return;
      socket.set_option(tcp::no_delay(true));
      boost::asio::co_spawn(state->loop, serve(state, std::move(socket), ++state->accepted), rethrow);
    }
  }

  static base::Awaitable<void> serve(std::shared_ptr<State> state, tcp::socket socket, int number) {
    PeerConnection connection(std::move(socket), number);
    co_await state->script(connection);
  }

  std::shared_ptr<State> state_;
};

// The script of a server that behaves: answers every request of a connection alike.
inline ScriptedPeer::Script answering(std::string answer) {
  return [answer](PeerConnection& peer) -> base::Awaitable<void> {
    while (true) {
      const auto request = co_await peer.read_request();
      if (request.empty()) co_return;
      const bool written = co_await peer.write(answer);
      if (!written) co_return;
    }
  };
}

}  // namespace support
