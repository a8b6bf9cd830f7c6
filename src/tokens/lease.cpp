#include "tokens/lease.hpp"

#include "tokens/verdict.hpp"

namespace tokens {
namespace {

base::Error too_soon(const LeaseView& view, std::optional<std::chrono::milliseconds> forced_pause) {
  base::Error error{base::Code::token_unavailable,
                    "WeChat refuses the token, and it was refreshed for that a moment ago",
                    "forced too soon"};
  if (forced_pause && view.since_forced) error.retry_after = *forced_pause - *view.since_forced;
  return error;
}

}  // namespace

LeaseWatch::LeaseWatch(std::int64_t generation, std::optional<std::chrono::milliseconds> forced_pause)
    : generation_(generation), forced_pause_(forced_pause) {}

LeaseStep LeaseWatch::next(const LeaseView& view, bool patient) {
  if (view.taken) return LeaseStep::ask;
  if (view.state.generation > generation_) return LeaseStep::adopt;
  if (view.state.needs_reauthorization) return LeaseStep::gone;
  // A failure that was counted while we waited is the answer to what we waited for.
  if (failures_ && view.state.failures > *failures_) return LeaseStep::failed;
  failures_ = view.state.failures;
  if (view.held) return patient ? LeaseStep::wait : LeaseStep::step_aside;
  const bool forced = view.since_forced && *view.since_forced >= base::Micros::zero();
  if (forced_pause_ && forced && *view.since_forced < *forced_pause_) return LeaseStep::too_soon;
  return LeaseStep::wait;  // it came free between the attempt and the look
}

base::Error error_of(LeaseStep step, const LeaseView& view,
                     std::optional<std::chrono::milliseconds> forced_pause) {
  if (step == LeaseStep::too_soon) return too_soon(view, forced_pause);
  if (step == LeaseStep::gone) return needs_reauthorization(view.state.last_errcode);
  base::Error error = view.state.last_errcode ? refusal_of(*view.state.last_errcode).error
                                              : no_answer({base::Code::upstream_failed, "", ""}).error;
  error.cause += " in another gateway";
  return error;
}

}  // namespace tokens
