// Tokens: arbitrary text, and what was minted with one byte changed. First byte 'M': minting from the rest.
#include "tenancy/gateway_token.hpp"

#include <chrono>
#include <string>

#include "expect.hpp"
#include "target.hpp"

namespace {

using fuzz::expect;

struct House {
  static crypto::KeyRing ring(std::string_view lines) {
    return crypto::KeyRing::parse(base::Secret(lines)).value();
  }
  static constexpr std::string_view both =
      "1 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n2 AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\n";

  // Both verify both; each mints under its own.
  tenancy::GatewayTokens newer{ring(both)};
  tenancy::GatewayTokens older{
      ring(std::string(both.substr(both.find('\n') + 1)).append(both.substr(0, both.find('\n'))))};
  tenancy::GatewayTokens stranger{ring("3 AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=")};
};

void check_verified(const House& house, std::string_view text) {
  const auto claim = house.newer.verify(text);
  if (!claim) return;
  expect(tenancy::has_token_form(text), "a token has its form");
  expect(claim->key_id.size() == 12, "a token names a key");
  const auto again = house.newer.mint(claim->key_id, claim->expires_at);
  const auto before = house.older.mint(claim->key_id, claim->expires_at);
  expect(again.reveal() == text || before.reveal() == text, "only what was minted is verified");
  expect(!house.stranger.verify(text), "and only with the keys that signed it");
}

void check_minted(const House& house, std::string_view from) {
  if (from.size() < 22) return;
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
      value = value << 8 | static_cast<unsigned char>(from[at + i]);
    return value;
  };
  const std::chrono::seconds end(static_cast<std::int64_t>(number(0, 5)));
  const auto& tokens = (from[5] & 1) != 0 ? house.newer : house.older;
  const auto key_id = from.substr(6, 12);
  const auto token = tokens.mint(key_id, base::WallTime(end));
  const auto claim = house.newer.verify(token.reveal());
  expect(claim && claim->key_id == key_id && claim->expires_at == base::WallTime(end),
         "a token says what it was minted for");

  std::string changed(token.reveal());
  char& byte = changed[number(18, 2) % changed.size()];
  if (byte == from[20]) return;
  byte = from[20];
  expect(!house.newer.verify(changed), "no byte of a token can be changed");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const House house;
  const auto text = fuzz::text_of(data, size);
  check_verified(house, text);
  if (text.starts_with('M')) check_minted(house, text.substr(1));
  return 0;
}
