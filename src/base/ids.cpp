#include "base/ids.hpp"

#include <array>
#include <charconv>
#include <cstring>

namespace base {
namespace {

constexpr char id_digits[] = "0123456789abcdef";
constexpr int random_bits = 31;  // of a sortable id

}  // namespace

std::string make_request_id(WallTime now, Random& random) {
  std::array<std::byte, 16> bytes;
  random.fill(bytes);
  const auto millis = static_cast<std::uint64_t>(now.time_since_epoch().count() / 1000);
  for (std::size_t i = 0; i < 6; ++i) {
    bytes[i] = static_cast<std::byte>(millis >> (8 * (5 - i)));
  }
  bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x70};
  bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};

  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const auto value = std::to_integer<unsigned>(bytes[i]);
    text += id_digits[value >> 4];
    text += id_digits[value & 15];
  }
  return text;
}

std::optional<WallTime> time_of_request_id(std::string_view id) {
  constexpr std::size_t length = 36;
  constexpr std::size_t version_at = 14;
  if (id.size() != length || id[8] != '-' || id[version_at] != '7') return std::nullopt;
  std::int64_t millis = 0;
  for (const std::string_view part : {id.substr(0, 8), id.substr(9, 4)}) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value, 16);
    if (error != std::errc() || end != part.data() + part.size() || value < 0) return std::nullopt;
    millis = (millis << (4 * part.size())) | value;
  }
  return WallTime(std::chrono::milliseconds(millis));
}

std::int64_t make_sortable_id(WallTime now, Random& random) {
  std::array<std::byte, 4> bytes;
  random.fill(bytes);
  std::uint32_t low = 0;
  std::memcpy(&low, bytes.data(), sizeof low);
  const auto seconds =
      static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  return static_cast<std::int64_t>(((seconds & 0xffffffffU) << random_bits) | (low >> (32 - random_bits)));
}

WallTime time_of_sortable_id(std::int64_t id) { return WallTime(std::chrono::seconds(id >> random_bits)); }

std::string to_hex(std::int64_t id) {
  auto value = static_cast<std::uint64_t>(id);
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) {
    text[i] = id_digits[value & 15];
  }
  return text;
}

}  // namespace base
