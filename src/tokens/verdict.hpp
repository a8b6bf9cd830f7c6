// What WeChat's refusal of a token call means (weixin-protocol, section 3.11). No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace tokens {

enum class Verdict : std::uint8_t {
  transient,           // busy, too slow, not understood: later
  minute_quota,        // 45011
  day_quota,           // 45009
  credential_refused,  // the component_access_token that the call was made with: renew it, call once more
  address_refused,     // our address is not on the platform's list
  not_authorized,      // 61003: the merchant does not authorise the platform (any more)
  gone,                // the refresh token is void: only a new authorisation helps
};

Verdict verdict_of(std::int64_t errcode);

// A token call that brought no token.
struct Refusal {
  Verdict verdict = Verdict::transient;
  std::optional<std::int64_t> errcode;  // nothing: no answer of WeChat's
  base::Error error;                    // for those who wait for the token
  std::string address = {};             // with Verdict::address_refused: ours, if WeChat named it
};

// The refusal that an errcode stands for. `rid`, and of `errmsg` the refused address, go into the cause.
Refusal refusal_of(std::int64_t errcode, std::string_view errmsg = {}, std::string_view rid = {});
// What callers are told of a merchant whose refresh token is void; `errcode` is WeChat's last.
base::Error needs_reauthorization(std::optional<std::int64_t> errcode);
// A call that ended without an answer of WeChat's.
Refusal no_answer(const base::Error& error);

}  // namespace tokens
