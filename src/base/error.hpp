// The closed set of things that go wrong, and the value that carries one of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// Every failure the program can name. The first block is the contract with callers: the names are the
// `code` of the HTTP API and of audit lines (design, section 5.4). The second block stays inside.
enum class Code : std::uint8_t {
  api_key_invalid,
  address_not_allowed,
  request_malformed,
  method_not_allowed,
  not_found,
  selector_invalid,
  merchant_suspended,
  merchant_not_authorized,
  permission_set_missing,
  account_type_not_supported,
  rate_limited,
  overloaded,
  application_unknown,
  application_not_owned,
  code_format,
  index_out_of_range,
  upstream_minute_quota,
  upstream_day_quota,
  merchant_lacks_api,
  merchant_api_banned,
  merchant_account_limited,
  provider_address_not_allowed,
  token_unavailable,
  merchant_needs_reauthorization,
  upstream_failed,
  upstream_timeout,
  upstream_refused,
  audit_unavailable,
  not_yet_covered,
  login_required,  // here and below: of the console only
  login_failed,
  second_factor_required,
  login_throttled,
  password_change_required,
  permission_denied,
  csrf_token_invalid,
  input_invalid,
  state_conflict,
  service_unavailable,
  internal,

  invalid_argument,
  config_invalid,
  already_exists,
  conflict,
  busy,
  deadline_passed,
  database_unavailable,
  database_in_doubt,
  database_refused,
  fenced,
  crypto_failed,
  io_failed,
};

// The stable name of a code, as callers and auditors see it.
std::string_view name(Code code);

// One failure: `detail` may be shown to whoever caused it, `cause` is for the log only. Neither holds a
// secret. `retry_after` is set when it is known how long trying again is pointless.
struct Error {
  Code code = Code::internal;
  std::string detail;
  std::string cause;
  std::optional<std::chrono::microseconds> retry_after = std::nullopt;
};

template <class T = void>
using Result = std::expected<T, Error>;

// Shorthand for returning a failure: `return base::fail(Code::busy, "…")`.
std::unexpected<Error> fail(Code code, std::string detail = {}, std::string cause = {});

}  // namespace base
