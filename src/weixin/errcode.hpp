// WeChat's error codes (weixin-protocol, sections 3.11, 6.7, 7.4) and what they mean to us. Match on the
// number, never on errmsg.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace weixin {

inline constexpr std::int64_t ok = 0;
inline constexpr std::int64_t busy = -1;
inline constexpr std::int64_t code_not_active = 80304;

// Our code for an errcode of codeactivequery, by the table of the design, section 5.4; upstream_refused for
// those that it does not name. Nothing for 0 and 80304, which are answers.
std::optional<base::Code> code_of(std::int64_t errcode);

// 40001, 40014, 42001: the access token was replaced, is malformed or has expired.
bool is_token_failure(std::int64_t errcode);
// 42002, 42007, 61023: the refresh token is of no use any more.
bool is_refresh_token_failure(std::int64_t errcode);
// 61004, 40164, 89503: the address that we call from is not on WeChat's list.
bool is_address_failure(std::int64_t errcode);

// A label for metrics from a bounded set: the number when it is one we know, else "other".
std::string errcode_label(std::int64_t errcode);

}  // namespace weixin
