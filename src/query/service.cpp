#include "query/service.hpp"

#include <exception>
#include <typeinfo>
#include <utility>

#include "query/admission.hpp"
#include "query/answer.hpp"

namespace query {

using base::Code;

namespace {

bool is_of_authorization(Code code) {
  return code == Code::merchant_not_authorized || code == Code::permission_set_missing;
}

}  // namespace

Service::Service(InFlight& places, RefusalTally& tally, audit::Log& log, TokenSource& tokens,
                 MerchantSource& merchants, CodeActiveQuery& query, Telemetry& telemetry, Limits limits,
                 const base::Clock& clock, base::Random& random)
    : places_(places),
      tally_(tally),
      log_(log),
      tokens_(tokens),
      merchants_(merchants),
      telemetry_(telemetry),
      upstream_(query, tokens, telemetry, clock, random),
      limits_(limits),
      clock_(clock) {}

base::Awaitable<Answer> Service::ask(Question question) {
  const auto begun = clock_.steady();
  audit::QueryHead& head = question.head;

  // A place before anything else: what is refused for want of one must cost next to nothing.
  auto place = enter(question);
  if (!place) co_return std::move(place.error());

  // What is asked comes next, so that every record says it, whatever comes of the query.
  auto parsed = parse_selector(question.body, question.reading);
  head.received = parsed ? std::move(parsed->received) : std::move(parsed.error().received);
  if (!parsed) co_return co_await record_refusal(head, refusal(std::move(parsed.error())), begun);
  head.selector = parsed->index;

  // Then whether the merchant may ask at all: a refusal must not depend on tokens, nor cost WeChat a call.
  const auto admission =
      co_await admit(question.caller->merchant, merchants_, within(limits_.reread, question.deadline));
  head.authorization_version = admission.merchant->authorization_version;
  if (admission.refusal) co_return co_await record_refusal(head, refusal(*admission.refusal), begun);

  // A token before the intent: without one, or without time left for a call, nothing would leave.
  place->wait_for_token(true);
  auto token = co_await tokens_.token(admission.merchant->id, question.deadline);
  place->wait_for_token(false);
  if (!token) {
    if (is_of_authorization(token.error().code)) merchants_.doubt(admission.merchant);
    co_return co_await record_refusal(head, refusal(token_failure(token.error().code)), begun);
  }
  const bool late = question.deadline.passed(clock_.steady());
  if (late) co_return co_await record_refusal(head, refusal(Code::upstream_timeout), begun);

  // The intent is durable before the first attempt: no query leaves unseen.
  head.sent = weixin::to_body(parsed->selector);
  auto intent = co_await log_.begin(head, within(limits_.intent, question.deadline));
  if (!intent) co_return unlogged(intent.error(), Asked::no);

  // From here on nothing may leave this function before the record is handed over.
  Asking asking;
  try {
    co_await upstream_.ask(admission.merchant->id, std::move(*token), parsed->selector,
                           within(limits_.upstream, question.deadline), asking);
  } catch (const std::exception& failure) {
    asking.failure = Code::internal;
    telemetry_.interrupted(head.request_id, typeid(failure).name());
  } catch (...) {
    asking.failure = Code::internal;
    telemetry_.interrupted(head.request_id, "unknown");
  }

  // The record is durable before the answer leaves, however late that is: what WeChat said has been said.
  Answer answer = co_await record(std::move(*intent), std::move(asking), begun);

  // WeChat knows better who may ask: the next query is judged by what it tells of the merchant now.
  if (answer.code && is_of_authorization(*answer.code)) merchants_.doubt(admission.merchant);
  co_return answer;
}

base::Awaitable<Answer> Service::refuse(Question question, SelectorProblem problem) {
  const auto begun = clock_.steady();
  auto place = enter(question);
  if (!place) co_return std::move(place.error());
  auto parsed = parse_selector(question.body, question.reading);
  question.head.received = parsed ? std::move(parsed->received) : std::move(parsed.error().received);
  if (parsed) question.head.selector = parsed->index;
  co_return co_await record_refusal(question.head, refusal(std::move(problem)), begun);
}

std::expected<InFlight::Place, Answer> Service::enter(const Question& question) {
  auto place = places_.enter(question.head.merchant);
  if (place) return std::move(*place);
  tally_.note(question.head, Code::overloaded, "overload");
  return std::unexpected(refusal(Code::overloaded));
}

base::Awaitable<Answer> Service::record_refusal(const audit::QueryHead& head, Answer answer,
                                                base::SteadyTime begun) {
  auto tail = tail_of(answer, std::chrono::duration_cast<base::Micros>(clock_.steady() - begun));
  const auto written = co_await log_.refuse(head, std::move(tail), within(limits_.record));
  if (!written) co_return unlogged(written.error(), Asked::no);
  answer.record = *written;
  co_return answer;
}

base::Awaitable<Answer> Service::record(std::shared_ptr<const audit::Intent> intent, Asking asking,
                                        base::SteadyTime begun) {
  Answer answer = answer_of(asking, clock_.wall());
  auto tail = tail_of(answer, std::chrono::duration_cast<base::Micros>(clock_.steady() - begun));
  tail.attempts = std::move(asking.attempts);
  const auto written = co_await log_.finish(std::move(intent), std::move(tail), within(limits_.record));
  if (answer.code == Code::provider_address_not_allowed && asking.last) {
    telemetry_.address_refused(answer.errcode.value_or(0), asking.last->call.errmsg, answer.rid);
  }
  if (!written) co_return unlogged(written.error(), answer.asked);
  answer.record = *written;
  co_return answer;
}

base::Deadline Service::within(std::chrono::milliseconds limit, base::Deadline deadline) const {
  return deadline.sooner(clock_.steady() + limit);
}

}  // namespace query
