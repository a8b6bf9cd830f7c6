// bench_seal_tokens: tokens of many merchants as the vault keeps them, as rows for COPY.
//
//   bench_seal_tokens FIRST LAST     of merchant.id; the master keys stand in GATEWAY_MASTER_KEYS
// A line a merchant: its id, the envelope of its access token and that of its refresh token. The line 0 has
// the envelopes of the platform's token and ticket.
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/text.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/random.hpp"
#include "platform/rows.hpp"
#include "tokens/vault.hpp"

namespace {

// Of the length that WeChat's have.
constexpr std::size_t access_length = 157;
constexpr std::size_t refresh_length = 58;

std::string token_of(int merchant, std::string_view kind, std::size_t length) {
  std::string text = std::string(kind) + "-" + std::to_string(merchant) + "-";
  text.resize(length, 'x');
  return text;
}

std::string hex(const std::string& bytes) { return "\\\\x" + base::to_hex(base::bytes_of(bytes)); }

}  // namespace

int main(int argc, char** argv) {
  const char* const keys = std::getenv("GATEWAY_MASTER_KEYS");
  const auto ring = crypto::KeyRing::parse(base::Secret(keys ? keys : ""));
  if (argc != 3 || !ring) {
    std::cerr << "bench_seal_tokens FIRST LAST, with master keys in GATEWAY_MASTER_KEYS\n";
    return 2;
  }
  crypto::SystemRandom random;
  const auto print = [&](int number, std::string_view long_row, std::string_view short_row) {
    const auto first = ring->seal(token_of(number, "access", access_length), long_row, random);
    const auto second = ring->seal(token_of(number, "refresh", refresh_length), short_row, random);
    std::cout << number << '\t' << hex(first) << '\t' << hex(second) << '\n';
  };
  print(0, platform::token_row, platform::ticket_row);
  const int last = std::atoi(argv[2]);
  for (int merchant = std::atoi(argv[1]); merchant <= last; ++merchant) {
    print(merchant, tokens::access_row(merchant), tokens::refresh_row(merchant));
  }
  return std::cout.flush() ? 0 : 1;
}
