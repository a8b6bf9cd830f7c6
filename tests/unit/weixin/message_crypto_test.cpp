#include "weixin/message_crypto.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crypto/cbc.hpp"
#include "support/fake_random.hpp"
#include "weixin/envelope_vectors.hpp"

namespace message_crypto_test {

using base::Secret;
using samples::envelope_vectors;
using samples::sample_key;

weixin::EncodingKey key_of(const std::string& text) {
  return weixin::EncodingKey::parse(Secret(text)).value();
}

// Draws the characters of `text`, by giving their places in the alphabet that the envelope draws from.
class Scripted final : public base::Random {
 public:
  explicit Scripted(std::string text) : text_(std::move(text)) {}
  void fill(std::span<std::byte> out) override {
    static const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (std::byte& byte : out) {
      byte = static_cast<std::byte>(letters.find(text_.at(next_++)));
    }
  }

 private:
  std::string text_;
  std::size_t next_ = 0;
};

const std::string zero_key(43, 'A');  // 32 zero bytes, as in the manual's example

// A well-encrypted text of any form.
std::string encrypted(const std::string& plain) {
  const std::string aes(32, '\0');
  return base::to_base64(base::bytes_of(crypto::encrypt_cbc(aes, aes.substr(0, 16), plain).value()));
}

TEST_CASE("every published vector opens and is sealed the same") {
  for (const auto& vector : envelope_vectors()) {
    CAPTURE(vector.name);
    const auto key = key_of(vector.key);
    const auto opened = key.open(vector.encrypted, vector.receiver);
    REQUIRE(opened.has_value());
    CHECK(*opened == vector.message);
    Scripted random(vector.random);
    CHECK(key.seal(vector.message, vector.receiver, random) == vector.encrypted);
  }
}

TEST_CASE("every published signature is right and wrong when anything changes") {
  int signed_ones = 0;
  for (const auto& vector : envelope_vectors()) {
    if (vector.token.empty()) continue;
    CAPTURE(vector.name);
    ++signed_ones;
    const weixin::MessageCrypto messages(vector.receiver, Secret(vector.token), key_of(vector.key),
                                         std::nullopt);
    CHECK(messages.sign(vector.timestamp, vector.nonce, vector.encrypted) == vector.signature);
    CHECK(messages.is_signed(vector.signature, vector.timestamp, vector.nonce, vector.encrypted));
    CHECK_FALSE(messages.is_signed("", vector.timestamp, vector.nonce, vector.encrypted));
    CHECK_FALSE(messages.is_signed(vector.signature, vector.timestamp + "1", vector.nonce, vector.encrypted));
    CHECK_FALSE(messages.is_signed(vector.signature, vector.timestamp, "1", vector.encrypted));
    auto flipped = vector.encrypted;
    flipped[3] = flipped[3] == 'A' ? 'B' : 'A';
    CHECK_FALSE(messages.is_signed(vector.signature, vector.timestamp, vector.nonce, flipped));
  }
  CHECK(signed_ones == 6);
}

TEST_CASE("what is sealed opens again at every length") {
  const auto key = key_of(sample_key);
  support::FakeRandom random;
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string message(size, 'm');
    CHECK(key.open(key.seal(message, "wx1", random), "wx1") == message);
  }
}

TEST_CASE("what no platform seals is refused") {
  const auto key = key_of(zero_key);
  const auto code_of = [&](const std::string& text) { return key.open(text, "wx1").error().code; };
  const std::string head = "0123456789abcdef" + std::string("\0\0\0", 3);
  const auto padded = [](std::string plain) {
    const std::size_t pad = 32 - plain.size() % 32;
    return plain.append(pad, static_cast<char>(pad));
  };
  CHECK(key.open(encrypted(padded(head + "\x02hiwx1")), "wx1") == "hi");

  CHECK(code_of(encrypted(padded(head + "\x02hiwx2"))) == base::Code::conflict);  // another receiver
  CHECK(code_of(encrypted(padded(head + "\x02hi"))) == base::Code::conflict);     // none
  CHECK(code_of(encrypted(padded(head + "\x06hiwx1"))) ==
        base::Code::crypto_failed);  // a length beyond the end
  CHECK(code_of(encrypted(padded("\xff\xff\xff\xff" + head))) == base::Code::crypto_failed);
  CHECK(code_of(encrypted(padded("short"))) == base::Code::crypto_failed);
  CHECK(code_of(encrypted(std::string(64, '\0'))) == base::Code::crypto_failed);    // a pad of 0
  CHECK(code_of(encrypted(std::string(64, '\x21'))) == base::Code::crypto_failed);  // of 33
  auto uneven = padded(head + "\x02hiwx1");
  uneven[uneven.size() - 2] = '\x01';
  CHECK(code_of(encrypted(uneven)) == base::Code::crypto_failed);
  CHECK(code_of(encrypted(std::string(16, '\x11'))) == base::Code::crypto_failed);  // a pad longer than all
  CHECK(code_of("AAAA") == base::Code::crypto_failed);                              // not a whole block
  CHECK(code_of("") == base::Code::crypto_failed);
  CHECK(code_of("not base64!") == base::Code::crypto_failed);
}

TEST_CASE("the key before the current one opens what came under it") {
  const std::string other(43, 'B');
  support::FakeRandom random;
  const auto under_old = key_of(sample_key).seal("hello", "wx1", random);
  const weixin::MessageCrypto both("wx1", Secret("t"), key_of(other), key_of(sample_key));
  const auto opened = both.open(under_old);
  REQUIRE(opened.has_value());
  CHECK(opened->message == "hello");
  CHECK(opened->previous_key);
  CHECK(both.open(both.seal("again", false, random))->previous_key == false);
  CHECK(both.open(both.seal("again", true, random))->previous_key);
  const weixin::MessageCrypto only("wx1", Secret("t"), key_of(other), std::nullopt);
  CHECK_FALSE(only.open(under_old).has_value());
}

TEST_CASE("an EncodingAESKey has 43 letters and digits") {
  for (const std::string& wrong : {std::string(), std::string(42, 'A'), std::string(44, 'A'),
                                   std::string(42, 'A') + "+", std::string(42, 'A') + "="}) {
    CHECK(weixin::EncodingKey::parse(Secret(wrong)).error().code == base::Code::config_invalid);
  }
}

}  // namespace message_crypto_test
