#include "cli/listing.hpp"

#include <sstream>

#include <doctest/doctest.h>

namespace listing_test {

using namespace std::chrono_literals;

const base::WallTime now = base::parse_rfc3339("2026-11-22T23:57:03Z").value();

tenancy::Merchant ready() {
  tenancy::Merchant merchant;
  merchant.id = 1;
  merchant.appid = "wx1";
  merchant.nick_name = "Tea \"House\"";
  merchant.service_type = 2;
  merchant.permission_sets = {1, 46};
  merchant.authorized = true;
  return merchant;
}

tenancy::ApiKey key() {
  tenancy::ApiKey key;
  key.key_id = "0a1b2c3d4e5z";
  key.merchant = 1;
  key.name = "till";
  key.hash = "HASH";
  key.addresses = {base::Cidr::parse("10.0.0.0/8").value(), base::Cidr::parse("192.0.2.1").value()};
  key.rate = 0.5;
  key.burst = 7;
  key.created_at = now - 24h;
  key.created_by = "alice";
  return key;
}

std::string merchants(const std::vector<tenancy::Merchant>& listed, bool json,
                      const cli::TokenReports& tokens = {}) {
  std::ostringstream out;
  cli::print_merchants(out, listed, tokens, {}, json);
  return out.str();
}

std::string keys(const std::vector<tenancy::ApiKey>& listed, bool json) {
  std::ostringstream out;
  cli::print_keys(out, listed, {{1, "wx1"}}, now, json);
  return out.str();
}

TEST_CASE("the state of a merchant names everything that is wrong") {
  CHECK(cli::state_of(ready()) == "ready");
  auto merchant = ready();
  merchant.service_type.reset();
  CHECK(cli::state_of(merchant) == "kind not known");
  merchant.service_type = 0;
  CHECK(cli::state_of(merchant) == "not a Service Account");
  merchant.service_type = 2;
  merchant.mini_program = true;
  CHECK(cli::state_of(merchant) == "not a Service Account");
  merchant.suspended_at = now;
  merchant.authorized = false;
  merchant.permission_sets = {1};
  CHECK(cli::state_of(merchant) ==
        "suspended, not authorised, permission set 46 missing, not a Service Account");
}

TEST_CASE("merchants as a table and as JSON") {
  auto second = ready();
  second.appid = "wx-second";
  second.nick_name = "";
  second.suspended_at = now;
  second.state_read_at = now;
  second.permission_sets = {};
  second.service_type.reset();
  second.id = 2;
  tokens::HealthReport failing;
  failing.health = tokens::Health::failing;
  failing.failing_since = now - 1h;
  failing.failures = 2;
  failing.last_errcode = -1;
  const cli::TokenReports tokens{{2, failing}};
  CHECK(merchants({ready(), second}, false, tokens) ==
        "APPID      SETS  READ                  STATE                                                 "
        "TOKEN                                                    NAME\n"
        "wx1        1,46  -                     ready                                                 "
        "missing                                                  Tea \"House\"\n"
        "wx-second  -     2026-11-22T23:57:03Z  suspended, permission set 46 missing, kind not known  "
        "failing since 2026-11-22T22:57:03Z, 2 times, errcode -1  -\n");
  CHECK(
      merchants({ready(), second}, true, tokens) ==
      R"([{"appid":"wx1","nick_name":"Tea \"House\"","service_type":2,"mini_program":false,)"
      R"("permission_sets":[1,46],"authorized":true,"authorization":1,"state":"ready","token":{"health":"missing"}},)"
      "\n "
      R"({"appid":"wx-second","nick_name":"","mini_program":false,"permission_sets":[],"authorized":true,)"
      R"("authorization":1,"suspended_at":"2026-11-22T23:57:03.000000Z","state_read_at":)"
      R"("2026-11-22T23:57:03.000000Z","state":"suspended, permission set 46 missing, kind not known",)"
      R"("token":{"health":"failing","failing_since":"2026-11-22T22:57:03.000000Z","failures":2,)"
      R"("last_errcode":-1}}])"
      "\n");
  CHECK(merchants({}, true) == "[]\n");
}

TEST_CASE("keys as a table and as JSON without their hash") {
  auto used = key();
  used.key_id = "zzzzzzzzzzzz";
  used.addresses.clear();
  used.rate = 50;
  used.allow_in_url = true;
  used.expires_at = now;
  used.last_used_at = now - 1min;
  CHECK(keys({key(), used}, false) ==
        "KEY           MERCHANT  STATE    RATE  BURST  EXPIRES               LAST USED             IN URL  "
        "ADDRESSES                NAME\n"
        "0a1b2c3d4e5z  wx1       active   0.5   7      -                     -                     -       "
        "10.0.0.0/8,192.0.2.1/32  till\n"
        "zzzzzzzzzzzz  wx1       expired  50    7      2026-11-22T23:57:03Z  2026-11-22T23:56:03Z  yes     "
        "-                        till\n");
  CHECK(
      keys({key()}, true) ==
      R"([{"key_id":"0a1b2c3d4e5z","merchant":"wx1","name":"till","addresses":["10.0.0.0/8","192.0.2.1/32"],)"
      R"("rate":0.5,"burst":7,"allow_in_url":false,"created_at":"2026-11-21T23:57:03.000000Z",)"
      R"("created_by":"alice","state":"active"}])"
      "\n");
  CHECK_FALSE(keys({key()}, true).contains("HASH"));
}

}  // namespace listing_test
