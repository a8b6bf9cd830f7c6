#include "query/retries.hpp"

#include <array>

#include "weixin/errcode.hpp"

namespace query {
namespace {

using std::chrono::milliseconds;

constexpr std::array pauses{milliseconds(50), milliseconds(150), milliseconds(400)};

}  // namespace

Retries::Step Retries::after(bool stale, std::optional<std::int64_t> errcode, base::Micros left,
                             double jitter) {
  if (stale && !connection_replaced_) {
    connection_replaced_ = true;
    return {.next = Next::again_on_fresh_connection};
  }
  if (!errcode) return {};
  const bool of_token = weixin::is_token_failure(*errcode) || weixin::is_refresh_token_failure(*errcode);
  if (of_token && !token_renewed_) {
    token_renewed_ = true;
    return {.next = Next::again_with_new_token};
  }
  if (*errcode != weixin::busy || pauses_ == pauses.size()) return {};
  const base::Micros base = pauses[pauses_++];
  const auto pause =
      base + base::Micros(static_cast<std::int64_t>(static_cast<double>(base.count()) * jitter / 2));
  if (pause >= left) return {};
  return {.next = Next::again_after_pause, .pause = pause};
}

}  // namespace query
