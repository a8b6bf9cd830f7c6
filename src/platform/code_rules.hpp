// What becomes of an authorisation code after WeChat was asked: decisions only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tokens/verdict.hpp"

namespace platform {

inline constexpr std::int64_t account_limited = 50002;  // WeChat's errcode of a frozen account

// What to do with a code that was not exchanged.
enum class CodeStep : std::uint8_t {
  later,    // WeChat or we ourselves were away
  recover,  // it was used already, by us or by nobody we know: ask WeChat for the merchant's refresh token
  give_up,  // nothing will come of it
};

// 61010: expired or used already; 61009: no code of this platform; 50002: the account is frozen
// (weixin-protocol, section 3.4).
// `merchant_known`: a push told whose code it is. `expired`: its own time is over.
CodeStep step_after(const tokens::Refusal& refusal, bool merchant_known, bool expired);

// Until the next try after the `tries`-th: 2 s, doubled each time, at most a minute.
std::chrono::milliseconds pause_after(int tries);

// The accounts with which WeChat checks a platform before its publication (section 9.1). They authorise and
// leave by themselves and are no merchants.
bool is_publish_check(std::string_view appid);

}  // namespace platform
