// The envelope of pushed messages (weixin-protocol, section 2.1): signature, AES-256-CBC, padding to 32
// bytes, the receiver's appid at the end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace weixin {

// One EncodingAESKey of 43 characters, as the AES key it stands for.
class EncodingKey {
 public:
  // Code::config_invalid when it is not 43 characters of A-Z, a-z, 0-9.
  static base::Result<EncodingKey> parse(const base::Secret& text);

  // Base64 of the sealed message. `receiver`: the component's appid.
  std::string seal(std::string_view message, std::string_view receiver, base::Random& random) const;
  // The message. Code::crypto_failed: no base64, no whole blocks, wrong padding or length, as after a change
  // of the key; Code::conflict: sealed for another receiver.
  base::Result<std::string> open(std::string_view encrypted, std::string_view receiver) const;

 private:
  explicit EncodingKey(base::Secret key) : key_(std::move(key)) {}
  base::Secret key_;  // 32 bytes
};

// `msg_signature`: lower-case hex SHA-1 of the four strings, sorted bytewise.
std::string message_signature(const base::Secret& token, std::string_view timestamp, std::string_view nonce,
                              std::string_view encrypted);

// Opens what either key has sealed: after a change of the key some pushes still come under the old one.
class MessageCrypto {
 public:
  MessageCrypto(std::string component_appid, base::Secret token, EncodingKey current,
                std::optional<EncodingKey> previous);

  // In constant time.
  bool is_signed(std::string_view signature, std::string_view timestamp, std::string_view nonce,
                 std::string_view encrypted) const;

  struct Opened {
    std::string message;
    bool previous_key = false;  // an answer goes under the same key
  };
  // As EncodingKey::open, with the current key and then with the one before.
  base::Result<Opened> open(std::string_view encrypted) const;
  std::string seal(std::string_view message, bool previous_key, base::Random& random) const;
  std::string sign(std::string_view timestamp, std::string_view nonce, std::string_view encrypted) const;

  const std::string& component_appid() const { return appid_; }

 private:
  std::string appid_;
  base::Secret token_;
  EncodingKey current_;
  std::optional<EncodingKey> previous_;
};

}  // namespace weixin
