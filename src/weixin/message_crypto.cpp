#include "weixin/message_crypto.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"
#include "crypto/cbc.hpp"
#include "crypto/hash.hpp"

namespace weixin {
namespace {

constexpr std::size_t encoded_key_size = 43;
constexpr std::size_t key_size = 32;
constexpr std::size_t iv_size = 16;      // the first bytes of the key
constexpr std::size_t random_size = 16;  // in front of the length
constexpr std::size_t length_size = 4;   // big-endian
constexpr std::size_t padded_to = 32;    // not AES's own 16: pads of 17 to 32 occur

// In the order of their base64 values.
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::unexpected<base::Error> unreadable(std::string_view why) {
  return base::fail(base::Code::crypto_failed, "the message cannot be decrypted", std::string(why));
}

// Letters and digits, as in every sample; the few values of a byte beyond four alphabets are drawn again.
std::string random_text(base::Random& random) {
  std::string text;
  while (text.size() < random_size) {
    std::array<std::byte, 1> drawn;
    random.fill(drawn);
    const auto value = static_cast<std::size_t>(drawn[0]);
    if (value < 4 * letters.size()) text += letters[value % letters.size()];
  }
  return text;
}

std::string big_endian(std::size_t size) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((size >> shift) & 0xff);
  }
  return bytes;
}

std::size_t from_big_endian(std::string_view bytes) {
  std::size_t size = 0;
  for (const char byte : bytes) {
    size = size << 8 | static_cast<unsigned char>(byte);
  }
  return size;
}

// Every byte of the padding names its length.
std::optional<std::string_view> without_padding(std::string_view text) {
  const std::size_t pad = static_cast<unsigned char>(text.back());
  if (pad < 1 || pad > padded_to || pad > text.size()) return std::nullopt;
  const auto padding = text.substr(text.size() - pad);
  if (padding.find_first_not_of(text.back()) != std::string_view::npos) return std::nullopt;
  return text.substr(0, text.size() - pad);
}

}  // namespace

base::Result<EncodingKey> EncodingKey::parse(const base::Secret& text) {
  const bool fits =
      text.size() == encoded_key_size && text.reveal().find_first_not_of(letters) == std::string_view::npos;
  if (!fits) {
    return base::fail(base::Code::config_invalid, "an EncodingAESKey has 43 characters of A-Z, a-z and 0-9");
  }
  // By hand, because the last character may carry two bits that belong to no byte, which strict base64
  // refuses.
  std::string bytes;
  bytes.reserve(key_size);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char letter : text.reveal()) {
    bits = bits << 6 | static_cast<std::uint32_t>(letters.find(letter));
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return EncodingKey(base::Secret(std::move(bytes)));
}

std::string EncodingKey::seal(std::string_view message, std::string_view receiver,
                              base::Random& random) const {
  std::string plain = random_text(random) + big_endian(message.size());
  plain.append(message).append(receiver);
  const std::size_t pad = padded_to - plain.size() % padded_to;
  plain.append(pad, static_cast<char>(pad));
  const auto key = key_.reveal();
  const auto sealed = crypto::encrypt_cbc(key, key.substr(0, iv_size), plain);
  base::wipe(plain);
  return base::to_base64(base::bytes_of(*sealed));
}

base::Result<std::string> EncodingKey::open(std::string_view encrypted, std::string_view receiver) const {
  const auto sealed = base::from_base64(encrypted);
  if (!sealed) return unreadable("no base64");
  const auto key = key_.reveal();
  auto decrypted = crypto::decrypt_cbc(key, key.substr(0, iv_size), *sealed);
  if (!decrypted) return std::unexpected(decrypted.error());
  const base::Secret plain(std::move(*decrypted));  // a ticket, a code
  const auto content = without_padding(plain.reveal());
  if (!content) return unreadable("wrong padding");
  if (content->size() < random_size + length_size) return unreadable("too short");
  const auto body = content->substr(random_size + length_size);
  const std::size_t length = from_big_endian(content->substr(random_size, length_size));
  if (length > body.size()) return unreadable("a length beyond its end");
  if (body.substr(length) != receiver) {
    return base::fail(base::Code::conflict, "the message is for another platform");
  }
  return std::string(body.substr(0, length));
}

std::string message_signature(const base::Secret& token, std::string_view timestamp, std::string_view nonce,
                              std::string_view encrypted) {
  std::array<std::string_view, 4> parts{token.reveal(), timestamp, nonce, encrypted};
  std::ranges::sort(parts);
  std::string all;
  for (const auto part : parts) {
    all += part;
  }
  auto signature = crypto::sha1_hex(all);
  base::wipe(all);
  return signature;
}

MessageCrypto::MessageCrypto(std::string component_appid, base::Secret token, EncodingKey current,
                             std::optional<EncodingKey> previous)
    : appid_(std::move(component_appid)),
      token_(std::move(token)),
      current_(std::move(current)),
      previous_(std::move(previous)) {}

bool MessageCrypto::is_signed(std::string_view signature, std::string_view timestamp, std::string_view nonce,
                              std::string_view encrypted) const {
  return crypto::equal_in_constant_time(signature, sign(timestamp, nonce, encrypted));
}

base::Result<MessageCrypto::Opened> MessageCrypto::open(std::string_view encrypted) const {
  auto message = current_.open(encrypted, appid_);
  if (message) return Opened{std::move(*message), false};
  if (previous_) {
    auto older = previous_->open(encrypted, appid_);
    if (older) return Opened{std::move(*older), true};
  }
  return std::unexpected(message.error());
}

std::string MessageCrypto::seal(std::string_view message, bool previous_key, base::Random& random) const {
  const EncodingKey& key = previous_key && previous_ ? *previous_ : current_;
  return key.seal(message, appid_, random);
}

std::string MessageCrypto::sign(std::string_view timestamp, std::string_view nonce,
                                std::string_view encrypted) const {
  return message_signature(token_, timestamp, nonce, encrypted);
}

}  // namespace weixin
