// What an authorisation has come to, for the person who gave it: decisions only.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "platform/redirect_store.hpp"

namespace platform {

// What is missing for queries, or why nobody came in.
enum class Finding : std::uint8_t {
  not_service_account,
  permission_set_missing,
  account_limited,  // frozen, banned or closed
  kind_unknown,     // WeChat has not told yet; asked again before the first query
  suspended,        // by the provider's staff
  left,             // not authorised any more
  code_expired,
  code_refused,
  publish_check,  // one of WeChat's own test accounts
  // Consented at WeChat, and not let in by the invitation:
  other_account,
  invitation_used,
  invitation_revoked,
};

struct Outcome {
  bool brought_in = false;
  bool renewed = false;  // it had authorised before
  std::vector<Finding> findings;
  // A push may yet tell whose code it was, and the rest can be recovered.
  bool may_change = false;
  bool turned_away = false;  // by us, not by WeChat

  bool complete() const { return brought_in && findings.empty(); }
};

Outcome outcome_of(const CodeFate& fate);

}  // namespace platform
