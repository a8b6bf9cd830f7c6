// The addresses of ours that WeChat does not let in: 61004, 40164, 89503.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"

namespace tokens {

struct RefusedAddress {
  std::string address;  // as WeChat saw it
  std::int64_t errcode = 0;
  std::string instance;  // the gateway that met it
  base::WallTime refused_at;
};

// Notes that WeChat refused this address just now.
base::Result<> note_refused_address(db::Connection& connection, std::string_view address,
                                    std::int64_t errcode, std::string_view instance);
// Those that were refused in the last quarter of an hour: while a refusal lasts, it is met again and again.
// Throws what pqxx throws.
std::vector<RefusedAddress> refused_addresses(db::Transaction& transaction);

}  // namespace tokens
