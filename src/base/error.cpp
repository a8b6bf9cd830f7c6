#include "base/error.hpp"

#include <utility>

namespace base {

std::string_view name(Code code) {
  switch (code) {
    case Code::api_key_invalid:
      return "api_key_invalid";
    case Code::address_not_allowed:
      return "address_not_allowed";
    case Code::request_malformed:
    case Code::method_not_allowed:  // one name for callers; the status tells them apart
      return "request_malformed";
    case Code::not_found:
      return "not_found";
    case Code::selector_invalid:
      return "selector_invalid";
    case Code::merchant_suspended:
      return "merchant_suspended";
    case Code::merchant_not_authorized:
      return "merchant_not_authorized";
    case Code::permission_set_missing:
      return "permission_set_missing";
    case Code::account_type_not_supported:
      return "account_type_not_supported";
    case Code::rate_limited:
      return "rate_limited";
    case Code::overloaded:
      return "overloaded";
    case Code::application_unknown:
      return "application_unknown";
    case Code::application_not_owned:
      return "application_not_owned";
    case Code::code_format:
      return "code_format";
    case Code::index_out_of_range:
      return "index_out_of_range";
    case Code::upstream_minute_quota:
      return "upstream_minute_quota";
    case Code::upstream_day_quota:
      return "upstream_day_quota";
    case Code::merchant_lacks_api:
      return "merchant_lacks_api";
    case Code::merchant_api_banned:
      return "merchant_api_banned";
    case Code::merchant_account_limited:
      return "merchant_account_limited";
    case Code::provider_address_not_allowed:
      return "provider_address_not_allowed";
    case Code::token_unavailable:
      return "token_unavailable";
    case Code::merchant_needs_reauthorization:
      return "merchant_needs_reauthorization";
    case Code::upstream_failed:
      return "upstream_failed";
    case Code::upstream_timeout:
      return "upstream_timeout";
    case Code::upstream_refused:
      return "upstream_refused";
    case Code::audit_unavailable:
      return "audit_unavailable";
    case Code::not_yet_covered:
      return "not_yet_covered";
    case Code::login_required:
      return "login_required";
    case Code::login_failed:
      return "login_failed";
    case Code::second_factor_required:
      return "second_factor_required";
    case Code::login_throttled:
      return "login_throttled";
    case Code::password_change_required:
      return "password_change_required";
    case Code::permission_denied:
      return "permission_denied";
    case Code::csrf_token_invalid:
      return "csrf_token_invalid";
    case Code::input_invalid:
      return "input_invalid";
    case Code::state_conflict:
      return "state_conflict";
    case Code::service_unavailable:
      return "service_unavailable";
    case Code::internal:
      return "internal";
    case Code::invalid_argument:
      return "invalid_argument";
    case Code::config_invalid:
      return "config_invalid";
    case Code::already_exists:
      return "already_exists";
    case Code::conflict:
      return "conflict";
    case Code::busy:
      return "busy";
    case Code::deadline_passed:
      return "deadline_passed";
    case Code::database_unavailable:
      return "database_unavailable";
    case Code::database_in_doubt:
      return "database_in_doubt";
    case Code::database_refused:
      return "database_refused";
    case Code::fenced:
      return "fenced";
    case Code::crypto_failed:
      return "crypto_failed";
    case Code::io_failed:
      return "io_failed";
  }
  return "internal";
}

std::unexpected<Error> fail(Code code, std::string detail, std::string cause) {
  return std::unexpected(Error{code, std::move(detail), std::move(cause), std::nullopt});
}

}  // namespace base
