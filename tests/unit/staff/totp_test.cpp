#include "staff/totp.hpp"

#include <set>

#include <doctest/doctest.h>

#include "support/fake_random.hpp"

namespace totp_test {

using base::Secret;

base::WallTime at(std::int64_t seconds) { return base::WallTime(std::chrono::seconds(seconds)); }

// RFC 6238, appendix B: its eight digits end in these six.
TEST_CASE("codes are those of the standard s vectors and good once") {
  const Secret secret("12345678901234567890");
  CHECK(staff::match_totp(secret, "287082", at(59), 0) == 1);
  CHECK(staff::match_totp(secret, "081804", at(1111111109), 0) == 37037036);
  CHECK(staff::match_totp(secret, "050 471", at(1111111111), 0) == 37037037);
  CHECK(staff::match_totp(secret, "005924", at(1234567890), 0) == 41152263);
  CHECK_FALSE(staff::match_totp(secret, "005924", at(1234567890), 41152263));
  CHECK_FALSE(staff::match_totp(secret, "005925", at(1234567890), 0));
}

TEST_CASE("a code is good a step earlier and later and no longer") {
  const Secret secret("12345678901234567890");
  CHECK(staff::match_totp(secret, "005924", at(1234567890 + 30), 0));
  CHECK(staff::match_totp(secret, "005924", at(1234567890 - 30), 0));
  CHECK_FALSE(staff::match_totp(secret, "005924", at(1234567890 + 60), 0));
  CHECK_FALSE(staff::match_totp(secret, "005924", at(1234567890 - 60), 0));
}

TEST_CASE("what is no code of six digits is none") {
  for (const auto* bad : {"", "12345", "1234567", "12345a", "-12345", "      "}) {
    CHECK_FALSE(staff::match_totp(Secret("12345678901234567890"), bad, at(59), 0));
  }
}

TEST_CASE("a secret is told to apps as they read it") {
  const Secret secret("12345678901234567890");
  CHECK(staff::totp_text(secret).reveal() == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  CHECK(staff::totp_uri(secret, "Tea & Co", "alice").reveal() ==
        "otpauth://totp/Tea%20%26%20Co:alice?issuer=Tea%20%26%20Co&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST_CASE("recovery codes are known however they are typed") {
  support::FakeRandom random(1);
  const auto made = staff::make_recovery_codes(random);
  REQUIRE(made.codes.size() == 10);
  REQUIRE(made.hashes.size() == 10);
  std::set<std::string> different;
  for (std::size_t i = 0; i < made.codes.size(); ++i) {
    std::string typed(made.codes[i].reveal());
    CHECK(typed.size() == 19);
    for (char& letter : typed) {
      if (letter == '-') letter = ' ';
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    CHECK(staff::recovery_hash(typed) == made.hashes[i]);
    different.insert(made.hashes[i]);
  }
  CHECK(different.size() == 10);
}

}  // namespace totp_test
