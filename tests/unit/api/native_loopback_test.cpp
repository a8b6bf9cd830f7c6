// The whole way over real connections: a merchant's client, this gateway, WeChat's place taken by a server of
// ours.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "api/http_metrics.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "support/native_house.hpp"
#include "weixin/api.hpp"

namespace native_loopback_test {

using support::parse;

http::ServerOptions loopback(std::string name) {
  http::ServerOptions options;
  options.name = std::move(name);
  options.address = "127.0.0.1";
  return options;
}

http::Origin at(std::uint16_t port) { return http::Origin{.tls = false, .host = "127.0.0.1", .port = port}; }

// Everything on one loop, with the system's clock where connections wait for it.
struct Loopback {
  Loopback() {
    REQUIRE(weixin_server.start());
    REQUIRE(server.start());
    server.on_served([this](const http::Served& served) { observer.observe(served); });
    api.emplace(client, at(weixin_server.port()), clock);
    query.emplace(*api);
    service.emplace(house.places, house.overloads, house.log, house.tokens, house.merchants, *query,
                    house.telemetry, house.limits, clock, house.random);
    native.emplace(
        api::NativeOptions{}, house.gate, *service, house.tally, [](int) { return std::nullopt; }, clock,
        house.metrics);
    REQUIRE(routes.empty());
    routes = native->routes();
  }
  ~Loopback() {
    client.close();
    server.drain({}, [] {});
    weixin_server.drain({}, [] {});
    house.loop.restart();
    house.loop.run_for(std::chrono::seconds(2));
  }

  // The gateway's routes are made after its server.
  base::Awaitable<http::Response> forward(const http::Request& request) {
    for (const auto& route : routes) {
      if (route.path == request.path) co_return co_await route.handle(request);
    }
    throw std::runtime_error("no such route");
  }

  std::vector<http::Route> gateway_routes() {
    const auto handler = [this](const http::Request& request) { return forward(request); };
    return {{http::Method::post, "/v1/codeactivequery", query::longest_body, handler},
            {http::Method::get, "/v1/me", 0, handler}};
  }

  std::vector<http::Route> weixin_routes() {
    const auto handler = [this](const http::Request& request) -> base::Awaitable<http::Response> {
      asked.push_back(std::string(request.target) + " " + std::string(request.body));
      http::Response response;
      response.content_type = "application/json; encoding=utf-8";
      response.body = support::page_sample;
      co_return response;
    };
    return {{http::Method::post, "/intp/marketcode/codeactivequery", 4096, handler}};
  }

  http::IncomingResponse post(std::string_view body) {
    http::OutgoingRequest request;
    request.target = "/v1/codeactivequery";
    request.headers = {{"Authorization", "Bearer " + std::string(house.key.text.reveal())}};
    request.body = body;
    const base::Deadline deadline{clock.steady() + std::chrono::seconds(5)};
    auto exchange = support::run(house.loop, client.send(at(server.port()), request, deadline));
    REQUIRE(exchange.result);
    return *exchange.result;
  }

  support::NativeHouse house;
  base::SystemClock clock;
  std::vector<std::string> asked;
  std::vector<http::Route> routes;
  api::HttpMetrics observer{"public", house.metrics};
  http::Client client{house.loop, {}, nullptr, clock};
  http::Router weixin_router{weixin_routes(), api::render_native_failure};
  http::Server weixin_server{house.loop, loopback("weixin"), weixin_router, nullptr,
                             clock,      house.random,       house.events};
  http::Router router{gateway_routes(), api::render_native_failure};
  http::Server server{house.loop, loopback("public"), router, nullptr, clock, house.random, house.events};
  std::optional<weixin::Api> api;
  std::optional<query::WeixinCodeActiveQuery> query;
  std::optional<query::Service> service;
  std::optional<api::NativeApi> native;
};

TEST_CASE("a query over real connections is answered and recorded") {
  Loopback wire;
  for (int i = 0; i < 3; ++i) {
    const auto response = wire.post(support::NativeHouse::by_url);
    CHECK(response.status == 200);
    const auto json = nlohmann::json::parse(response.body);
    CHECK(json["active"] == true);
    CHECK(json["application_id"] == 581865877);
    CHECK(json["code_end"] == 200);
  }
  REQUIRE(wire.asked.size() == 3);
  CHECK(wire.asked[0] ==
        "/intp/marketcode/codeactivequery?access_token=token-5 " + std::string(support::NativeHouse::by_url));
  REQUIRE(wire.house.log.records.size() == 3);
  const auto& record = wire.house.log.records[2];
  CHECK(record.head.client.to_string() == "127.0.0.1");
  CHECK(record.head.request_id.size() == 36);
  CHECK(record.tail.reply == std::string(support::page_sample));
  REQUIRE(record.tail.attempts.size() == 1);
  CHECK(record.tail.attempts[0].host == "127.0.0.1");
  CHECK(record.tail.attempts[0].http_status == 200);
  CHECK(record.tail.attempts[0].sent == audit::Sent::yes);
  CHECK(record.tail.attempts[0].took.count() > 0);
}

TEST_CASE("refusals over real connections name their reason whoever refuses") {
  Loopback wire;
  auto response = wire.post(R"({"code":8})");
  CHECK(response.status == 400);
  CHECK(nlohmann::json::parse(response.body)["member"] == "code");

  response = wire.post(std::string(20'000, ' '));
  CHECK(response.status == 413);
  CHECK(nlohmann::json::parse(response.body)["code"] == "request_malformed");
  CHECK(wire.asked.empty());

  const auto metrics = wire.house.metrics.render();
  CHECK(
      metrics.find(
          "code=\"request_malformed\",listener=\"public\",route=\"/v1/codeactivequery\",status=\"400\"} 1") !=
      std::string::npos);
}

TEST_CASE("WeChat out of reach over a real connection is 502 and nothing was asked") {
  Loopback wire;
  wire.weixin_server.drain({}, [] {});
  wire.house.loop.restart();
  wire.house.loop.poll();
  const auto response = wire.post(support::NativeHouse::by_url);
  CHECK(response.status == 502);
  const auto json = nlohmann::json::parse(response.body);
  CHECK(json["code"] == "upstream_failed");
  CHECK(json["upstream_called"] == "no");
  CHECK(wire.house.record().tail.attempts[0].failure == "connect");
}

}  // namespace native_loopback_test
