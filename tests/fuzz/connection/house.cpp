#include "connection/house.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "base/log.hpp"
#include "connection/reference.hpp"
#include "expect.hpp"
#include "http/router.hpp"
#include "http/server_core.hpp"
#include "http/session.hpp"
#include "http/transport.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"

namespace fuzz {
namespace {

using boost::asio::ip::tcp;

// Steps without anything to do after which the session counts as hanging: every wait of it but those for the
// peer ends at once, and the peer has sent everything.
constexpr int patience = 8;

http::Response render(const http::FailedRequest& failed) {
  constexpr int statuses[] = {400, 404, 405, 413, 431, 408, 417, 503, 500};
  http::Response response;
  response.status = statuses[static_cast<std::size_t>(failed.failure)];
  response.content_type = "application/problem+json";
  response.code = "failed";
  response.body.append(failed.detail).append(failed.path).append(failed.accept_language);
  return response;
}

http::ServerOptions options(bool proxied) {
  constexpr std::chrono::hours never(24);
  http::ServerOptions options;
  options.name = "fuzz";
  options.proxy_protocol = proxied;
  if (proxied) options.trusted_proxies = {*base::Cidr::parse("10.0.0.0/8")};
  options.limits = {.connections = 1,
                    .header_bytes = header_limit,
                    .handshake = never,
                    .read_header = never,
                    .read_body = never,
                    .write = never,
                    .idle = never};
  return options;
}

base::Awaitable<void> run_session(std::unique_ptr<http::Session> session) { co_await session->run(); }

}  // namespace

struct House::Impl {
  support::FakeClock clock;
  support::FakeRandom random;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  std::vector<Handled> handled;
  http::Router router{routes(), render};
  boost::asio::io_context loop;
  std::array<std::shared_ptr<http::ServerCore>, 2> cores{core(false), core(true)};
  int peer = -1;

  std::shared_ptr<http::ServerCore> core(bool proxied) {
    return std::make_shared<http::ServerCore>(loop, options(proxied), router, clock, http::RequestIds(random),
                                              log);
  }

  std::vector<http::Route> routes() {
    using http::Method;
    const auto now = [this](const http::Request& request) { return answer(request, false); };
    const auto later = [this](const http::Request& request) { return answer(request, true); };
    std::vector<http::Route> rows;
    for (const auto& [method, verb, path] : {std::tuple(Method::get, "GET", "/v1/me"),
                                             {Method::post, "POST", "/small"},
                                             {Method::post, "POST", "/v1/codeactivequery"}}) {
      rows.push_back({method, path, target_of(verb, path).body_limit, now});
    }
    rows.push_back({Method::get, "/later/{thing}", target_of("GET", "/later/x").body_limit, later});
    rows.push_back({Method::post, "/later/{thing}", target_of("POST", "/later/x").body_limit, later});
    return rows;
  }

  base::Awaitable<http::Response> answer(const http::Request& request, bool later);
  std::size_t send(std::string_view bytes) const;
  std::size_t receive(std::string& into) const;
};

base::Awaitable<http::Response> House::Impl::answer(const http::Request& request, bool later) {
  if (later) co_await boost::asio::post(loop, boost::asio::deferred);
  Handled seen{std::string(http::to_text(request.method)),
               std::string(request.target),
               {},
               std::string(request.body),
               request.client.to_string()};
  for (const auto& [name, value] : request.headers) {
    seen.headers.emplace_back(name, value);
  }
  handled.push_back(std::move(seen));
  http::Response response;
  response.content_type = "text/plain";
  response.headers.emplace_back("X-Serial", std::to_string(handled.size()));
  response.body = request.body;
  co_return response;
}

std::size_t House::Impl::send(std::string_view bytes) const {
  const auto size = ::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return size > 0 ? static_cast<std::size_t>(size) : 0;
}

std::size_t House::Impl::receive(std::string& into) const {
  char block[16384];
  const auto size = ::recv(peer, block, sizeof block, 0);
  if (size <= 0) return 0;
  into.append(block, static_cast<std::size_t>(size));
  return static_cast<std::size_t>(size);
}

House::House() : impl_(std::make_unique<Impl>()) {}
House::~House() = default;

Conversation House::talk(std::string_view bytes, const Manner& manner) {
  Impl& house = *impl_;
  int ends[2];
  expect(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0,
         "there are sockets");
  house.peer = ends[1];
  house.handled.clear();
  house.loop.restart();
  const auto core = house.cores[manner.proxied ? 1 : 0];
  core->draining = core->leaving = false;

  tcp::socket socket(house.loop);
  socket.assign(tcp::v4(), ends[0]);
  const auto address = boost::asio::ip::make_address(manner.proxied ? "10.0.0.1" : "192.0.2.1");
  bool ended = false;
  boost::asio::co_spawn(
      house.loop,
      run_session(std::make_unique<http::Session>(core, http::make_plain_transport(std::move(socket)),
                                                  address, !manner.turned_away)),
      [&](std::exception_ptr thrown) {
        expect(!thrown, "a session throws nothing");
        ended = true;
      });

  Conversation conversation;
  std::size_t sent = 0;
  bool closed = false;
  for (int idle = 0; !ended && idle < patience; ++idle) {
    if (manner.drains && !core->draining && sent * 2 >= bytes.size()) {
      core->draining = true;
      core->leaving = manner.leaves;
      for (http::Session* const session : core->sessions) {
        if (manner.leaves) session->drain();
      }
    }
    const auto rest = bytes.substr(sent);
    const auto went = house.send(rest.substr(0, manner.piece == 0 ? rest.size() : manner.piece));
    sent += went;
    if (sent == bytes.size() && !closed) {
      ::shutdown(house.peer, SHUT_WR);
      closed = true;
      idle = 0;
    }
    const auto steps = house.loop.poll();
    if (went + steps + house.receive(conversation.received) > 0) idle = 0;
  }
  expect(ended, "a session ends when its peer has");
  while (house.receive(conversation.received) > 0) {
  }
  ::close(house.peer);
  house.loop.poll();
  expect(core->sessions.empty() && core->turned_away == 0, "a session that ended is gone from its server");
  conversation.handled = std::move(house.handled);
  return conversation;
}

}  // namespace fuzz
