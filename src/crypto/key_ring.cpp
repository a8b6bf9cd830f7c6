#include "crypto/key_ring.hpp"

#include <charconv>
#include <optional>
#include <span>

#include "base/text.hpp"
#include "crypto/aead.hpp"
#include "crypto/envelope.hpp"
#include "crypto/hash.hpp"

namespace crypto {
namespace {

constexpr std::size_t master_key_size = 32;

// The header has a fixed size, so that no two pairs of header and row give the same bytes.
std::string associated_data(std::string_view header, std::string_view row) {
  return std::string(header).append(row);
}

std::optional<std::uint32_t> parse_id(std::string_view text) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id == 0) return std::nullopt;
  return id;
}

std::unexpected<base::Error> wrong_line(std::size_t number, std::string_view what) {
  return base::fail(base::Code::config_invalid,
                    "master keys, line " + std::to_string(number) + ": " + std::string(what));
}

std::unexpected<base::Error> envelope_refused(std::string why) {
  return base::fail(base::Code::crypto_failed, "an envelope cannot be opened", std::move(why));
}

}  // namespace

base::Result<KeyRing> KeyRing::parse(const base::Secret& text) {
  KeyRing ring;
  std::string_view rest = text.reveal();
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = base::trimmed(line);
    if (line.empty() || line.starts_with('#')) continue;

    const auto space = line.find_first_of(" \t");
    if (space == std::string_view::npos) return wrong_line(number, "expected \"<id> <base64 of 32 bytes>\"");
    const auto id = parse_id(line.substr(0, space));
    if (!id) return wrong_line(number, "the id is not a number from 1 to 4294967295");
    auto bytes = base::from_base64(base::trimmed(line.substr(space)));
    if (!bytes) return wrong_line(number, "the key is not base64");
    const base::Secret key(std::move(*bytes));
    if (key.size() != master_key_size) return wrong_line(number, "the key has not 32 bytes");
    if (!ring.keys_.emplace(*id, key).second) return wrong_line(number, "the id stands twice");
    ring.current_ = *id;
  }
  if (ring.keys_.empty()) return base::fail(base::Code::config_invalid, "there is no master key");
  return ring;
}

base::Secret KeyRing::generate_line(std::uint32_t id, base::Random& random) {
  std::string key(master_key_size, '\0');
  random.fill(std::as_writable_bytes(std::span(key)));
  std::string encoded = base::to_base64(base::bytes_of(key));
  base::wipe(key);
  std::string line = std::to_string(id) + " ";
  line.reserve(line.size() + encoded.size());  // growing later would leave a copy behind
  line.append(encoded);
  base::wipe(encoded);
  return base::Secret(std::move(line));
}

std::string KeyRing::seal(std::string_view plain, std::string_view row, base::Random& random) const {
  const std::string header = envelope_header(current_);
  return header + crypto::seal(keys_.at(current_).reveal(), plain, associated_data(header, row), random);
}

base::Result<base::Secret> KeyRing::open(std::string_view envelope, std::string_view row) const {
  const auto id = envelope_key(envelope);
  if (!id) return envelope_refused("too short, or of an unknown version");
  const auto key = keys_.find(*id);
  if (key == keys_.end()) {
    return envelope_refused("sealed under master key " + std::to_string(*id) +
                            ", which is not among the keys");
  }
  const auto header = envelope.substr(0, envelope_header_size);
  auto opened =
      crypto::open(key->second.reveal(), envelope.substr(envelope_header_size), associated_data(header, row));
  // The operator's first suspicion, in the one line that is shown: another key stands under that number.
  if (!opened) {
    opened.error().detail =
        "keys.master: master key " + std::to_string(*id) + " does not open what was sealed under its number";
  }
  return opened;
}

std::vector<std::uint32_t> KeyRing::ids() const {
  std::vector<std::uint32_t> ids;
  ids.reserve(keys_.size());
  for (const auto& [id, key] : keys_) {
    ids.push_back(id);
  }
  return ids;
}

base::Secret KeyRing::derive(std::uint32_t id, std::string_view purpose) const {
  return base::Secret(derive_key(keys_.at(id).reveal(), purpose, master_key_size));
}

}  // namespace crypto
