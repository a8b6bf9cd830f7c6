#include "simulator/authorization_routes.hpp"

#include <array>

#include "base/text.hpp"
#include "simulator/authorization_page.hpp"

namespace simulator {
namespace {

constexpr std::size_t form_limit = 1 << 16;
constexpr std::array paths = std::to_array<std::string_view>(
    {"/cgi-bin/componentloginpage", "/wxaopen/safe/bindcomponent", "/safe/bindcomponent"});

http::Response html_page(std::string html) {
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Cache-Control", "no-store"}};
  response.body = std::move(html);
  return response;
}

http::Response refused(std::string_view why) { return html_page(render_notice("无法授权", why)); }

base::Awaitable<http::Response> show_page(Simulator& simulator, const http::Request& request) {
  const auto asked = read_authorization(request.query);
  const auto entry = host_of_url(request.header("referer"));
  co_return simulator.locked([&](Simulator::State& state, base::WallTime now) {
    if (const auto refusal = refuse_authorization(state.world, asked, entry, now)) return refused(*refusal);
    return html_page(render_choice(state.world, asked, request.target));
  });
}

base::Result<Consent> consent_of(World& world, const http::Request& request, base::WallTime now) {
  std::string appid;
  std::vector<int> sets;
  for (const QueryItem& item : parse_query(request.body)) {
    if (item.name == "appid") appid = item.value;
    const auto id = item.name == "set" ? base::parse_uint64(item.value) : std::nullopt;
    if (id && *id <= 10'000) sets.push_back(static_cast<int>(*id));
  }
  return give_consent(world, read_authorization(request.query), appid, sets, now);
}

base::Awaitable<http::Response> take_consent(Simulator& simulator, Courier& courier,
                                             const http::Request& request) {
  auto consent = simulator.locked(
      [&](Simulator::State& state, base::WallTime now) { return consent_of(state.world, request, now); });
  if (!consent) co_return refused(consent.error().detail);
  for (Push& push : consent->before) {
    co_await courier.deliver(std::move(push));
  }
  for (Push& push : consent->after) {
    courier.send_off(std::move(push));
  }
  if (consent->redirect.empty()) co_return html_page(render_notice("授权成功", "你可以关闭此页面。"));
  http::Response response;
  response.status = 302;
  response.headers = {{"Location", consent->redirect}, {"Cache-Control", "no-store"}};
  co_return response;
}

}  // namespace

void add_authorization_routes(std::vector<http::Route>& routes, Simulator& simulator, Courier& courier) {
  for (const std::string_view path : paths) {
    routes.push_back({http::Method::get, std::string(path), 0,
                      [&simulator](const http::Request& request) { return show_page(simulator, request); }});
    routes.push_back({http::Method::post, std::string(path), form_limit,
                      [&simulator, &courier](const http::Request& request) {
                        return take_consent(simulator, courier, request);
                      }});
  }
}

}  // namespace simulator
