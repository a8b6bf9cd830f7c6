#include "simulator/endpoints.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "simulator/authorization_routes.hpp"
#include "simulator/control.hpp"
#include "simulator/publish_check.hpp"
#include "simulator/script.hpp"
#include "simulator/scripted_answer.hpp"

namespace simulator {
namespace {

constexpr std::size_t call_body_limit = 1 << 20;
constexpr std::size_t control_body_limit = 64 << 20;
constexpr std::string_view control_prefix = "/_sim/";

http::Response json_response(std::string body) {
  http::Response response;
  response.content_type = json_type;
  response.body = std::move(body);
  return response;
}

http::Response spoilt(Reply reply, base::WallTime now, Sleeper& sleeper) {
  const Fault& fault = *reply.fault;
  http::Response response =
      spoilt_response(fault, needs_script(fault.kind) ? std::string() : std::move(reply.body));
  if (needs_script(fault.kind)) {
    response.takeover = std::make_shared<ScriptedAnswer>(make_script(fault, reply.body, now), sleeper);
  }
  response.code = name(fault.kind);
  return response;
}

base::Awaitable<http::Response> answer(Simulator& simulator, Sleeper& sleeper, const Api& api,
                                       const http::Request& request) {
  Reply reply = simulator.answer(api, request);
  if (!reply.fault) co_return json_response(std::move(reply.body));
  if (reply.fault->delay.count() > 0) co_await sleeper.sleep(reply.fault->delay);
  co_return spoilt(std::move(reply), simulator.clock().wall(), sleeper);
}

int failure_status(http::Failure failure) {
  switch (failure) {
    case http::Failure::bad_request:
      return 400;
    case http::Failure::not_found:
      return 404;
    case http::Failure::method_not_allowed:
      return 405;
    case http::Failure::body_too_large:
      return 413;
    case http::Failure::header_too_large:
      return 431;
    case http::Failure::expectation_failed:
      return 417;
    case http::Failure::request_timeout:
      return 408;
    case http::Failure::overloaded:
      return 503;
    case http::Failure::internal:
      return 500;
  }
  return 500;
}

// WeChat answers wrong paths and verbs with 200 and an errcode; what is not even HTTP gets a plain status.
http::Response answer_failure(Simulator& simulator, const http::FailedRequest& failed) {
  if (failed.path.starts_with(control_prefix))
    return control_problem(failure_status(failed.failure), failed.detail);
  if (failed.failure == http::Failure::not_found) {
    return json_response(simulator.answer_unknown(failed.path, 40066, "unknown path"));
  }
  if (failed.failure == http::Failure::method_not_allowed) {
    return json_response(simulator.answer_unknown(failed.path, 43002, "method other than POST"));
  }
  http::Response response = control_problem(failure_status(failed.failure), failed.detail);
  if (failed.failure == http::Failure::bad_request)
    simulator.answer_unknown(failed.path, 40038, failed.detail);
  return response;
}

}  // namespace

http::Router make_router(Simulator& simulator, Sleeper& sleeper, Courier& courier) {
  std::vector<http::Route> routes;
  for (const Api& api : all_apis()) {
    const http::Handler handle = [&](const http::Request& request) {
      return answer(simulator, sleeper, api, request);
    };
    // GET is taken too, so that the ledger has it.
    routes.push_back({http::Method::post, std::string(api.path), call_body_limit, handle});
    routes.push_back({http::Method::get, std::string(api.path), call_body_limit, handle});
  }
  routes.push_back(
      {http::Method::post, "/_sim/publish_check", call_body_limit, [&](const http::Request& request) {
         return run_publish_check(simulator, courier, sleeper, request);
       }});
  add_authorization_routes(routes, simulator, courier);
  for (const ControlRow& row : control_rows()) {
    routes.push_back(
        {row.method, std::string(row.path), control_body_limit,
         [&](const http::Request& request) { return run_control(row, simulator, courier, request); }});
  }
  return http::Router(std::move(routes), [&simulator](const http::FailedRequest& failed) {
    return answer_failure(simulator, failed);
  });
}

}  // namespace simulator
