#include "simulator/program.hpp"

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/signal_set.hpp>

#include "base/address.hpp"
#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "crypto/random.hpp"
#include "http/server.hpp"
#include "http/tls.hpp"
#include "simulator/demo.hpp"
#include "simulator/endpoints.hpp"

namespace simulator {
namespace {

constexpr std::chrono::milliseconds grace{500};

// One event loop with a server of its own; all loops listen on one port.
struct Loop {
  Loop(Simulator& simulator, http::ServerOptions options, std::shared_ptr<http::TlsServerContext> tls,
       const base::Clock& real_clock, base::Random& random, base::Log& log)
      : sleeper(io),
        courier(io, simulator, sleeper, real_clock, random),
        router(make_router(simulator, sleeper, courier)),
        server(io, std::move(options), router, std::move(tls), simulator.clock(), random, log) {}

  // Any thread. run() returns once nothing is left.
  void stop() {
    boost::asio::post(io, [this] {
      sleeper.wake_all();
      courier.close();
      server.drain(grace, [] {});
    });
  }

  boost::asio::io_context io{1};
  Sleeper sleeper;
  Courier courier;
  http::Router router;
  http::Server server;
};
using Loops = std::vector<std::unique_ptr<Loop>>;

base::Result<std::shared_ptr<http::TlsServerContext>> load_tls(const Options& options) {
  if (options.tls_certificate.empty()) return nullptr;
  return http::TlsServerContext::load(options.tls_certificate, options.tls_key);
}

base::Result<Loops> start_loops(const Options& options, Simulator& simulator, const base::Clock& real_clock,
                                base::Random& random, base::Log& log) {
  const auto tls = load_tls(options);
  if (!tls) return std::unexpected(tls.error());
  http::ServerOptions listener;
  listener.name = "weixin";
  listener.address = options.address;
  listener.port = options.port;
  listener.reuse_port = options.threads > 1;

  Loops loops;
  for (std::size_t i = 0; i < options.threads; ++i) {
    auto loop = std::make_unique<Loop>(simulator, listener, *tls, real_clock, random, log);
    if (auto started = loop->server.start(); !started) return std::unexpected(started.error());
    listener.port = loop->server.port();
    loops.push_back(std::move(loop));
  }
  return loops;
}

std::string url_of(const Options& options, std::uint16_t port) {
  const auto address = base::parse_address(options.address);
  std::string host = options.address;
  if (address && address->is_unspecified()) host = address->is_v6() ? "::1" : "127.0.0.1";
  if (host.contains(':')) host = "[" + host + "]";
  return (options.tls_certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

base::Result<> announce(const Options& options, const std::string& url) {
  std::printf("weixin-simulator listens on %s\n", url.c_str());
  std::fflush(stdout);
  if (options.address_file.empty()) return {};
  std::string text = "{";
  base::JsonMembers(text).text("url", url);
  return base::write_file(options.address_file, text + "}\n");
}

void serve(Loops& loops) {
  boost::asio::signal_set signals(loops.front()->io, SIGINT, SIGTERM);
  signals.async_wait([&loops](const boost::system::error_code& error, int) {
    if (error) return;
    for (const auto& loop : loops) {
      loop->stop();
    }
  });
  boost::asio::co_spawn(loops.front()->io, loops.front()->courier.push_tickets(),
                        [](std::exception_ptr error) {
                          if (error) std::rethrow_exception(error);
                        });
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < loops.size(); ++i) {
    others.emplace_back([&loop = *loops[i]] { loop.io.run(); });
  }
  loops.front()->io.run();
}

Simulator::Populate populate_of(const Options& options) {
  if (options.demo_unauthorized) return populate_unauthorized_demo;
  return options.demo ? populate_demo : Simulator::Populate();
}

int failed(const base::Error& error) {
  std::fprintf(stderr, "weixin-simulator: %s%s%s\n", error.detail.c_str(), error.cause.empty() ? "" : ": ",
               error.cause.c_str());
  return 1;
}

}  // namespace

int run_program(const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  base::Log log(base::LogLevel::warn, base::LogFormat::text);
  crypto::SystemRandom random;
  const base::SystemClock real_clock;
  ShiftedClock clock(real_clock);
  Settings settings;
  settings.strict = options.strict;
  settings.ledger_limit = options.ledger_limit;
  Simulator simulator(settings, populate_of(options), clock, random);

  auto loops = start_loops(options, simulator, real_clock, random, log);
  if (!loops) return failed(loops.error());
  const auto announced = announce(options, url_of(options, loops->front()->server.port()));
  if (!announced) return failed(announced.error());
  serve(*loops);
  return 0;
}

}  // namespace simulator
