#include "api/public/compatible_failure.hpp"

#include <algorithm>
#include <array>

#include "api/failure_status.hpp"
#include "api/public/compatible_refusal.hpp"
#include "api/public/native.hpp"

namespace api {
namespace {

using http::Failure;

// The first segments of api.weixin.qq.com's paths, as its manuals and the SDKs have them.
constexpr std::array<std::string_view, 32> prefixes = {
    "bizwifi",      "business",      "card",     "cgi-bin",     "channels",
    "componenttcb", "customservice", "cv",       "datacube",    "device",
    "hardware",     "intp",          "invoice",  "marketing",   "merchant",
    "newtmpl",      "nontax",        "product",  "publisher",   "redpacketcover",
    "retail",       "scan",          "semantic", "shakearound", "shop",
    "sns",          "tcb",           "union",    "wxa",         "wxaapi",
    "wxaapp",       "wxacam"};
static_assert(std::ranges::is_sorted(prefixes));

// HTTP itself is broken, and a status says so; everything else is 200 with an errcode.
bool breaks_http(Failure failure) {
  return failure == Failure::bad_request || failure == Failure::header_too_large ||
         failure == Failure::request_timeout || failure == Failure::expectation_failed;
}

CompatibleRefusal failure_refusal(const http::FailedRequest& failed, Language language) {
  if (failed.failure == Failure::not_found) return refusal_of(Situation::path_unknown, language);
  if (failed.failure == Failure::method_not_allowed) {
    const bool get = failed.path == "/cgi-bin/token";
    return refusal_of(get ? Situation::get_wanted : Situation::post_wanted, language);
  }
  // The server's own words are English only.
  return refusal_of(code_of(failed.failure), language == Language::en ? failed.detail : std::string_view(),
                    language);
}

http::Response render_compatible_failure(const http::FailedRequest& failed) {
  auto response =
      render(failure_refusal(failed, preferred_language(failed.accept_language)), failed.request_id);
  if (breaks_http(failed.failure)) response.status = status_of(failed.failure);
  // The server adds it where it belongs.
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Retry-After"; });
  return response;
}

}  // namespace

bool is_compatible_path(std::string_view path) {
  if (!path.starts_with('/')) return false;
  const auto first = path.substr(1, path.find('/', 1) - 1);
  return std::ranges::binary_search(prefixes, first);
}

http::Response render_public_failure(const http::FailedRequest& failed) {
  return is_compatible_path(failed.path) ? render_compatible_failure(failed) : render_native_failure(failed);
}

}  // namespace api
