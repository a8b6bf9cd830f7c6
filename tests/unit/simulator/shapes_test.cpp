#include "simulator/shapes.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"

namespace shapes_test {

using namespace simulator;

TEST_CASE("access tokens look like real ones") {
  support::FakeRandom random;
  for (int i = 0; i < 200; ++i) {
    const std::string token = make_access_token(random, 0);
    CHECK(token.size() >= 138);
    CHECK(token.size() <= 158);
    CHECK(token[2] == '_');
    CHECK(is_token_shaped(token));
  }
  CHECK(make_access_token(random, 512).size() == 512);
  CHECK(make_access_token(random, 0) != make_access_token(random, 0));
}

TEST_CASE("tickets and codes have their prefixes and lengths") {
  support::FakeRandom random;
  CHECK(make_ticket(random).starts_with("ticket@@@"));
  CHECK(make_ticket(random).size() == 9 + 86);
  CHECK(make_refresh_token(random).starts_with("refreshtoken@@@"));
  CHECK(make_refresh_token(random).size() == 15 + 43);
  CHECK(make_pre_auth_code(random).size() == 100);
  CHECK(make_authorization_code(random).starts_with("queryauthcode@@@"));
  CHECK(make_app_secret(random).size() == 32);
  CHECK(make_app_secret(random).find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("a rid begins with the present second and a hint has China time") {
  support::FakeRandom random;
  const base::WallTime when = *base::parse_rfc3339("2022-11-24T06:04:43.5Z");
  const std::string rid = make_rid(when, random);
  CHECK(rid.substr(0, 9) == "637f097b-");
  CHECK(rid.size() == 26);
  CHECK(rid[17] == '-');
  const std::string hint = make_hint(when, random);
  CHECK(hint.size() == std::string("[VGV6Qa0883d236][2022-11-24 14:04:43]").size());
  CHECK(hint.ends_with("][2022-11-24 14:04:43]"));
}

TEST_CASE("what cannot be a token") {
  CHECK_FALSE(is_token_shaped(""));
  CHECK_FALSE(is_token_shaped("short"));
  CHECK_FALSE(is_token_shaped(std::string(60, 'a') + " "));
  CHECK_FALSE(is_token_shaped(std::string(60, 'a') + "@"));
  CHECK(is_token_shaped(std::string(60, 'a')));
}

}  // namespace shapes_test
