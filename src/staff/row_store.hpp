// Rows of `staff` as accounts. For this room's *_store.cpp files.
#pragma once

#include <string_view>

#include "staff/account.hpp"

namespace pqxx {
class row;
}

namespace staff {

// What account_of() reads, by name.
inline constexpr std::string_view account_columns =
    " staff.id, staff.name, full_name, role, merchants, "
    "ARRAY(SELECT m.appid FROM merchant m WHERE m.id = ANY (staff.merchants) ORDER BY m.appid) AS appids, "
    "first_day::text, last_day::text, to_micros(ends_at) "
    "AS "
    "ends_at, "
    "to_micros(disabled_at) AS disabled_at, must_change, totp IS NOT NULL AS totp, "
    "to_micros(staff.created_at) AS created_at, to_micros(staff.seen_at) AS seen_at, version";

Account account_of(const pqxx::row& row);

}  // namespace staff
