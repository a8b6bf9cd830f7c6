// Rows of `merchant` and `api_key` as this room's structs. For this room's *_store.cpp files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/array.hpp"
#include "tenancy/api_key.hpp"
#include "tenancy/merchant.hpp"

namespace pqxx {
class row;
}

namespace tenancy {

// What merchant_of() and key_of() read, in their order.
inline constexpr std::string_view merchant_columns =
    "id, appid, nick_name, principal_name, service_type, mini_program, account_status, permission_sets, "
    "authorized, authorization_version, (extract(epoch FROM suspended_at) * 1000000)::bigint, "
    "(extract(epoch FROM state_read_at) * 1000000)::bigint, stamp";
inline constexpr std::string_view key_columns =
    "id, key_id, merchant, name, hash, addresses, rate, burst, allow_in_url, "
    "(extract(epoch FROM expires_at) * 1000000)::bigint, (extract(epoch FROM created_at) * 1000000)::bigint, "
    "created_by, (extract(epoch FROM last_used_at) * 1000000)::bigint, "
    "(extract(epoch FROM revoked_at) * 1000000)::bigint, stamp";

Merchant merchant_of(const pqxx::row& row);
// An address range that is none, which only a hand in the database can have written, admits nobody.
ApiKey key_of(const pqxx::row& row);

using db::array_of;

// `before` + columns + `after`: one statement.
std::string statement(std::string_view before, std::string_view columns, std::string_view after = {});

}  // namespace tenancy
