// What the `admin` lines of Administration say in `details`: JSON objects, never a secret.
#pragma once

#include <string>
#include <string_view>

#include "tenancy/api_key.hpp"
#include "tenancy/merchant.hpp"

namespace platform {

// {"nick_name","service_type","mini_program","permission_sets","authorization"[,"before":{…}]}; service_type
// is left out while it is not known, `before`, of a merchant that was known, has
// "authorized" too.
std::string imported_details(const tenancy::Merchant& now, const tenancy::Merchant* before);
// What a webhook says of a merchant that came in or changed: {"authorization","permission_set_46",
// "service_account"}.
std::string told_of(const tenancy::Merchant& merchant);
// {"reason"}
std::string suspended_details(std::string_view reason);
// {"before":{"suspended_at"}}
std::string resumed_details(const tenancy::Merchant& before);
// {"key_id","name","addresses","rate","burst"[,"expires_at"],"allow_in_url"}
std::string key_created_details(const tenancy::ApiKey& key);
// Of a key that took over from `old`: the same, and {"before":{"key_id","expires_at"}}
std::string key_rotated_details(const tenancy::ApiKey& key, const tenancy::ApiKey& old);
// {"key_id","name"}
std::string key_revoked_details(const tenancy::ApiKey& key);
// {"component_appid"}
std::string ticket_details(std::string_view component_appid);

}  // namespace platform
