// bench_seal_tokens: tokens of many merchants as the vault keeps them, as rows for COPY.
//
//   bench_seal_tokens FIRST LAST     of merchant.id; the master keys stand in GATEWAY_MASTER_KEYS
// A line a merchant: its id, the envelope of its access token and that of its refresh token.
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/text.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/random.hpp"
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
  const int last = std::atoi(argv[2]);
  for (int merchant = std::atoi(argv[1]); merchant <= last; ++merchant) {
    const auto access =
        ring->seal(token_of(merchant, "access", access_length), tokens::access_row(merchant), random);
    const auto refresh =
        ring->seal(token_of(merchant, "refresh", refresh_length), tokens::refresh_row(merchant), random);
    std::cout << merchant << '\t' << hex(access) << '\t' << hex(refresh) << '\n';
  }
  return std::cout.flush() ? 0 : 1;
}
