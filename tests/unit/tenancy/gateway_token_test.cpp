#include "tenancy/gateway_token.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"

namespace gateway_token_test {

using namespace std::chrono_literals;

constexpr std::string_view key_id = "abcdefghij01";

struct Fixture {
  support::FakeRandom random;
  std::string first = std::string(crypto::KeyRing::generate_line(1, random).reveal());
  std::string second = std::string(crypto::KeyRing::generate_line(2, random).reveal());
  base::WallTime end = support::FakeClock().wall() + 2h;

  static crypto::KeyRing ring(const std::string& lines) {
    return crypto::KeyRing::parse(base::Secret(std::string_view(lines))).value();
  }
  tenancy::GatewayTokens tokens{ring(first)};
  std::string minted() const { return std::string(tokens.mint(key_id, end).reveal()); }
};

TEST_CASE_FIXTURE(Fixture, "a token says which key it stands for and until when") {
  const auto token = minted();
  CHECK(token.size() == tenancy::gateway_token_length);
  CHECK(token.size() <= 200);
  CHECK(token.starts_with("gt_"));
  CHECK(std::ranges::all_of(token, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  }));
  const auto claim = tokens.verify(token);
  REQUIRE(claim);
  CHECK(claim->key_id == key_id);
  CHECK(claim->expires_at == end);
  CHECK(tenancy::has_token_form(token));
}

TEST_CASE_FIXTURE(Fixture, "the end is cut to whole seconds and is not judged") {
  const base::WallTime long_ago = support::FakeClock().wall() - 87'600h + 999'999us;
  const auto claim = tokens.verify(tokens.mint(key_id, long_ago).reveal());
  REQUIRE(claim);
  CHECK(claim->expires_at == std::chrono::floor<std::chrono::seconds>(long_ago));
}

// What another program that has the master key makes of the description.
TEST_CASE_FIXTURE(Fixture, "the form is as described") {
  const auto master = base::from_base64(first.substr(2)).value();
  const auto signing = crypto::derive_key(master, "marketcode-gateway gateway-token 1", 32);
  const std::uint64_t seconds = 1'795'398'423;
  std::string bytes("\x01\x00\x00\x00\x01", 5);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(seconds >> shift);
  }
  bytes += key_id;
  bytes += crypto::view(crypto::hmac_sha256(signing, bytes));
  const auto made = "gt_" + base::to_base64url(base::bytes_of(bytes));
  CHECK(made == tokens.mint(key_id, base::WallTime(std::chrono::seconds(seconds))).reveal());
}

TEST_CASE_FIXTURE(Fixture, "every changed character every cut and every addition is noticed") {
  const auto token = minted();
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char other : std::string_view("AB9-_z")) {
      if (other == token[i]) continue;
      auto changed = token;
      changed[i] = other;
      CAPTURE(changed);
      CHECK_FALSE(tokens.verify(changed));
    }
    CHECK_FALSE(tokens.verify(token.substr(0, i)));
    CHECK_FALSE(tokens.verify(token.substr(i + 1)));
  }
  CHECK_FALSE(tokens.verify(token + "A"));
  CHECK_FALSE(tokens.verify(token + "="));
  CHECK_FALSE(tokens.verify(" " + token));
  CHECK_FALSE(tokens.verify(""));
  CHECK_FALSE(tokens.verify(std::string(tenancy::gateway_token_length, '\0')));
}

TEST_CASE_FIXTURE(Fixture, "every flipped bit of the bytes behind it is noticed") {
  const auto bytes = base::from_base64url(minted().substr(3)).value();
  for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
    auto changed = bytes;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
    CHECK_FALSE(tokens.verify("gt_" + base::to_base64url(base::bytes_of(changed))));
  }
}

TEST_CASE_FIXTURE(Fixture, "a token of another gateway with other keys is not taken") {
  const tenancy::GatewayTokens same_number(
      ring("1 " + second.substr(2)));  // another key under the same number
  const tenancy::GatewayTokens foreign(ring(second));
  CHECK_FALSE(tokens.verify(same_number.mint(key_id, end).reveal()));
  CHECK_FALSE(tokens.verify(foreign.mint(key_id, end).reveal()));
}

TEST_CASE_FIXTURE(Fixture, "a token outlives the change to another master key as long as its own is kept") {
  const auto old = minted();
  const tenancy::GatewayTokens rotated(ring(first + "\n" + second));
  CHECK(rotated.verify(old)->key_id == key_id);
  const auto fresh = rotated.mint(key_id, end);
  CHECK_FALSE(tokens.verify(fresh.reveal()));  // a gateway that has not got the new key yet
  const tenancy::GatewayTokens dropped(ring(second));
  CHECK_FALSE(dropped.verify(old));
  CHECK(dropped.verify(fresh.reveal())->key_id == key_id);
}

}  // namespace gateway_token_test
