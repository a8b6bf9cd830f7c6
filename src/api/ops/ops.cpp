#include "api/ops/ops.hpp"

#include <algorithm>
#include <utility>

#include "api/failure_status.hpp"
#include "base/json_writer.hpp"

namespace api {
namespace {

http::Response ops_answer(int status, std::string content_type, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

void append_checks(std::string& out, const std::vector<ReadyCheck>& checks) {
  out += '{';
  base::JsonMembers members(out);
  for (const auto& check : checks) {
    std::string& value = members.key(check.name);
    value += '{';
    base::JsonMembers(value).boolean("ok", check.ok).text_unless_empty("detail", check.detail);
    value += '}';
  }
  out += '}';
}

http::Response readyz(const Readiness& readiness) {
  const bool ready = !readiness.draining && std::ranges::all_of(readiness.checks, &ReadyCheck::ok);
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("status", ready ? "ready" : "not_ready").boolean("draining", readiness.draining);
  append_checks(members.key("checks"), readiness.checks);
  for (const auto& notice : readiness.notices) {
    members.text(notice.name, notice.state);
  }
  members.key("tokens") += '{';
  base::JsonMembers tokens(out);
  for (const auto& [state, count] : readiness.tokens) {
    tokens.number(state, count);
  }
  out += "}}\n";
  return ops_answer(ready ? 200 : 503, "application/json", std::move(out));
}

}  // namespace

std::vector<http::Route> ops_routes(std::function<Readiness()> readiness, const base::Metrics& metrics) {
  const auto handle_livez = [](const http::Request&) -> base::Awaitable<http::Response> {
    co_return ops_answer(200, "text/plain; charset=utf-8", "alive\n");
  };
  const auto handle_readyz =
      [readiness = std::move(readiness)](const http::Request&) -> base::Awaitable<http::Response> {
    co_return readyz(readiness());
  };
  const auto handle_metrics = [&metrics](const http::Request&) -> base::Awaitable<http::Response> {
    co_return ops_answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.render());
  };
  return {
      {http::Method::get, "/livez", 0, handle_livez},
      {http::Method::get, "/readyz", 0, handle_readyz},
      {http::Method::get, "/metrics", 0, handle_metrics},
  };
}

http::Response render_ops_failure(const http::FailedRequest& failed) {
  std::string text(failed.detail.empty() ? name(code_of(failed.failure)) : failed.detail);
  auto response = ops_answer(status_of(failed.failure), "text/plain; charset=utf-8", std::move(text) + "\n");
  response.code = name(code_of(failed.failure));
  return response;
}

}  // namespace api
