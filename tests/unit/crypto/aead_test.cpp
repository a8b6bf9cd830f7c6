#include "crypto/aead.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "support/fake_random.hpp"

namespace aead_test {

std::string bytes(std::string_view hex) { return base::from_hex(hex).value(); }

// Gives the nonce that a test vector asks for.
class GivenNonce final : public base::Random {
 public:
  explicit GivenNonce(std::string_view hex) : nonce_(bytes(hex)) {}
  void fill(std::span<std::byte> out) override {
    REQUIRE(out.size() == nonce_.size());
    std::ranges::copy(base::bytes_of(nonce_), out.begin());
  }

 private:
  std::string nonce_;
};

struct Vector {
  const char* key;
  const char* nonce;
  const char* plain;
  const char* associated;
  const char* cipher;
  const char* tag;
};

// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16, as in NIST's validation set.
constexpr Vector vectors[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "",
     "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "00000000000000000000000000000000", "", "cea7403d4d606b6e074ec5d3baf39d18",
     "d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
     "b16aedf5aa0de657ba637b391aafd255",
     "",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
     "c5f61e6393ba7a0abcc9f662898015ad",
     "b094dac5d93471bdec1a502270e3cc6c"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
     "b16aedf5aa0de657ba637b39",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
     "c5f61e6393ba7a0abcc9f662",
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

const std::string key(32, 'k');

TEST_CASE("sealing gives the published AES-256-GCM vectors and opening takes them") {
  for (const Vector& vector : vectors) {
    CAPTURE(vector.tag);
    GivenNonce nonce(vector.nonce);
    const auto sealed = crypto::seal(bytes(vector.key), bytes(vector.plain), bytes(vector.associated), nonce);
    CHECK(base::to_hex(base::bytes_of(sealed)) == std::string(vector.nonce) + vector.cipher + vector.tag);
    const auto opened = crypto::open(bytes(vector.key), sealed, bytes(vector.associated));
    REQUIRE(opened);
    CHECK(opened->reveal() == bytes(vector.plain));
  }
}

TEST_CASE("each changed bit of a sealed value makes it unreadable") {
  support::FakeRandom random;
  const auto sealed = crypto::seal(key, "refresh token", "row", random);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    CAPTURE(bit);
    const auto opened = crypto::open(key, changed, "row");
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == base::Code::crypto_failed);
  }
}

TEST_CASE("a sealed value opens only whole with its key and its associated data") {
  support::FakeRandom random;
  const auto sealed = crypto::seal(key, "refresh token", "row", random);
  REQUIRE(crypto::open(key, sealed, "row"));
  CHECK_FALSE(crypto::open(key, sealed, "other row"));
  CHECK_FALSE(crypto::open(key, sealed, ""));
  CHECK_FALSE(crypto::open(std::string(32, 'K'), sealed, "row"));
  CHECK_FALSE(crypto::open(key.substr(1), sealed, "row"));
  CHECK_FALSE(crypto::open(key, sealed + "x", "row"));
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    CHECK_FALSE(crypto::open(key, sealed.substr(0, size), "row"));
  }
}

TEST_CASE("every sealing takes a fresh nonce") {
  support::FakeRandom random;
  CHECK(crypto::seal(key, "same", "row", random) != crypto::seal(key, "same", "row", random));
}

TEST_CASE("sealing refuses a key of the wrong size") {
  support::FakeRandom random;
  CHECK_THROWS_AS(crypto::seal("short", "plain", "row", random), std::runtime_error);
}

}  // namespace aead_test
