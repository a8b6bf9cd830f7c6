#include "tokens/health.hpp"

namespace tokens {

HealthReport health(const std::optional<TokenState>& state, base::WallTime now, bool refreshing) {
  HealthReport report;
  if (!state) return report;
  report.expires_at = state->expires_at;
  report.usable = state->expires_at && *state->expires_at > now;
  report.failing_since = state->failing_since;
  report.failures = state->failures;
  report.last_errcode = state->last_errcode;
  if (state->needs_reauthorization) {
    report.health = Health::needs_reauthorization;
  } else if (state->failing_since) {
    report.health = Health::failing;
  } else {
    report.health = refreshing || !report.usable ? Health::refreshing : Health::healthy;
  }
  return report;
}

std::string_view name(Health health) {
  switch (health) {
    case Health::healthy:
      return "healthy";
    case Health::refreshing:
      return "refreshing";
    case Health::failing:
      return "failing";
    case Health::needs_reauthorization:
      return "needs_reauthorization";
    case Health::missing:
      return "missing";
  }
  return "missing";
}

std::string words(const HealthReport& report) {
  std::string text(report.health == Health::needs_reauthorization ? "needs re-authorisation"
                                                                  : name(report.health));
  if (report.failing_since) {
    text += " since " + base::to_rfc3339(*report.failing_since).substr(0, 19) + "Z";
    text += report.failures == 1 ? ", once" : ", " + std::to_string(report.failures) + " times";
  }
  if (report.last_errcode) text += ", errcode " + std::to_string(*report.last_errcode);
  return text;
}

}  // namespace tokens
