#include "query/answer.hpp"

#include <utility>

#include "query/attempt.hpp"

namespace query {
namespace {

Verdict asking_verdict(const Asking& asking, base::WallTime now) {
  if (asking.failure) return query::verdict_of(*asking.failure);
  if (const auto errcode = errcode_of(*asking.last)) return query::verdict_of(*errcode, now);
  return query::verdict_of(asking.last->call.code);
}

}  // namespace

Answer refusal(base::Code code) {
  Answer answer;
  answer.outcome = audit::Outcome::refused;
  answer.code = code;
  return answer;
}

Answer refusal(SelectorProblem problem) {
  Answer answer = refusal(problem.code);
  answer.detail = std::move(problem.detail);
  answer.detail_zh = std::move(problem.detail_zh);
  answer.member = std::move(problem.member);
  answer.empty_body = problem.empty_body;
  return answer;
}

Answer unlogged(const base::Error& error, Asked asked) {
  const bool told = error.code == base::Code::internal || error.code == base::Code::overloaded;
  Answer answer;
  answer.code = told ? error.code : base::Code::audit_unavailable;
  answer.asked = asked;
  return answer;
}

Answer answer_of(Asking& asking, base::WallTime now) {
  const Verdict verdict = asking_verdict(asking, now);
  Answer answer;
  answer.outcome = asking.attempts.empty() ? audit::Outcome::not_sent : verdict.outcome;
  answer.code = verdict.code;
  answer.asked = asked(asking.attempts);
  answer.from_weixin = verdict.from_weixin;
  answer.retry_after = verdict.retry_after;
  if (asking.last) {
    answer.errcode = errcode_of(*asking.last);
    answer.rid = asking.last->call.rid;
    answer.body = std::move(asking.last->call.body);
    if (answer.outcome == audit::Outcome::active) answer.active = std::move(asking.last->active);
  }
  return answer;
}

audit::QueryTail tail_of(const Answer& answer, base::Micros took) {
  audit::QueryTail tail;
  tail.outcome = answer.outcome;
  tail.code = answer.code;
  tail.errcode = answer.errcode;
  tail.rid = answer.rid;
  tail.took = took;
  if (!answer.body.empty()) tail.reply = answer.body;
  if (answer.active) {
    tail.answered.application_id = answer.active->application_id;
    tail.answered.code = answer.active->code.value_or("");
    tail.product = {answer.active->activity_name.value_or(""), answer.active->product_brand.value_or(""),
                    answer.active->product_title.value_or("")};
  }
  return tail;
}

}  // namespace query
