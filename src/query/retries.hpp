// What follows an attempt: codeactivequery changes nothing at WeChat, so it may be asked again where that can
// help. No I/O.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "query/asio_query.hpp"

namespace query {

// Of one query, fed attempt by attempt. At most one repeat because a kept-alive connection had died, one with
// a renewed token (also when WeChat calls it void for good: the renewal looks for a newer refresh token) and
// three because WeChat was busy (-1).
class Retries {
 public:
  enum class Next { done, again_on_fresh_connection, again_after_pause, again_with_new_token };
  struct Step {
    Next next = Next::done;
    base::Micros pause{0};
  };
  // `stale`: of weixin::Call. `errcode`: of WeChat's answer, if there was one. `left`: until the
  // deadline; a pause that would not end before it is not made. `jitter` of 0 to 1 lengthens a pause by up to
  // half of it.
  Step after(bool stale, std::optional<std::int64_t> errcode, base::Micros left, double jitter);

 private:
  bool connection_replaced_ = false;
  bool token_renewed_ = false;
  std::size_t pauses_ = 0;
};

}  // namespace query
