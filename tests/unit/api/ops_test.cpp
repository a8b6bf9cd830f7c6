#include "api/ops/ops.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "api/http_metrics.hpp"
#include "support/http_samples.hpp"
#include "support/run_loop.hpp"

namespace ops_test {

api::Readiness healthy() {
  api::Readiness readiness;
  readiness.checks = {{"database", true, ""}, {"stream", true, ""}};
  readiness.notices = {{"witness", "UNWITNESSED"}};
  readiness.tokens = {{"healthy", 3}, {"failing", 1}};
  return readiness;
}

http::Response get(const std::vector<http::Route>& routes, std::string_view path) {
  for (const auto& route : routes) {
    if (route.path != path) continue;
    CHECK(route.method == http::Method::get);
    const http::Request request;
    return support::run(route.handle(request));
  }
  FAIL("no such route");
  return {};
}

http::Response readyz(const api::Readiness& readiness) {
  base::Metrics metrics;
  return get(api::ops_routes([&] { return readiness; }, metrics), "/readyz");
}

TEST_CASE("alive means that the loop runs") {
  base::Metrics metrics;
  const auto response = get(api::ops_routes([] { return api::Readiness{}; }, metrics), "/livez");
  CHECK(response.status == 200);
  CHECK(response.body == "alive\n");
}

TEST_CASE("ready tells each check the witness and the tokens") {
  const auto response = readyz(healthy());
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json");
  CHECK(support::header(response, "Cache-Control") == "no-store");
  CHECK(response.body ==
        R"({"status":"ready","draining":false,"checks":{"database":{"ok":true},"stream":{"ok":true}},)"
        R"("witness":"UNWITNESSED","tokens":{"healthy":3,"failing":1}})"
        "\n");
}

TEST_CASE("a failed check and draining fail readiness tokens never do") {
  auto readiness = healthy();
  readiness.checks[0] = {"database", false, "connection \"refused\""};
  auto response = readyz(readiness);
  CHECK(response.status == 503);
  auto json = support::parse(response);
  CHECK(json["status"] == "not_ready");
  CHECK(json["checks"]["database"]["detail"] == "connection \"refused\"");
  CHECK(json["checks"]["stream"]["ok"] == true);

  readiness = healthy();
  readiness.draining = true;
  response = readyz(readiness);
  CHECK(response.status == 503);
  CHECK(support::parse(response)["draining"] == true);

  readiness = healthy();
  readiness.tokens = {{"gone", 1'000}};
  CHECK(readyz(readiness).status == 200);

  CHECK(support::parse(readyz({}))["checks"].empty());
}

TEST_CASE("metrics are served in the text format") {
  base::Metrics metrics;
  metrics.counter("things_total", "Things").add(2);
  const auto response = get(api::ops_routes([] { return api::Readiness{}; }, metrics), "/metrics");
  CHECK(response.status == 200);
  CHECK(response.content_type == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(response.body.find("things_total 2") != std::string::npos);
}

TEST_CASE("failures of the ops listener are plain text") {
  const auto response = api::render_ops_failure({http::Failure::not_found, "", "/x", "", "id"});
  CHECK(response.status == 404);
  CHECK(response.code == "not_found");
  CHECK(response.body == "not_found\n");
  CHECK(api::render_ops_failure({http::Failure::bad_request, "two Host headers", "", "", "id"}).body ==
        "two Host headers\n");
}

TEST_CASE("requests are counted by route status and code") {
  base::Metrics metrics;
  api::HttpMetrics observer("public", metrics);
  using std::chrono::milliseconds;
  observer.observe({"/v1/codeactivequery", http::Method::post, 200, "", milliseconds(3)});
  observer.observe({"/v1/codeactivequery", http::Method::post, 200, "", milliseconds(3)});
  observer.observe({"/v1/codeactivequery", http::Method::post, 429, "rate_limited", milliseconds(1)});
  observer.observe({"", http::Method::get, 404, "not_found", milliseconds(1)});

  const auto text = metrics.render();
  const auto has = [&](std::string_view line) { return text.find(line) != std::string::npos; };
  CHECK(
      has("marketcode_requests_total{code=\"\",listener=\"public\",route=\"/v1/"
          "codeactivequery\",status=\"200\"} 2"));
  CHECK(
      has("marketcode_requests_total{code=\"rate_limited\",listener=\"public\",route=\"/v1/codeactivequery\","
          "status=\"429\"} 1"));
  CHECK(has(
      "marketcode_requests_total{code=\"not_found\",listener=\"public\",route=\"none\",status=\"404\"} 1"));
  CHECK(has("marketcode_request_seconds_count{listener=\"public\",route=\"/v1/codeactivequery\"} 3"));
}

}  // namespace ops_test
