#include "simulator/control.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/json_writer.hpp"

namespace simulator {
namespace {

int control_status(base::Code code) {
  switch (code) {
    case base::Code::not_found:
      return 404;
    case base::Code::already_exists:
    case base::Code::conflict:
      return 409;
    default:
      return 400;
  }
}

}  // namespace

std::span<const ControlRow> control_rows() {
  using http::Method;
  static constexpr std::array rows = std::to_array<ControlRow>({
      {Method::get, "/_sim/demo", control::show_demo},
      {Method::post, "/_sim/reset", control::reset},
      {Method::get, "/_sim/settings", control::show_settings},
      {Method::post, "/_sim/settings", control::set_settings},
      {Method::get, "/_sim/clock", control::show_clock},
      {Method::post, "/_sim/clock", control::set_clock},
      {Method::get, "/_sim/component", control::show_component},
      {Method::post, "/_sim/component", control::set_component},
      {Method::post, "/_sim/component/void", control::void_component_tokens},
      {Method::post, "/_sim/tickets", control::add_ticket},
      {Method::get, "/_sim/merchants", control::list_merchants},
      {Method::post, "/_sim/merchants", control::put_merchants},
      {Method::get, "/_sim/merchants/{appid}", control::show_merchant},
      {Method::post, "/_sim/merchants/{appid}/authorize", control::authorize_merchant},
      {Method::post, "/_sim/merchants/{appid}/revoke", control::revoke_merchant},
      {Method::post, "/_sim/merchants/{appid}/void", control::void_merchant_tokens},
      {Method::get, "/_sim/applications", control::list_applications},
      {Method::post, "/_sim/applications", control::add_applications},
      {Method::post, "/_sim/applications/{id}/segments", control::add_segments},
      {Method::get, "/_sim/applications/{id}/codes", control::list_codes},
      {Method::get, "/_sim/faults", control::list_faults},
      {Method::post, "/_sim/faults", control::add_faults},
      {Method::del, "/_sim/faults", control::clear_faults},
      {Method::del, "/_sim/faults/{id}", control::remove_fault},
      {Method::get, "/_sim/ledger", control::show_ledger},
      {Method::del, "/_sim/ledger", control::reset_ledger},
      {Method::get, "/_sim/ledger/count", control::count_ledger},
      {Method::post, "/_sim/consent", control::consent},
      {Method::post, "/_sim/push", control::push_now},
      {Method::get, "/_sim/pushes", control::show_pushes},
      {Method::del, "/_sim/pushes", control::reset_pushes},
      {Method::get, "/_sim/violations", control::show_violations},
      {Method::del, "/_sim/violations", control::reset_violations},
  });
  return rows;
}

http::Response control_problem(int status, std::string_view detail) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = "{";
  base::JsonMembers(response.body).text("error", detail);
  response.body += "}\n";
  return response;
}

base::Awaitable<http::Response> run_control(const ControlRow& row, Simulator& simulator, Courier& courier,
                                            const http::Request& request) {
  const auto body = base::parse_json(request.body.empty() ? std::string_view("{}") : request.body);
  if (!body) co_return control_problem(400, body.error().detail);
  auto answer = row.handle(simulator, {*body, request.parameters, parse_query(request.query)});
  if (!answer) co_return control_problem(control_status(answer.error().code), answer.error().detail);
  nlohmann::json told = nlohmann::json::array();
  for (Push& push : answer->pushes) {
    const auto records = co_await courier.deliver(std::move(push));
    for (const PushRecord& record : records) {
      told.push_back(control::to_json(record));
    }
  }
  if (answer->tells_pushes) answer->body = told.dump() + "\n";
  for (Push& push : answer->later_pushes) {
    courier.send_off(std::move(push));
  }

  http::Response response;
  response.content_type = answer->type;
  response.body = std::move(answer->body);
  co_return response;
}

}  // namespace simulator
