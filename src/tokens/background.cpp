#include "tokens/background.hpp"

#include <algorithm>

namespace tokens {
namespace {

using std::chrono::seconds;

constexpr int looks_at_once = 1'000;  // the rest waits for the next call
constexpr seconds engaged_pause{5};
constexpr seconds unauthorized_pause{300};

}  // namespace

Background::Background(Vault& vault, const tenancy::Directory& directory, const FreshnessRules& rules,
                       const base::Clock& clock)
    : vault_(vault), directory_(directory), rules_(rules), clock_(clock) {}

void Background::take_changes() {
  for (const int merchant : vault_.take_changed()) {
    const auto state = vault_.state(merchant);
    if (state->needs_reauthorization) {
      schedule_.remove(merchant);
    } else {
      schedule_.set(merchant, refresh_time(*state, rules_));
    }
  }
}

std::optional<Background::Turn> Background::next(const std::function<bool(int)>& engaged) {
  const base::WallTime now = clock_.wall();
  if (now < not_before_) return std::nullopt;
  for (int i = 0; i < looks_at_once; ++i) {
    const auto due = schedule_.take_due(now, 1);
    if (due.empty()) return std::nullopt;
    if (engaged(due.front())) {
      put_off(due.front(), engaged_pause);
    } else if (auto turn = look(due.front())) {
      return turn;
    }
  }
  return std::nullopt;
}

std::optional<Background::Turn> Background::look(int merchant) {
  const auto known = directory_.merchant(merchant);
  if (!known || !known->authorized) {
    put_off(merchant, unauthorized_pause);
    return std::nullopt;
  }
  const auto state = vault_.state(merchant);
  const base::WallTime now = clock_.wall();
  switch (judge(*state, now, base::Micros::zero(), rules_)) {
    case Freshness::due:
      return Turn{merchant, Reason::ahead};
    case Freshness::stale:
      return Turn{merchant, reason_for(state, now)};
    case Freshness::good:
      schedule_.set(merchant, std::max(refresh_time(*state, rules_), now + seconds(1)));
      break;
    case Freshness::gone:
      break;
  }
  return std::nullopt;
}

void Background::put_off(int merchant, base::Micros pause) { schedule_.set(merchant, clock_.wall() + pause); }

void Background::put_off_all(base::Micros pause) {
  not_before_ = std::max(not_before_, clock_.wall() + pause);
}

Reason reason_for(const std::optional<TokenState>& state, base::WallTime now) {
  if (!state || state->access_envelope.empty() || !state->expires_at) return Reason::missing;
  return *state->expires_at > now ? Reason::ahead : Reason::expired;
}

}  // namespace tokens
