// What people may ask of Administration. Each failure is Code::invalid_argument with words for whoever asked.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "tenancy/tenancy_store.hpp"

namespace platform {

base::Result<> check_appid(std::string_view appid);
// Its words never repeat what was given: it may be a whole key.
base::Result<> check_key_id(std::string_view key_id);
// Names that WeChat told: they only have to be text that PostgreSQL and JSON can hold.
base::Result<> check_state(const tenancy::MerchantState& state);
base::Result<> check_reason(std::string_view reason);
// A token or ticket; `what` names it.
base::Result<> check_credential(std::string_view what, const base::Secret& credential);
// The settings with their addresses in canonical form.
base::Result<tenancy::KeySettings> checked_settings(tenancy::KeySettings settings, base::WallTime now);

}  // namespace platform
