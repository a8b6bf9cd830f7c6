#include "audit/note.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::string_view em_dash = "\xe2\x80\x94 ";  // an em dash and a space
constexpr std::string_view ed25519("\x01", 1);
constexpr std::size_t most_signatures = 16;

std::string_view bytes_view(const auto& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <std::size_t size>
std::array<std::byte, size> bytes_array(std::string_view bytes) {
  std::array<std::byte, size> out;
  std::ranges::copy(base::bytes_of(bytes.substr(0, size)), out.begin());
  return out;
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes.substr(0, 4)) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return value;
}

std::string bytes_of(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) {
    bytes += static_cast<char>(value >> shift & 0xff);
  }
  return bytes;
}

std::uint32_t key_hash(std::string_view name, const crypto::Ed25519PublicKey& key) {
  return big_endian(crypto::view(crypto::sha256({name, "\n", ed25519, bytes_view(key)})));
}

struct KeyText {
  std::string_view name;
  std::uint32_t hash = 0;
  std::string bytes;  // 32
};

// `<name>+<key hash>+<base64 of 0x01 ‖ 32 bytes>`; names have no '+', base64 may.
Result<KeyText> parse_key(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos)
    return fail(Code::invalid_argument, "a key is <name>+<hash>+<base64>");
  const std::string_view name = text.substr(0, first);
  const auto hash = base::from_hex(text.substr(first + 1, second - first - 1));
  auto bytes = base::from_base64(text.substr(second + 1));
  if (!is_key_name(name) || !hash || hash->size() != 4)
    return fail(Code::invalid_argument, "the key's name or hash is malformed");
  if (!bytes || bytes->size() != 33 || !bytes->starts_with(ed25519))
    return fail(Code::invalid_argument, "the key is not an Ed25519 key");
  KeyText out{name, big_endian(*hash), bytes->substr(1)};
  base::wipe(*bytes);
  return out;
}

