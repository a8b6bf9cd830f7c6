// What a caller of /cgi-bin/token or /cgi-bin/stable_token presents.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "api/public/compatible_refusal.hpp"
#include "base/secret.hpp"

namespace api {

struct GrantRequest {
  std::string appid;
  base::Secret secret;
};

// From a query string. Refused with grant_type_wrong, appid_missing or secret_missing, in this order; a
// parameter that stands twice counts as missing.
std::expected<GrantRequest, Situation> grant_from_query(std::string_view query);

// From a JSON body, read leniently: force_refresh and unknown members are passed over. Nothing when it is no
// JSON object.
std::optional<std::expected<GrantRequest, Situation>> grant_from_body(std::string_view body);

}  // namespace api
