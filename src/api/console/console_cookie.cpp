#include "api/console/console_cookie.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "staff/sessions.hpp"

namespace api {
namespace {

constexpr std::string_view cookie_name = "__Host-console";
constexpr std::string_view attributes = "; Path=/; Secure; HttpOnly; SameSite=Strict";

// "https://host:port" without its scheme.
std::string_view host_of(std::string_view origin) {
  const auto at = origin.find("://");
  return at == std::string_view::npos ? std::string_view() : origin.substr(at + 3);
}

}  // namespace

std::string session_cookie(const base::Secret& token) {
  return std::string(cookie_name).append("=").append(token.reveal()).append(attributes);
}

std::string no_session_cookie() { return std::string(cookie_name).append("=; Max-Age=0").append(attributes); }

base::Secret session_token_of(const http::Request& request) {
  auto rest = request.header("Cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    const auto pair = base::trimmed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (pair.starts_with(cookie_name) && pair.substr(cookie_name.size()).starts_with('='))
      return base::Secret(std::string(pair.substr(cookie_name.size() + 1)));
  }
  return {};
}

bool is_own_page(const http::Request& request, const base::Secret& token) {
  return is_own_origin(request) && staff::is_csrf_token(token, request.header("X-CSRF-Token"));
}

bool is_own_origin(const http::Request& request) {
  const auto site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin") return false;
  const auto origin = request.header("Origin");
  return origin.empty() || host_of(origin) == request.header("Host");
}

}  // namespace api
