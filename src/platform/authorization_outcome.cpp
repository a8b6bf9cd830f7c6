#include "platform/authorization_outcome.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "platform/admission.hpp"
#include "platform/code_rules.hpp"

namespace platform {
namespace {

constexpr std::int64_t code_used_or_expired = 61010;
constexpr std::array<int, 3> bad_account_states{14, 16, 19};  // cancelled, banned, frozen

std::vector<Finding> findings_of(const tenancy::Merchant& merchant) {
  std::vector<Finding> findings;
  const auto add = [&](bool holds, Finding finding) {
    if (holds) findings.push_back(finding);
  };
  add(!merchant.authorized, Finding::left);
  const bool known = merchant.service_type.has_value();
  const bool wrong_kind = known && !merchant.is_service_account();
  add(wrong_kind, Finding::not_service_account);
  // Nobody is sent to tick a permission that would not help.
  add(!wrong_kind && !merchant.holds_permission_set(tenancy::marketcode_permission_set),
      Finding::permission_set_missing);
  add(merchant.account_status &&
          std::ranges::find(bad_account_states, *merchant.account_status) != bad_account_states.end(),
      Finding::account_limited);
  add(merchant.suspended_at.has_value(), Finding::suspended);
  add(!known, Finding::kind_unknown);
  return findings;
}

std::optional<Finding> entry_of(const CodeEnd& end) {
  if (end.outcome == name(Entry::other_account)) return Finding::other_account;
  if (end.outcome == name(Entry::invitation_used)) return Finding::invitation_used;
  if (end.outcome == name(Entry::invitation_revoked)) return Finding::invitation_revoked;
  return std::nullopt;
}

Finding finding_of(const CodeEnd& end) {
  if (const auto entry = entry_of(end)) return *entry;
  if (end.outcome == "publish_check") return Finding::publish_check;
  if (end.errcode == account_limited) return Finding::account_limited;
  const bool expired = end.outcome == "expired" || end.errcode == code_used_or_expired;
  return expired ? Finding::code_expired : Finding::code_refused;
}

}  // namespace

Outcome outcome_of(const CodeFate& fate) {
  Outcome outcome;
  outcome.brought_in = fate.merchant.has_value();
  if (fate.merchant) {
    outcome.renewed = fate.merchant->authorization_version > 1;
    outcome.findings = findings_of(*fate.merchant);
  } else {
    outcome.findings = {finding_of(fate.end)};
    outcome.turned_away = entry_of(fate.end).has_value();
    outcome.may_change = fate.end.errcode == code_used_or_expired;
  }
  return outcome;
}

}  // namespace platform
