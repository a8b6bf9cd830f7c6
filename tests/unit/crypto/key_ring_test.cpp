#include "crypto/key_ring.hpp"

#include <string>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "support/fake_random.hpp"

namespace key_ring_test {

const std::string key_a = base::to_base64(base::bytes_of(std::string(32, 'a')));
const std::string key_b = base::to_base64(base::bytes_of(std::string(32, 'b')));

crypto::KeyRing ring(const std::string& text) {
  auto parsed = crypto::KeyRing::parse(base::Secret(std::string_view(text)));
  REQUIRE(parsed);
  return std::move(*parsed);
}

std::string complaint(const std::string& text) {
  const auto parsed = crypto::KeyRing::parse(base::Secret(std::string_view(text)));
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == base::Code::config_invalid);
  return parsed.error().detail;
}

TEST_CASE("the last line is the current key and comments blanks and CRLF are taken") {
  const auto keys = ring("# made by hand\r\n\r\n  7\t" + key_a + " \r\n4294967295 " + key_b);
  CHECK(keys.current_id() == 4294967295);
  CHECK(keys.ids() == std::vector<std::uint32_t>{7, 4294967295});
}

TEST_CASE("a wrong line is named never quoted") {
  CHECK(complaint("") == "there is no master key");
  CHECK(complaint("# only a comment\n") == "there is no master key");
  CHECK(complaint("1 " + key_a + "\n\nsecret\n").starts_with("master keys, line 3: expected"));
  const std::string wrong_id = "master keys, line 1: the id is not a number from 1 to 4294967295";
  CHECK(complaint("0 " + key_a) == wrong_id);
  CHECK(complaint("-1 " + key_a) == wrong_id);
  CHECK(complaint("4294967296 " + key_a) == wrong_id);
  CHECK(complaint("1x " + key_a) == wrong_id);
  CHECK(complaint("1 !!!!") == "master keys, line 1: the key is not base64");
  CHECK(complaint("1 " + key_a + " trailing") == "master keys, line 1: the key is not base64");
  CHECK(complaint("1 c2hvcnQ=") == "master keys, line 1: the key has not 32 bytes");
  CHECK(complaint("1 " + key_a + "\n1 " + key_b) == "master keys, line 2: the id stands twice");
}

TEST_CASE("a generated line is a line of a key file") {
  support::FakeRandom random;
  const auto line = crypto::KeyRing::generate_line(9, random);
  CHECK(ring(std::string(line.reveal())).current_id() == 9);
  CHECK(crypto::KeyRing::generate_line(9, random).reveal() != line.reveal());
}

TEST_CASE("an envelope opens in its row under a key that is no longer current") {
  support::FakeRandom random;
  const auto before = ring("1 " + key_a);
  const auto after = ring("1 " + key_a + "\n2 " + key_b);
  const auto envelope = before.seal("token", "merchant_token/wx1/access", random);
  CHECK(envelope.substr(0, 5) == std::string("\x01\0\0\0\x01", 5));
  const auto opened = after.open(envelope, "merchant_token/wx1/access");
  REQUIRE(opened);
  CHECK(opened->reveal() == "token");
  CHECK(after.seal("token", "row", random).substr(0, 5) == std::string("\x01\0\0\0\x02", 5));
}

TEST_CASE("an envelope moved to another row does not open") {
  support::FakeRandom random;
  const auto keys = ring("1 " + key_a);
  const auto envelope = keys.seal("token", "merchant_token/wx1/access", random);
  for (const char* row :
       {"merchant_token/wx2/access", "merchant_token/wx1/refresh", "merchant_token/wx1/acces", ""}) {
    const auto opened = keys.open(envelope, row);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == base::Code::crypto_failed);
  }
}

TEST_CASE("each changed byte of an envelope header included makes it unreadable") {
  support::FakeRandom random;
  // Both ids hold the same key: only the authenticated header tells the envelopes apart.
  const auto keys = ring("0000000003 " + key_a + "\n2 " + key_a);
  const auto envelope = keys.seal("token", "row", random);
  REQUIRE(keys.open(envelope, "row"));
  for (std::size_t i = 0; i < envelope.size(); ++i) {
    auto changed = envelope;
    changed[i] = static_cast<char>(changed[i] ^ 0x01);  // turns id 2 into 3
    CAPTURE(i);
    CHECK_FALSE(keys.open(changed, "row"));
    CHECK_FALSE(keys.open(envelope.substr(0, i), "row"));
  }
}

TEST_CASE("a key that is missing is named") {
  support::FakeRandom random;
  const auto envelope = ring("12 " + key_a).seal("token", "row", random);
  const auto opened = ring("1 " + key_a).open(envelope, "row");
  REQUIRE_FALSE(opened);
  CHECK(opened.error().cause == "sealed under master key 12, which is not among the keys");
}

TEST_CASE("a derived key depends on its purpose and on the current master key only") {
  const auto keys = ring("1 " + key_a);
  CHECK(keys.derive("gateway token").size() == 32);
  CHECK(keys.derive("gateway token").reveal() ==
        crypto::derive_key(std::string(32, 'a'), "gateway token", 32));
  CHECK(keys.derive("gateway token").reveal() ==
        ring("2 " + key_b + "\n1 " + key_a).derive("gateway token").reveal());
  CHECK(keys.derive("gateway token").reveal() != keys.derive("audit").reveal());

  const auto both = ring("1 " + key_a + "\n2 " + key_b);
  CHECK(both.derive(1, "gateway token").reveal() == ring("1 " + key_a).derive("gateway token").reveal());
  CHECK(both.derive(2, "gateway token").reveal() == both.derive("gateway token").reveal());
  CHECK(both.derive(1, "gateway token").reveal() != both.derive(2, "gateway token").reveal());
}

}  // namespace key_ring_test
