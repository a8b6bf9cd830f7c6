// A real http::Server on a loop and a port of its own, with a few routes to try it on.
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include "base/log.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"
#include "support/loop_thread.hpp"

namespace support {

// Stops with a drain when it is destroyed.
class HttpServer {
 public:
  struct Seen {
    std::string route;
    std::optional<http::Method> method;
    int status;
    std::string code;
  };

  explicit HttpServer(http::ServerLimits limits = {}) : HttpServer(options_with(limits)) {}
  explicit HttpServer(http::ServerOptions options, std::shared_ptr<http::TlsServerContext> tls = nullptr,
                      std::vector<http::Route> more = {})
      : router_(routes(std::move(more)), render),
        gate_(threads_.loop(), base::SteadyTime::max()),
        server_(std::in_place, threads_.loop(), std::move(options), router_, std::move(tls), clock_, random_,
                log_) {
    threads_.call([this] {
      server_->on_served([this](const http::Served& served) {
        const std::lock_guard lock(mutex_);
        seen_.push_back({std::string(served.route), served.method, served.status, std::string(served.code)});
      });
      const auto started = server_->start();
      if (!started) FAIL(started.error().detail);
    });
  }
  ~HttpServer() {
    if (server_) stop(std::chrono::milliseconds(0));
  }

  static http::ServerOptions options_with(http::ServerLimits limits) {
    http::ServerOptions options;
    options.name = "test";
    options.address = "127.0.0.1";
    options.limits = limits;
    return options;
  }

  std::uint16_t port() {
    return threads_.call([this] { return server_->port(); });
  }
  std::size_t connections() {
    return threads_.call([this] { return server_->connections(); });
  }
  int handled() const { return handled_; }  // calls of any handler so far
  std::vector<Seen> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

  // GET /wait answers once this was called.
  void open_gate() {
    threads_.call([this] { gate_.expires_at(base::SteadyTime::min()); });
  }
  http::Server& server() { return *server_; }
  FakeClock& clock() { return clock_; }  // which tells how long a connection has been what it is
  LoopThread& threads() { return threads_; }

  // Begins to drain; the future is ready when it is done.
  std::future<void> drain(std::chrono::milliseconds grace) {
    auto drained = std::make_shared<std::promise<void>>();
    threads_.call([&] { server_->drain(grace, [drained] { drained->set_value(); }); });
    return drained->get_future();
  }
  // Drains, and waits for the loop to end by itself.
  void stop(std::chrono::milliseconds grace) {
    auto drained = drain(grace);
    open_gate();
    CHECK(drained.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    threads_.call([this] { server_.reset(); });
    threads_.join();
  }

 private:
  static http::Response render(const http::FailedRequest& failed) {
    constexpr int statuses[] = {400, 404, 405, 413, 431, 408, 417, 503, 500};
    if (failed.path == "/renderer-throws") throw std::runtime_error("renderer");
    http::Response response;
    response.status = statuses[static_cast<std::size_t>(failed.failure)];
    response.content_type = "text/plain";
    response.code = "failed";
    response.body = std::string(failed.detail) + "|" + std::string(failed.path) + "|" +
                    std::string(failed.accept_language) + "|" + std::string(failed.request_id);
    return response;
  }

  static http::Response text(std::string body) {
    http::Response response;
    response.content_type = "text/plain";
    response.body = std::move(body);
    return response;
  }

  base::Awaitable<http::Response> hello(const http::Request&) {
    ++handled_;
    co_return text("hello");
  }
  base::Awaitable<http::Response> echo(const http::Request& request) {
    ++handled_;
    co_return text(std::string(request.body));
  }
  // Everything that a handler can see of a request.
  base::Awaitable<http::Response> show(const http::Request& request) {
    ++handled_;
    std::string shown = std::string(http::to_text(request.method)) + "|" + std::string(request.path) + "|" +
                        std::string(request.query) + "|" + request.client.to_string() + "|" +
                        (request.secure ? "secure" : "plain") + "|" + std::string(request.header("x-probe"));
    for (const auto parameter : request.parameters) {
      shown += "|" + std::string(parameter);
    }
    co_return text(shown + "|" + std::string(request.body));
  }
  base::Awaitable<http::Response> wait(const http::Request&) {
    ++handled_;
    co_await gate_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return text("waited");
  }
  base::Awaitable<http::Response> fail(const http::Request&) {
    ++handled_;
    throw std::runtime_error("token=SECRET");
    co_return text("");
  }
  base::Awaitable<http::Response> large(const http::Request&) {
    ++handled_;
    co_return text(std::string(std::size_t{8} << 20, 'x'));
  }

  http::Handler call(base::Awaitable<http::Response> (HttpServer::*member)(const http::Request&)) {
    return [this, member](const http::Request& request) { return (this->*member)(request); };
  }
  std::vector<http::Route> routes(std::vector<http::Route> more) {
    using http::Method;
    more.push_back({Method::get, "/hello", 0, call(&HttpServer::hello)});
    more.push_back({Method::post, "/echo", 100'000, call(&HttpServer::echo)});
    more.push_back({Method::post, "/small", 10, call(&HttpServer::echo)});
    more.push_back({Method::get, "/show/{one}/of/{two}", 10, call(&HttpServer::show)});
    more.push_back({Method::post, "/show/{one}/of/{two}", 100'000, call(&HttpServer::show)});
    more.push_back({Method::get, "/wait", 0, call(&HttpServer::wait)});
    more.push_back({Method::get, "/fail", 0, call(&HttpServer::fail)});
    more.push_back({Method::get, "/renderer-throws", 0, call(&HttpServer::fail)});
    more.push_back({Method::get, "/large", 0, call(&HttpServer::large)});
    return more;
  }

  std::atomic<int> handled_ = 0;
  std::mutex mutex_;
  std::vector<Seen> seen_;
  FakeClock clock_;
  FakeRandom random_;
  base::Log log_{base::LogLevel::error, base::LogFormat::text};
  http::Router router_;
  LoopThread threads_;
  boost::asio::steady_timer gate_;
  std::optional<http::Server> server_;
};

}  // namespace support
