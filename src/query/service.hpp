// The way of a query: admission, token, intent, call, record (design, section 4).
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audit/log.hpp"
#include "audit/record.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "query/in_flight.hpp"
#include "query/ports.hpp"
#include "query/refusal_tally.hpp"
#include "query/selector.hpp"
#include "query/upstream.hpp"
#include "query/verdict.hpp"
#include "tenancy/gate.hpp"
#include "weixin/code_active.hpp"

namespace query {

struct Limits {
  std::chrono::milliseconds intent{1'000};
  std::chrono::milliseconds upstream{3'000};  // all attempts of a query together
  std::chrono::milliseconds record{1'000};    // also when the question's deadline is over
  std::chrono::milliseconds reread{1'000};
};

// One query, its caller known and its body read.
struct Question {
  const tenancy::Caller* caller;
  audit::QueryHead head;  // complete but for selector members, which the service fills in
  std::string_view body;
  Reading reading = Reading::native;
  base::Deadline deadline;
};

// What the caller is told, in whichever dialect.
struct Answer {
  audit::Outcome outcome = audit::Outcome::unknown;
  std::optional<base::Code> code;  // nothing for active and inactive
  std::string detail;              // English; empty: what the code says by itself
  std::string detail_zh;
  std::string member;  // of the selector, when that is what is wrong
  bool empty_body = false;
  Asked asked = Asked::no;
  bool from_weixin = false;  // the refusal is WeChat's, not the gateway's
  std::optional<std::int64_t> errcode;
  std::string rid;
  std::optional<base::Micros> retry_after;
  std::optional<weixin::CodeActive> active;  // with outcome active
  std::string body;                          // WeChat's body as it came; empty when there was none
  std::optional<audit::RecordId> record;     // nothing: the record is not durable (yet)
};

// Lives on one event loop, shares nothing mutable with other loops. References must outlive it.
class Service {
 public:
  Service(InFlight& places, RefusalTally& tally, audit::Log& log, TokenSource& tokens,
          MerchantSource& merchants, CodeActiveQuery& query, Telemetry& telemetry, Limits limits,
          const base::Clock& clock, base::Random& random);

  // For queries that begin from now on. On the loop.
  void set_limits(Limits limits) { limits_ = limits; }

  // Without a place: Code::overloaded at once. Such refusals get no record each, which would feed the
  // overload, but one for each key and minute, with their count (query/refusal_tally.hpp).
  base::Awaitable<Answer> ask(Question question);
  // Records a question that the endpoint itself has to refuse, for something beside its body; within a place
  // too.
  base::Awaitable<Answer> refuse(Question question, SelectorProblem problem);

 private:
  std::expected<InFlight::Place, Answer> enter(const Question& question);
  base::Awaitable<Answer> record_refusal(const audit::QueryHead& head, Answer answer, base::SteadyTime begun);
  base::Awaitable<Answer> record(std::shared_ptr<const audit::Intent> intent, Asking asking,
                                 base::SteadyTime begun);
  base::Deadline within(std::chrono::milliseconds limit, base::Deadline deadline = {}) const;

  InFlight& places_;
  RefusalTally& tally_;
  audit::Log& log_;
  TokenSource& tokens_;
  MerchantSource& merchants_;
  Telemetry& telemetry_;
  Upstream upstream_;
  Limits limits_;
  const base::Clock& clock_;
};

}  // namespace query
