#include "platform/administration_details.hpp"

#include <doctest/doctest.h>

#include "base/address.hpp"

namespace administration_details_test {

tenancy::Merchant merchant() {
  tenancy::Merchant merchant;
  merchant.nick_name = "Tea \"House\"";
  merchant.service_type = 2;
  merchant.permission_sets = {1, 46};
  merchant.authorized = true;
  merchant.authorization_version = 3;
  return merchant;
}

TEST_CASE("an import tells kind permission sets and name") {
  CHECK(
      platform::imported_details(merchant(), nullptr) ==
      R"({"nick_name":"Tea \"House\"","service_type":2,"mini_program":false,"permission_sets":[1,46],"authorization":3})");
}

TEST_CASE("an import of a known merchant tells what was before") {
  auto before = merchant();
  before.nick_name = "Old";
  before.service_type.reset();
  before.mini_program = true;
  before.permission_sets = {};
  before.authorized = false;
  before.authorization_version = 2;
  CHECK(
      platform::imported_details(merchant(), &before) ==
      R"({"nick_name":"Tea \"House\"","service_type":2,"mini_program":false,"permission_sets":[1,46],"authorization":3,)"
      R"("before":{"nick_name":"Old","mini_program":true,"permission_sets":[],"authorization":2,"authorized":false}})");
}

TEST_CASE("suspending tells why and resuming since when") {
  CHECK(platform::suspended_details("unpaid \\ 欠费") == R"({"reason":"unpaid \\ 欠费"})");
  auto before = merchant();
  before.suspended_at = base::parse_rfc3339("2026-11-22T23:57:03.5Z").value();
  CHECK(platform::resumed_details(before) == R"({"before":{"suspended_at":"2026-11-22T23:57:03.500000Z"}})");
}

TEST_CASE("a key is told by what it may do and never by what it is") {
  tenancy::ApiKey key;
  key.key_id = "0a1b2c3d4e5z";
  key.name = "till";
  key.hash = "HASH";
  key.addresses = {base::Cidr::parse("10.0.0.0/8").value(), base::Cidr::parse("2001:db8::/32").value()};
  key.rate = 0.5;
  key.burst = 7;
  CHECK(
      platform::key_created_details(key) ==
      R"({"key_id":"0a1b2c3d4e5z","name":"till","addresses":["10.0.0.0/8","2001:db8::/32"],"rate":0.5,"burst":7,"allow_in_url":false})");
  key.addresses.clear();
  key.rate = 100'000;
  key.allow_in_url = true;
  key.expires_at = base::parse_rfc3339("2027-01-01T00:00:00Z").value();
  CHECK(
      platform::key_created_details(key) ==
      R"({"key_id":"0a1b2c3d4e5z","name":"till","addresses":[],"rate":1e+05,"burst":7,"expires_at":"2027-01-01T00:00:00.000000Z","allow_in_url":true})");
  CHECK(platform::key_revoked_details(key) == R"({"key_id":"0a1b2c3d4e5z","name":"till"})");
  CHECK(platform::ticket_details("wx-platform") == R"({"component_appid":"wx-platform"})");
}

}  // namespace administration_details_test
