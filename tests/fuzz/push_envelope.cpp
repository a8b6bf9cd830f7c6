// Sealed pushes: arbitrary text, and arbitrary content that was sealed and signed rightly.
#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "crypto/cbc.hpp"
#include "expect.hpp"
#include "support/fake_random.hpp"
#include "target.hpp"
#include "weixin/message_crypto.hpp"
#include "weixin/push.hpp"

namespace {

using fuzz::expect;

constexpr std::string_view appid = "wxba5fad812f8e6fb9";
constexpr std::string_view encoding_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";  // 32 zero bytes
const std::string aes_key(32, '\0');

weixin::EncodingKey key_of(std::string_view text) {
  return weixin::EncodingKey::parse(base::Secret(text)).value();
}

// What was sealed by hand opens as what its length says, or not at all.
void check_content(const weixin::MessageCrypto& crypto, std::string content) {
  if (content.empty()) return;
  content.resize((content.size() + 15) / 16 * 16, static_cast<char>(content.back()));
  const auto sealed = crypto::encrypt_cbc(aes_key, std::string_view(aes_key).substr(0, 16), content);
  const auto encrypted = base::to_base64(base::bytes_of(*sealed));
  const auto signature = crypto.sign("1409304348", "xxxxxx", encrypted);
  expect(crypto.is_signed(signature, "1409304348", "xxxxxx", encrypted), "a right signature is taken");
  expect(!crypto.is_signed(signature, "1409304349", "xxxxxx", encrypted), "a wrong one is not");

  const auto opened = crypto.open(encrypted);
  if (!opened) return;
  expect(!opened->previous_key, "the key that sealed it opens it");
  const auto& message = opened->message;
  expect(content.size() >= 20 + message.size() + appid.size() + 1,
         "a message is no longer than its envelope");
  expect(content.substr(20, message.size()) == message, "a message stands behind its length");
  expect(content.substr(20 + message.size(), appid.size()) == appid, "and its receiver behind it");
  (void)weixin::read_push_event(message);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const weixin::MessageCrypto crypto(std::string(appid), base::Secret("token"), key_of(encoding_key),
                                            key_of(std::string(43, 'b')));
  static support::FakeRandom random;
  const auto text = fuzz::text_of(data, size);
  (void)crypto.open(text);
  check_content(crypto, std::string(text));
  const auto sealed = crypto.seal(text, (size & 1) != 0, random);
  const auto opened = crypto.open(sealed);
  expect(opened && opened->message == text, "what was sealed opens");
  expect(opened->previous_key == ((size & 1) != 0), "and says under which key");
  expect(!crypto.is_signed(text, "1", "2", sealed) || size == 40, "no text is a signature by chance");
  if (const auto key = weixin::EncodingKey::parse(base::Secret(text))) {
    expect(size == 43, "a key has 43 characters");
  }
  return 0;
}
