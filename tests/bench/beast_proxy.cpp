// bench_beast_proxy: the least that a proxy written with Beast and coroutines can do: one request read, sent
// on, one answer read, sent back. What the gateway costs is measured against it.
//
//   bench_beast_proxy --upstream PORT [--port 0] [--loops 2]
// Prints its port. Ends with standard input.
#include <sys/socket.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "wire/channel.hpp"
#include "wire/options.hpp"

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Reused = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

// A connection to the upstream, with what was read ahead of it.
struct Upstream {
  explicit Upstream(asio::io_context& loop) : socket(loop) {}
  tcp::socket socket;
  boost::beast::flat_buffer buffer;
};

class Proxy {
 public:
  Proxy(tcp::endpoint at, tcp::endpoint upstream) : acceptor_(loop_), upstream_(upstream) {
    acceptor_.open(at.protocol());
    acceptor_.set_option(Reused(true));
    acceptor_.bind(at);
    acceptor_.listen(4096);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void run() {
    spawn(accept());
    loop_.run();
  }
  void stop() { loop_.stop(); }

 private:
  void spawn(asio::awaitable<void> work) {
    asio::co_spawn(loop_, std::move(work), [](std::exception_ptr failure) {
      if (failure) std::terminate();
    });
  }

  asio::awaitable<void> accept() {
    while (true) {
      auto [error, socket] = co_await acceptor_.async_accept(no_throw);
      if (!error) spawn(serve(std::move(socket)));
    }
  }

  asio::awaitable<void> serve(tcp::socket client) {
    client.set_option(tcp::no_delay(true));
    boost::beast::flat_buffer buffer;
    while (true) {
      http::request<http::string_body> request;
      auto [read_error, read] = co_await http::async_read(client, buffer, request, no_throw);
      if (read_error) co_return;
      http::response<http::string_body> response;
      const bool answered = co_await ask(request, response);
      if (!answered) co_return;
      auto [write_error, written] = co_await http::async_write(client, response, no_throw);
      if (write_error) co_return;
    }
  }

  asio::awaitable<bool> ask(http::request<http::string_body>& request,
                            http::response<http::string_body>& response) {
    auto upstream = take();
    if (!upstream->socket.is_open()) {
      auto [error] = co_await upstream->socket.async_connect(upstream_, no_throw);
      if (error) co_return false;
      upstream->socket.set_option(tcp::no_delay(true));
    }
    auto [write_error, written] = co_await http::async_write(upstream->socket, request, no_throw);
    if (write_error) co_return false;
    auto [read_error, read] =
        co_await http::async_read(upstream->socket, upstream->buffer, response, no_throw);
    if (read_error) co_return false;
    idle_.push_back(std::move(upstream));
    co_return true;
  }

  std::unique_ptr<Upstream> take() {
    if (idle_.empty()) return std::make_unique<Upstream>(loop_);
    auto upstream = std::move(idle_.back());
    idle_.pop_back();
    return upstream;
  }

  asio::io_context loop_{1};
  tcp::acceptor acceptor_;
  tcp::endpoint upstream_;
  std::vector<std::unique_ptr<Upstream>> idle_;
};

tcp::endpoint local(std::uint16_t port) { return {asio::ip::address_v4::loopback(), port}; }

}  // namespace

int main(int argc, char** argv) {
  const bench::Options options(argc, argv, "port upstream loops");
  bench::prepare_process();
  auto port = static_cast<std::uint16_t>(options.number("port"));
  const auto upstream = local(static_cast<std::uint16_t>(options.number("upstream")));
  std::vector<std::unique_ptr<Proxy>> proxies;
  std::vector<std::thread> threads;
  for (std::int64_t i = 0; i < options.number("loops", 2); ++i) {
    proxies.push_back(std::make_unique<Proxy>(local(port), upstream));
    port = proxies.back()->port();
    threads.emplace_back([proxy = proxies.back().get()] { proxy->run(); });
  }
  std::cout << port << std::endl;
  char byte;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
  for (const auto& proxy : proxies)
    proxy->stop();
  for (auto& thread : threads)
    thread.join();
  return 0;
}