std::optional<Note::Signature> parse_signature(std::string_view line) {
  if (!line.starts_with(em_dash)) return std::nullopt;
  line.remove_prefix(em_dash.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  const auto bytes = base::from_base64(line.substr(space + 1));
  // Other algorithms have other lengths: such signatures are by nobody we know.
  if (!bytes || bytes->size() < 5) return std::nullopt;
  Note::Signature out{line.substr(0, space), big_endian(*bytes), {}};
  if (bytes->size() == 68) out.signature = bytes_array<64>(std::string_view(*bytes).substr(4));
  return out;
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && base::is_utf8(name) && !base::has_control(name) &&
         name.find_first_of(" +") == std::string_view::npos && !name.contains("\xc2\x85") &&
         !name.contains("\xc2\xa0") && !name.contains("\xe2\x80") && !name.contains("\xe3\x80\x80");
}

Verifier::Verifier(std::string name, const crypto::Ed25519PublicKey& key)
    : name_(std::move(name)), key_(key), hash_(key_hash(name_, key)) {}

Result<Verifier> Verifier::parse(std::string_view text) {
  const auto parts = parse_key(text);
  if (!parts) return std::unexpected(parts.error());
  Verifier out(std::string(parts->name), bytes_array<32>(parts->bytes));
  if (out.hash() != parts->hash) return fail(Code::invalid_argument, "the key does not match its hash");
  return out;
}

std::string Verifier::text() const {
  const std::string key = std::string(ed25519) + std::string(bytes_view(key_));
  return name_ + '+' + base::to_hex(base::bytes_of(bytes_of(hash_))) + '+' +
         base::to_base64(base::bytes_of(key));
}

Signer::Signer(std::string name, base::Secret seed)
    : seed_(std::move(seed)), verifier_(std::move(name), crypto::ed25519_public_key(seed_)) {}

Result<Signer> Signer::parse(const base::Secret& text) {
  if (!text.reveal().starts_with(private_prefix))
    return fail(Code::invalid_argument, "a signing key begins with PRIVATE+KEY+");
  auto parts = parse_key(text.reveal().substr(private_prefix.size()));
  if (!parts) return std::unexpected(parts.error());
  Signer out(std::string(parts->name), base::Secret(std::move(parts->bytes)));
  if (out.verifier().hash() != parts->hash)
    return fail(Code::invalid_argument, "the key does not match its hash");
  return out;
}

Signer Signer::generate(std::string name, base::Random& random) {
  return Signer(std::move(name), crypto::make_ed25519_seed(random));
}

base::Secret Signer::text() const {
  std::string bytes(ed25519);
  base::append_wiping(bytes, seed_.reveal());
  std::string key = base::to_base64(base::bytes_of(bytes));
  base::wipe(bytes);
  std::string out;
  for (const std::string& part :
       {std::string(private_prefix), verifier_.name(), std::string("+"),
        base::to_hex(base::bytes_of(bytes_of(verifier_.hash()))), std::string("+")}) {
    base::append_wiping(out, part);
  }
  base::append_wiping(out, key);
  base::wipe(key);
  return base::Secret(std::move(out));
}

std::string Signer::signature_line(std::string_view text) const {
  const std::string bytes =
      bytes_of(verifier_.hash()) + std::string(bytes_view(crypto::ed25519_sign(seed_, text)));
  return std::string(em_dash) + verifier_.name() + ' ' + base::to_base64(base::bytes_of(bytes)) + '\n';
}

std::string Signer::sign(std::string_view text) const {
  return std::string(text) + '\n' + signature_line(text);
}

Result<Note> parse_note(std::string_view note) {
  if (note.size() > longest_note) return fail(Code::invalid_argument, "the note is too large");
  const auto split = note.rfind("\n\n");
  if (split == std::string_view::npos || !note.ends_with('\n'))
    return fail(Code::invalid_argument, "a note is a text, an empty line and signatures");
  Note out{note.substr(0, split + 1), {}};
  const bool clean = std::ranges::none_of(
      note, [](char byte) { return static_cast<unsigned char>(byte) < 0x20 && byte != '\n'; });
  if (!clean || !base::is_utf8(note)) return fail(Code::invalid_argument, "the note is not plain UTF-8 text");
  std::string_view rest = note.substr(split + 2);
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const auto signature = parse_signature(rest.substr(0, end));
    if (!signature) return fail(Code::invalid_argument, "a signature line is malformed");
    if (out.signatures.size() == most_signatures)
      return fail(Code::invalid_argument, "the note has too many signatures");
    out.signatures.push_back(*signature);
    rest.remove_prefix(end + 1);
  }
  if (out.signatures.empty()) return fail(Code::invalid_argument, "the note has no signature");
  return out;
}

Result<std::string_view> open_note(std::string_view note, std::span<const Verifier> keys) {
  const auto parts = parse_note(note);
  if (!parts) return std::unexpected(parts.error());
  bool known = false;
  for (const Note::Signature& signature : parts->signatures) {
    const auto key = std::ranges::find_if(keys, [&](const Verifier& candidate) {
      return candidate.hash() == signature.hash && candidate.name() == signature.name;
    });
    if (key == keys.end()) continue;
    if (!crypto::ed25519_verify(key->key(), parts->text, signature.signature))
      return fail(Code::invalid_argument, "the signature by " + key->name() + " is wrong");
    known = true;
  }
  if (!known) return fail(Code::invalid_argument, "no known key signed the note");
  return parts->text;
}

std::optional<std::string_view> next_note(std::string_view& rest) {
  while (rest.starts_with('\n')) {
    rest.remove_prefix(1);
  }
  if (rest.empty()) return std::nullopt;
  const auto blank = rest.find("\n\n");
  std::size_t end = blank == std::string_view::npos ? rest.size() : blank + 2;
  while (rest.substr(end).starts_with(em_dash)) {
    const auto line = rest.find('\n', end);
    end = line == std::string_view::npos ? rest.size() : line + 1;
  }
  const std::string_view note = rest.substr(0, end);
  rest.remove_prefix(end);
  return note;
}

}  // namespace audit
