#include "crypto/hash.hpp"

#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "base/text.hpp"

namespace hash_test {

std::string hex(const crypto::Sha256Digest& digest) { return base::to_hex(digest); }
std::string bytes(std::string_view text) { return base::from_hex(text).value(); }

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(hex(crypto::sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(crypto::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(crypto::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(crypto::sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 over parts is SHA-256 over their concatenation") {
  CHECK(crypto::sha256({"a", "", "bc"}) == crypto::sha256("abc"));
  CHECK(crypto::sha256({}) == crypto::sha256(""));
}

TEST_CASE("SHA-256 keeps nothing from one digest to the next and works in every thread") {
  std::vector<std::string> digests(4);
  {
    std::vector<std::jthread> threads;
    for (auto& digest : digests) {
      threads.emplace_back([&digest] {
        for (int i = 0; i < 1000; ++i)
          digest = hex(crypto::sha256("abc"));
      });
    }
  }
  for (const auto& digest : digests) {
    CHECK(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}

TEST_CASE("SHA-1 in hex gives the digest of FIPS 180-4") {
  CHECK(crypto::sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(crypto::sha1_hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST_CASE("HMAC-SHA-256 gives the codes of RFC 4231") {
  const auto hmac = [](const std::string& key, const std::string& data) {
    return hex(crypto::hmac_sha256(key, data));
  };
  CHECK(hmac(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac(std::string(20, '\xaa'), std::string(50, '\xdd')) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(hmac(bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd')) ==
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(hmac(std::string(20, '\x0c'), "Test With Truncation").substr(0, 32) ==
        "a3b6167473100ee06e0c796c2955552b");
  CHECK(hmac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hmac(std::string(131, '\xaa'),
             "This is a test using a larger than block-size key and a larger than block-size data. "
             "The key needs to be hashed before being used by the HMAC algorithm.") ==
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST_CASE("HMAC-SHA-256 takes an empty key and an empty text") {
  CHECK(hex(crypto::hmac_sha256("", "")) ==
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  CHECK(hex(crypto::hmac_sha256({}, {})) == hex(crypto::hmac_sha256("", "")));
}

TEST_CASE("HKDF gives the key of RFC 5869 case 3 which has an empty salt") {
  const auto derived = crypto::derive_key(std::string(22, '\x0b'), "", 42);
  CHECK(base::to_hex(base::bytes_of(derived)) ==
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST_CASE("HKDF gives other keys for other purposes and is a prefix of itself") {
  const std::string key(32, 'k');
  CHECK(crypto::derive_key(key, "a", 32) != crypto::derive_key(key, "b", 32));
  CHECK(crypto::derive_key(key, "a", 16) == crypto::derive_key(key, "a", 32).substr(0, 16));
}

TEST_CASE("constant-time comparison compares every byte and the length") {
  CHECK(crypto::equal_in_constant_time("", ""));
  CHECK(crypto::equal_in_constant_time("secret", "secret"));
  CHECK_FALSE(crypto::equal_in_constant_time("secret", "secreT"));
  CHECK_FALSE(crypto::equal_in_constant_time("Secret", "secret"));
  CHECK_FALSE(crypto::equal_in_constant_time("secret", "secrets"));
  CHECK_FALSE(crypto::equal_in_constant_time("secret", ""));
  using namespace std::string_view_literals;
  CHECK_FALSE(crypto::equal_in_constant_time("a\0b"sv, "a\0c"sv));
}

}  // namespace hash_test
