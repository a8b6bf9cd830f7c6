// What the tests of this room write into their logs.
#pragma once

#include <string>

#include "audit/day_keys.hpp"
#include "audit/line.hpp"
#include "audit/work.hpp"
#include "support/fake_clock.hpp"

namespace samples {

inline audit::DayKey day_key() { return {"2026-11-22", base::Secret(std::string(32, 'k'))}; }

inline audit::QueryHead head(int merchant = 7, const std::string& code = "044GZ*J10") {
  audit::QueryHead head;
  head.time = support::FakeClock().wall();
  head.request_id = "019ab0d2-6a10-7000-8000-000000000001";
  head.merchant = merchant;
  head.merchant_appid = "wxf8b4f85f3a794e77";
  head.authorization_version = 2;
  head.caller = {audit::Caller::Type::key, "k1k1k1k1k1k1", "tills", std::nullopt};
  head.client = *base::parse_address("203.0.113.7");
  head.received = R"({"code":")" + code + R"("})";
  head.sent = head.received;
  head.selector.code = code;
  return head;
}

inline audit::QueryTail active() {
  audit::QueryTail tail;
  tail.outcome = audit::Outcome::active;
  tail.errcode = 0;
  audit::Attempt attempt;
  attempt.host = "api.weixin.qq.com";
  attempt.time = head().time;
  attempt.took = base::Micros(1500);
  attempt.sent = audit::Sent::yes;
  attempt.http_status = 200;
  attempt.errcode = 0;
  attempt.date = "Sun, 22 Nov 2026 23:57:03 GMT";
  attempt.generation = 4;
  tail.attempts.push_back(attempt);
  tail.took = base::Micros(2100);
  tail.reply = R"({"errcode":0,"errmsg":"ok"})";
  tail.answered.application_id = 581865877;
  return tail;
}

}  // namespace samples
