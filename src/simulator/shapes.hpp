// Values that look like WeChat's: form and length are what real traffic shows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace simulator {

// Two digits, '_' and 135 to 155 characters of base64url; `length` other than 0 is the whole length.
std::string make_access_token(base::Random& random, std::size_t length);
std::string make_ticket(base::Random& random);              // "ticket@@@" + 86
std::string make_refresh_token(base::Random& random);       // "refreshtoken@@@" + 43
std::string make_pre_auth_code(base::Random& random);       // "preauthcode@@@" + 86
std::string make_authorization_code(base::Random& random);  // "queryauthcode@@@" + 86
std::string make_app_secret(base::Random& random);          // 32 hex digits

// "637f097b-107e6569-34b61712": the first group is the Unix time.
std::string make_rid(base::WallTime now, base::Random& random);
// "[VGV6Qa0883d236][2022-11-24 14:04:43]": China time.
std::string make_hint(base::WallTime now, base::Random& random);

// Whether a text could be an access token at all.
bool is_token_shaped(std::string_view text);

}  // namespace simulator
