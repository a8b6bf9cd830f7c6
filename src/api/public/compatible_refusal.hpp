// The gateway's own refusals in WeChat's form.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/language.hpp"
#include "api/problem.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "http/message.hpp"

namespace api {

// What WeChat's answers say; SDKs look for "application/json" in it.
inline constexpr std::string_view compatible_content_type = "application/json; encoding=utf-8";

// What the native dialect calls by one code and WeChat by several.
enum class Situation {
  token_missing,     // 41001
  token_invalid,     // 40001: unknown, forged, revoked
  token_unclear,     // 40001
  token_expired,     // 42001
  key_in_url,        // 40001: an API key that may not stand in a URL
  grant_type_wrong,  // 40002
  appid_missing,     // 41002
  appid_wrong,       // 40013
  secret_missing,    // 41004
  secret_wrong,      // 40125
  throttled,         // 45011: too many wrong secrets
  get_wanted,        // 43001
  post_wanted,       // 43002
  body_empty,        // 44002
  path_unknown,      // 40066
};

struct CompatibleRefusal {
  std::int64_t errcode = -1;
  base::Code code = base::Code::internal;
  std::string_view words;  // in the caller's language
};

CompatibleRefusal refusal_of(Situation situation, Language language);
// By the table of problem_kinds.cpp. `detail`: instead of the table's words, when not empty.
CompatibleRefusal refusal_of(base::Code code, std::string_view detail, Language language);

// 200 {"errcode":…,"errmsg":"[gateway] … gw_rid: <request id>"}, with X-Error-Source and, where waiting
// helps, Retry-After.
http::Response render(const CompatibleRefusal& refusal, std::string_view request_id,
                      std::optional<base::Micros> retry_after = std::nullopt);

}  // namespace api
