#include "api/public/authorize_cookie.hpp"

#include <algorithm>

namespace api {
namespace {

// The state's last characters are of its signature: no two that live have the same.
std::string name_of(std::string_view state) {
  constexpr std::size_t length = 12;
  std::string name("authorize_");
  return name.append(state.size() > length ? state.substr(state.size() - length) : state);
}

}  // namespace

std::string browser_cookie(std::string_view state, std::string_view mark, std::chrono::seconds life,
                           bool secure) {
  // Lax: WeChat's page sends the browser back, and that has to carry it.
  std::string cookie = name_of(state);
  cookie.append("=").append(mark).append("; Path=/authorize; Max-Age=").append(std::to_string(life.count()));
  return cookie.append("; HttpOnly; SameSite=Lax").append(secure ? "; Secure" : "");
}

std::string_view browser_mark_of(const http::Request& request, std::string_view state) {
  const std::string name = name_of(state);
  auto rest = request.header("Cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace api
