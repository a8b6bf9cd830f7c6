#include "tenancy/api_key.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "support/fake_random.hpp"

namespace api_key_test {

const std::string id = "0a1b2c3d4e5z";
const std::string secret = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop-";
const std::string whole = "mk_" + id + "_" + secret;

std::string with(std::size_t at, char c) {
  std::string text = whole;
  text[at] = c;
  return text;
}

TEST_CASE("a new key has the form mk - id - secret and hashes to its hash") {
  support::FakeRandom random;
  for (int i = 0; i < 1'000; ++i) {
    const auto key = tenancy::make_api_key(random);
    const auto text = key.text.reveal();
    REQUIRE(text.size() == 59);
    CHECK(text.starts_with("mk_" + key.key_id + "_"));
    CHECK(key.key_id.size() == 12);
    CHECK(key.key_id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == std::string::npos);
    const auto bytes = base::from_base64url(text.substr(16));
    REQUIRE(bytes);
    CHECK(bytes->size() == 32);
    CHECK(key.hash == crypto::view(crypto::sha256(text)));
    CHECK(tenancy::key_id_of(text) == key.key_id);
    CHECK(tenancy::matches(text, key.hash));
  }
}

TEST_CASE("keys do not repeat and their ids use the alphabet evenly") {
  crypto::SystemRandom random;
  std::set<std::string> ids;
  std::set<std::string> texts;
  std::map<char, int> seen;
  constexpr int keys = 3'000;
  for (int i = 0; i < keys; ++i) {
    const auto key = tenancy::make_api_key(random);
    ids.insert(key.key_id);
    texts.insert(std::string(key.text.reveal().substr(16)));
    for (const char c : key.key_id)
      ++seen[c];
  }
  CHECK(ids.size() == keys);
  CHECK(texts.size() == keys);
  REQUIRE(seen.size() == 36);
  // 1000 of each are expected, with a deviation of 31: a skew by byte % 36 would give some 1125.
  for (const auto& [c, count] : seen) {
    CAPTURE(c);
    CHECK(count > 800);
    CHECK(count < 1'200);
  }
}

TEST_CASE("the id inside a key is found by position") {
  CHECK(tenancy::key_id_of(whole) == id);
  // '_' and '-' anywhere in the secret, also beside the separator.
  CHECK(tenancy::key_id_of("mk_" + id + "_" + std::string(43, '_')) == id);
  CHECK(tenancy::key_id_of("mk_" + id + "_" + std::string(43, '-')) == id);
  CHECK(tenancy::key_id_of("mk_" + id + "__mk_" + std::string(39, 'x')) == id);
}

TEST_CASE("what has not the form of a key has no id") {
  for (const std::string& text :
       {std::string(), std::string("mk_"), whole.substr(1),  whole.substr(0, 58), whole + "A",
        " " + whole,   whole + " ",        whole + "\n",     with(0, 'M'),        with(1, 'K'),
        with(2, '-'),  with(3, 'A'),       with(3, '_'),     with(14, '-'),       with(14, ' '),
        with(15, '-'), with(15, 'a'),      with(16, '+'),    with(16, '/'),       with(58, '='),
        with(58, ' '), with(30, '\0'),     with(30, '\x80'), with(3, '\xc3'),     with(58, '.')}) {
    CAPTURE(text);
    CHECK_FALSE(tenancy::key_id_of(text));
  }
}

TEST_CASE("the state of a key") {
  const base::WallTime now(std::chrono::hours(1));
  tenancy::ApiKey key;
  CHECK(tenancy::name(tenancy::state_of(key, now)) == "active");
  key.expires_at = now + base::Micros(1);
  CHECK(tenancy::name(tenancy::state_of(key, now)) == "active");
  key.expires_at = now;
  CHECK(tenancy::name(tenancy::state_of(key, now)) == "expired");
  key.revoked_at = now;
  CHECK(tenancy::name(tenancy::state_of(key, now)) == "revoked");
}

TEST_CASE("a key matches its own hash and no other") {
  const std::string hash(crypto::view(crypto::sha256(whole)));
  CHECK(tenancy::matches(whole, hash));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    CHECK_FALSE(tenancy::matches(with(at, '#'), hash));
  }
  CHECK_FALSE(tenancy::matches(whole, std::string(32, '\0')));
  CHECK_FALSE(tenancy::matches(whole, ""));
  CHECK_FALSE(tenancy::matches(whole, hash.substr(0, 31)));
  CHECK_FALSE(tenancy::matches("", hash));
}

}  // namespace api_key_test
