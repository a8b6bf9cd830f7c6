#include "api/public/authorize.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/html.hpp"
#include "api/public/authorize_cookie.hpp"
#include "base/text.hpp"
#include "http/message.hpp"
#include "platform/code_store.hpp"

namespace api {
namespace {

using namespace std::chrono_literals;
using platform::Device;

constexpr auto patience = 3s;         // of one page for a code's end
constexpr int most_looks = 40;        // pages that look again by themselves
constexpr int looks_for_a_push = 10;  // those of them for a code whose merchant only a push can tell
constexpr auto assumed_code_life = 1h;

std::string parameter(const http::Request& request, std::string_view name) {
  return http::query_parameter(request.query, name).value_or("");
}

std::optional<Language> named_language(std::string_view name) {
  if (name == tag(Language::zh)) return Language::zh;
  if (name == tag(Language::en)) return Language::en;
  return std::nullopt;
}

Language page_language(const http::Request& request) {
  if (const auto wanted = named_language(parameter(request, "lang"))) return *wanted;
  const auto accepted = request.header("Accept-Language");
  return accepted.empty() ? Language::zh : preferred_language(accepted);  // merchants are Chinese accounts
}

Language page_language(const http::Request& request, const platform::AuthorizeClaim& claim) {
  if (const auto wanted = named_language(parameter(request, "lang"))) return *wanted;
  return named_language(claim.language).value_or(Language::zh);
}

std::string welcome_address(std::string_view invitation) {
  return "/authorize?invitation=" + escape_url(invitation);
}

std::string result_address(std::string_view state, std::string_view hash) {
  return "/authorize/result?state=" + escape_url(state) + "&code=" + platform::hex_of_hash(hash);
}

PageTrouble trouble_of(base::Code code) {
  if (code == base::Code::overloaded || code == base::Code::busy) return PageTrouble::busy;
  const bool theirs = code == base::Code::token_unavailable ||
                      code == base::Code::provider_address_not_allowed ||
                      code == base::Code::upstream_failed || code == base::Code::upstream_refused ||
                      code == base::Code::upstream_timeout;
  return theirs ? PageTrouble::platform_not_ready : PageTrouble::unavailable;
}

PageTrouble trouble_with_code(base::Code code) {
  if (code == base::Code::request_malformed) return PageTrouble::no_code;
  return code == base::Code::rate_limited ? PageTrouble::too_many_codes : PageTrouble::unavailable;
}

int bounded_number(std::string_view text, int most) {
  const auto number = base::parse_uint64(text);
  return number ? static_cast<int>(std::min<std::uint64_t>(*number, static_cast<std::uint64_t>(most))) : 0;
}

std::chrono::seconds life_of(const http::Request& request) {
  constexpr int longest = 86'400;
  const int told = bounded_number(parameter(request, "expires_in"), longest);
  return told > 0 ? std::chrono::seconds(told) : std::chrono::seconds(assumed_code_life);
}

}  // namespace

AuthorizeSite::AuthorizeSite(platform::AuthorizationDesk& desk, const base::Clock& clock, base::Log& log)
    : desk_(desk), clock_(clock), log_(log) {}

std::vector<http::Route> AuthorizeSite::routes() {
  return {
      {http::Method::get, "/authorize", 0, [this](const http::Request& r) { return welcome(r); }},
      {http::Method::get, "/authorize/start", 0, [this](const http::Request& r) { return start(r); }},
      {http::Method::get, "/authorize/callback", 0, [this](const http::Request& r) { return callback(r); }},
      {http::Method::get, "/authorize/result", 0, [this](const http::Request& r) { return result(r); }},
      {http::Method::get, "/authorize/style.css", 0,
       [](const http::Request&) -> base::Awaitable<http::Response> { co_return style_sheet(); }},
  };
}

base::Awaitable<http::Response> AuthorizeSite::welcome(const http::Request& request) {
  const auto invitation = parameter(request, "invitation");
  const PageHead head{page_language(request), welcome_address(invitation)};
  auto admission = co_await desk_.admit(invitation);
  if (!admission) {
    co_return trouble_page(head, trouble_of(admission.error().code), request.id, welcome_address(invitation));
  }
  if (!admission->admitted()) co_return refused_page(head, admission->kind);
  co_return welcome_page(head, invitation, admission->biz_appid);
}

base::Awaitable<http::Response> AuthorizeSite::start(const http::Request& request) {
  // What only looks where a link leads has not clicked it: no pre-auth code is spent on it.
  if (request.method == http::Method::head) co_return co_await welcome(request);
  const auto invitation = parameter(request, "invitation");
  const PageHead head{page_language(request), welcome_address(invitation)};
  auto admission = co_await desk_.admit(invitation);
  if (!admission) {
    co_return trouble_page(head, trouble_of(admission.error().code), request.id, welcome_address(invitation));
  }
  if (!admission->admitted()) co_return refused_page(head, admission->kind);
  const auto device = parameter(request, "on") == "phone" ? Device::phone : Device::computer;
  auto begun = co_await desk_.begin(std::move(*admission), device, std::string(tag(head.language)));
  if (!begun) {
    const auto& error = begun.error();
    log_.warn("authorization_not_begun", {{"request_id", request.id},
                                          {"code", base::name(error.code)},
                                          {"why", error.detail},
                                          {"cause", error.cause}});
    co_return trouble_page(head, trouble_of(error.code), request.id, welcome_address(invitation));
  }
  http::Response response;
  response.status = 303;
  response.headers = {{"Location", std::move(begun->address)},
                      {"Set-Cookie", browser_cookie(begun->state, desk_.browser_mark(begun->state),
                                                    desk_.state_life(), desk_.is_secure())},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "strict-origin-when-cross-origin"}};
  co_return response;
}

