// A real database with the platform row at stake.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "platform/ticket_store.hpp"
#include "support/tenancy_database.hpp"
#include "support/token_states.hpp"

namespace support {

struct PlatformDatabase : TenancyDatabase {
  crypto::KeyRing keys = key_ring();
  std::string component_appid = "wxcomponent";

  // The day's key may have been sealed under another test's master key.
  PlatformDatabase() { ask("DELETE FROM audit_day_key"); }

  // False when it is older than the one before.
  bool set_ticket(std::string_view ticket, std::optional<base::WallTime> created_at = std::nullopt) {
    const auto stored = run([&](db::Transaction& tx) {
      return platform::store_ticket(tx, keys, random, component_appid, base::Secret(ticket), created_at);
    });
    REQUIRE(stored);
    return *stored;
  }
  std::string column(std::string_view expression) {
    return ask("SELECT " + std::string(expression) + " FROM platform");
  }
  void set(std::string_view assignments) { ask("UPDATE platform SET " + std::string(assignments)); }
};

}  // namespace support
