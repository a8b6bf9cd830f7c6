#include "weixin/errcode.hpp"

#include <algorithm>
#include <array>

namespace weixin {
namespace {

// In order, for the search.
constexpr std::array<std::int64_t, 63> known_errcodes{
    -1,    0,     40001, 40002, 40003, 40013, 40014, 40033, 40035, 40066, 40097, 40125, 40164,
    40170, 41001, 41002, 41004, 41018, 41021, 42001, 42002, 42006, 42007, 43002, 44002, 45009,
    45011, 47001, 48001, 48004, 48006, 50002, 61003, 61004, 61005, 61006, 61007, 61009, 61010,
    61011, 61014, 61015, 61017, 61023, 61024, 76001, 76002, 76003, 80300, 80301, 80302, 80303,
    80304, 80305, 80306, 80307, 80308, 80309, 80310, 80311, 80312, 80313, 89503};
static_assert(std::ranges::is_sorted(known_errcodes));

}  // namespace

std::optional<base::Code> code_of(std::int64_t errcode) {
  using base::Code;
  switch (errcode) {
    case ok:
    case code_not_active:
      return std::nullopt;
    case 80300:
      return Code::application_unknown;
    case 80301:
      return Code::application_not_owned;
    case 80303:
      return Code::code_format;
    case 80306:
      return Code::index_out_of_range;
    case 45011:
      return Code::upstream_minute_quota;
    case 45009:
      return Code::upstream_day_quota;
    case 48001:
      return Code::merchant_lacks_api;
    case 48004:
      return Code::merchant_api_banned;
    case 50002:
      return Code::merchant_account_limited;
    case 61003:
      return Code::merchant_not_authorized;
    case 61007:
      return Code::permission_set_missing;
    case busy:
      return Code::upstream_failed;
    default:
      break;
  }
  if (is_token_failure(errcode)) return Code::token_unavailable;
  if (is_refresh_token_failure(errcode)) return Code::merchant_needs_reauthorization;
  if (is_address_failure(errcode)) return Code::provider_address_not_allowed;
  return Code::upstream_refused;
}

bool is_token_failure(std::int64_t errcode) {
  return errcode == 40001 || errcode == 40014 || errcode == 42001;
}
bool is_refresh_token_failure(std::int64_t errcode) {
  return errcode == 42002 || errcode == 42007 || errcode == 61023;
}
bool is_address_failure(std::int64_t errcode) {
  return errcode == 61004 || errcode == 40164 || errcode == 89503;
}

std::string errcode_label(std::int64_t errcode) {
  return std::ranges::binary_search(known_errcodes, errcode) ? std::to_string(errcode) : "other";
}

}  // namespace weixin