base::Awaitable<http::Response> AuthorizeSite::callback(const http::Request& request) {
  const auto state = parameter(request, "state");
  const auto returned = desk_.read_state(state);
  if (!returned) {
    co_return trouble_page({page_language(request), ""}, PageTrouble::link_invalid, request.id, "");
  }
  PageHead head{page_language(request, returned->claim), ""};
  if (returned->expired) co_return trouble_page(head, PageTrouble::link_expired, request.id, "");
  auto code = base::Secret(parameter(request, "auth_code"));
  if (code.empty()) co_return trouble_page(head, PageTrouble::no_code, request.id, "");
  platform::Redirect redirect{std::move(code), life_of(request), state, returned->claim.invitation};
  auto hash = co_await desk_.receive(std::move(redirect));
  if (!hash) co_return trouble_page(head, trouble_with_code(hash.error().code), request.id, "");
  auto address = result_address(state, *hash);
  head.other_language = address;
  const bool ours = desk_.is_same_browser(state, browser_mark_of(request, state));
  co_return co_await fate_of(std::move(head), std::move(address), std::move(*hash), 0, ours, request.id);
}

base::Awaitable<http::Response> AuthorizeSite::result(const http::Request& request) {
  const auto state = parameter(request, "state");
  const auto returned = desk_.read_state(state);
  auto hash = platform::hash_of_hex(parameter(request, "code"));
  if (!returned || !hash) {
    co_return trouble_page({page_language(request), ""}, PageTrouble::link_invalid, request.id, "");
  }
  if (returned->expired) {
    const PageHead head{page_language(request, returned->claim), ""};
    co_return trouble_page(head, PageTrouble::link_expired, request.id, "");
  }
  auto address = result_address(state, *hash);
  PageHead head{page_language(request, returned->claim), address};
  const bool ours = desk_.is_same_browser(state, browser_mark_of(request, state));
  const int looked = bounded_number(parameter(request, "n"), most_looks);
  co_return co_await fate_of(std::move(head), std::move(address), std::move(*hash), looked, ours, request.id);
}

base::Awaitable<http::Response> AuthorizeSite::fate_of(PageHead head, std::string address, std::string hash,
                                                       int looked, bool ours, std::string request_id) {
  const base::Deadline until{clock_.steady() + patience};
  auto fate = co_await desk_.wait(std::move(hash), until);
  if (!fate && fate.error().code == base::Code::not_found) {
    co_return trouble_page({head.language, ""}, PageTrouble::link_invalid, request_id, "");
  }
  const bool settled = fate && *fate;
  const auto outcome = settled ? platform::outcome_of(**fate) : platform::Outcome{};
  if (settled && !(outcome.may_change && looked < looks_for_a_push)) {
    co_return result_page(head, **fate, outcome, ours);
  }
  address.append("&lang=").append(tag(head.language));
  if (looked >= most_looks) co_return waiting_page(head, address, true);
  address.append("&n=").append(std::to_string(looked + 1));
  co_return waiting_page(head, address, false);
}

}  // namespace api
