// Signed notes (c2sp.org/signed-note): a text, an empty line, and a line for each signature.
//
//   — <key name> <base64 of: key hash (4 bytes, big-endian) ‖ Ed25519 signature (64 bytes)>
//
// Everything that the log signs is such a note: checkpoints, daily manifests, export manifests, key changes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/ed25519.hpp"

namespace audit {

// Notes that are larger are not read: the daily manifest of a hundred thousand merchants has room.
inline constexpr std::size_t longest_note = 64U << 20;

// A name that a key may have: neither empty nor with white space, control characters or '+'; UTF-8.
bool is_key_name(std::string_view name);

// A public key. Its text is `<name>+<key hash, 8 hex digits>+<base64 of 0x01 ‖ public key>`.
class Verifier {
 public:
  // Code::invalid_argument says what is wrong with the text.
  static base::Result<Verifier> parse(std::string_view text);
  Verifier(std::string name, const crypto::Ed25519PublicKey& key);

  const std::string& name() const { return name_; }
  // The first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key).
  std::uint32_t hash() const { return hash_; }
  std::string text() const;
  const crypto::Ed25519PublicKey& key() const { return key_; }

 private:
  std::string name_;
  crypto::Ed25519PublicKey key_;
  std::uint32_t hash_;
};

// A private key. Its text is `PRIVATE+KEY+<name>+<key hash>+<base64 of 0x01 ‖ seed>`.
class Signer {
 public:
  static base::Result<Signer> parse(const base::Secret& text);
  // A new key; `name` is one that is_key_name() takes.
  static Signer generate(std::string name, base::Random& random);

  const Verifier& verifier() const { return verifier_; }
  base::Secret text() const;
  // The signature's line with its LF, over `text`, which ends with LF.
  std::string signature_line(std::string_view text) const;
  // The whole note.
  std::string sign(std::string_view text) const;

 private:
  Signer(std::string name, base::Secret seed);

  base::Secret seed_;
  Verifier verifier_;
};

// A note's parts, as views into it.
struct Note {
  struct Signature {
    std::string_view name;
    std::uint32_t hash = 0;
    crypto::Ed25519Signature signature{};
  };
  std::string_view text;  // with its last LF
  std::vector<Signature> signatures;
};

// Code::invalid_argument says what is wrong with the form; nothing is verified yet.
base::Result<Note> parse_note(std::string_view note);

// The text of the note, if one of the keys signed it and no signature by one of them is wrong. Signatures by
// other keys are passed over. Code::invalid_argument otherwise.
base::Result<std::string_view> open_note(std::string_view note, std::span<const Verifier> keys);

// Cuts the first note off a file of notes that stand one after the other (none of ours has an empty line in
// its text). Nothing at the end; what is no note comes as it is, up to where the next may begin.
std::optional<std::string_view> next_note(std::string_view& rest);

}  // namespace audit
