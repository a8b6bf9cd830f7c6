#include "staff/account.hpp"

#include <doctest/doctest.h>

TEST_CASE("names of accounts") {
  for (const auto* good : {"al", "alice", "a.b-c_d@example.com", "0day"})
    CHECK(staff::is_account_name(good));
  for (const std::string& bad : {std::string(), std::string("a"), std::string("Alice"), std::string(".alice"),
                                 std::string("a b"), std::string("a\n"), std::string(65, 'a')})
    CHECK_FALSE(staff::is_account_name(bad));
}

TEST_CASE("days that exist") {
  for (const auto* good : {"2026-11-25", "2024-02-29", "0001-01-01"})
    CHECK(staff::is_day(good));
  for (const auto* bad :
       {"", "2026-11-31", "2025-02-29", "2026-1-01", "2026/11/25", "2026-11-2x", "26-11-25", "-026-11-25"})
    CHECK_FALSE(staff::is_day(bad));
}

TEST_CASE("roles by name") {
  for (const auto* name : {"admin", "operator", "auditor"})
    CHECK(staff::name(staff::role_of(name).value()) == name);
  CHECK_FALSE(staff::role_of("root"));
  CHECK_FALSE(staff::role_of(""));
}
