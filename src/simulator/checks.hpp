// What is checked before a call is done, in the order of all calls.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simulator/api.hpp"

namespace simulator {

using Problem = std::optional<Refusal>;  // nothing: go on

// Finds whose token the call came with, and notes holder, merchant and generation in the call.
void identify(const World& world, Call& call, TokenKind kind);

// After identify: method (43001, 43002), body (44002), and, unless its kind is none, token: present (41001),
// shaped like one (40014), known and not replaced (40001), not expired (42001), of the right kind (61014,
// 61015).
Problem check_envelope(const Call& call, const Api& api);

// For component calls, after the envelope: address (61004), JSON (47001), component_appid (41002 or 41018 as
// `missing_appid` says, 40013).
Problem check_component_call(World& world, const Call& call, int missing_appid = 41018);

// For calls on a merchant's behalf, after the envelope: the checks of Settings::check_order. `arguments` is
// what the call's own reading of the body found.
Problem check_merchant_call(World& world, Call& call, int permission_set, const Problem& arguments);

// Counts the call against an account's limit: 45009, 45011.
Problem take_quota(Quotas& quotas, const Call& call);

// A string member of the body; empty when it is absent, null or of another type.
std::string_view text_member(const Call& call, std::string_view name);

}  // namespace simulator
