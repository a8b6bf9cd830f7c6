// How the simulated WeChat behaves where the real one varies or is not documented.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/error.hpp"

namespace simulator {

// The checks of a call on a merchant's behalf that follow once its token is known to be good.
enum class Check { address, json, arguments, authorization, permission, entitlement, quota };

// When the push of a new authorisation goes, compared with the browser's redirect.
enum class PushOrder { before, after, never };

// Names and meanings of all members are listed in README.md. Times are in seconds.
struct Settings {
  std::uint64_t component_token_life_s = 7200;
  std::uint64_t authorizer_token_life_s = 7200;
  std::uint64_t overlap_s = 300;                // how long the token before the newest works
  std::uint64_t reauthorization_overlap_s = 0;  // the same, when api_query_auth issued the newest
  std::uint64_t refresh_token_overlap_s = 300;  // the same for a rotated refresh token
  std::uint64_t ticket_life_s = 12 * 3600;
  std::uint64_t pre_auth_code_life_s = 1800;
  std::uint64_t authorization_code_life_s = 3600;
  std::uint64_t token_length = 0;        // 0: as in real traffic
  std::uint64_t ledger_limit = 200'000;  // entries; older ones are dropped
  bool rotate_refresh_tokens = false;
  bool info_without_refresh_tokens = false;  // api_get_authorizer_info leaves the member out
  bool list_without_refresh_tokens = false;  // empty in the list
  bool revocation_kills_tokens = false;      // 40001 at once instead of 61003
  bool strict = false;

  std::uint64_t ticket_push_s = 600;  // 0: no ticket pushes
  std::uint64_t skip_tickets = 0;     // so many of the next ticket pushes do not happen
  bool repeat_tickets = true;         // every other push carries the value of the one before
  std::uint64_t push_failures = 3;    // so many in a row, and pushing pauses; 0: never
  std::uint64_t push_pause_s = 60;
  std::uint64_t push_timeout_ms = 5000;  // real time
  std::uint64_t push_delay_ms = 0;       // before an authorisation's push, real time
  bool double_pushes = false;            // of authorisations and revocations
  bool lose_revocations = false;
  bool redirect = true;  // after consent; false: as inside a Mini Program
  PushOrder push_order = PushOrder::before;

  bool omit_product_code = false;
  bool omit_wxa_type = false;
  bool short_codes = false;         // leading zeros of `code` left out
  bool numbers_as_strings = false;  // of codeactivequery's answer
  bool show_call_number = false;    // "sim_n": the call's number in the ledger, in every answer
  std::string extra_members;        // of codeactivequery's answer: `"name":value,…`, or empty

  // What codeactivequery answers in the cases whose errcode is not documented beyond doubt.
  std::int64_t errcode_not_activated = 80304;
  std::int64_t errcode_never_issued = 80304;
  std::int64_t errcode_application_unknown = 80300;
  std::int64_t errcode_not_owned = 80301;
  std::int64_t errcode_index_out_of_range = 80306;
  std::int64_t errcode_code_format = 80303;
  std::int64_t errcode_no_selector = 40097;

  std::vector<Check> check_order = {Check::address,       Check::json,       Check::arguments,
                                    Check::authorization, Check::permission, Check::entitlement,
                                    Check::quota};
};

// Sets what the object names, all of it or nothing. Code::invalid_argument names the first member that is
// unknown or has a wrong value.
base::Result<> change_settings(Settings& settings, const nlohmann::json& changes);
nlohmann::json to_json(const Settings& settings);

}  // namespace simulator
