// Writing compact JSON with a fixed member order, straight into a string.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace base {

// The first byte of `text` from `from` on that cannot stand in a JSON string as itself: a quote, a backslash
// or a control character. The size of `text` when there is none.
inline std::size_t end_of_plain_json(std::string_view text, std::size_t from) {
  // Sixteen bytes at a time: what compares true is a byte of ones.
  using Sixteen [[gnu::vector_size(16)]] = unsigned char;
  static_assert(std::endian::native == std::endian::little);
  std::size_t i = from;
  for (; text.size() - i >= sizeof(Sixteen); i += sizeof(Sixteen)) {
    Sixteen bytes;
    std::memcpy(&bytes, text.data() + i, sizeof bytes);
    const auto found =
        std::bit_cast<std::array<std::uint64_t, 2>>((bytes < 0x20) | (bytes == '"') | (bytes == '\\'));
    if (found[0] != 0) return i + static_cast<std::size_t>(std::countr_zero(found[0])) / 8;
    if (found[1] != 0) return i + static_cast<std::size_t>(std::countr_zero(found[1])) / 8 + 8;
  }
  const auto stands_as_itself = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  };
  while (i < text.size() && stands_as_itself(text[i])) {
    ++i;
  }
  return i;
}

// Appends `text` as a JSON string with its quotes. Only what RFC 8259 demands is escaped; UTF-8 stays as it
// is. `text` must be valid UTF-8.
void append_json_string(std::string& out, std::string_view text);

// Appends `"name":value` members, with commas between them. The caller opens and closes the braces, so that
// one object can be put together from parts. Names are the program's own, without anything to escape, and
// written as they are.
class JsonMembers {
 public:
  // `first`: whether no member stands before in the object that is being written.
  explicit JsonMembers(std::string& out, bool first = true) : out_(out), first_(first) {}

  JsonMembers& text(std::string_view name, std::string_view value);
  JsonMembers& text_unless_empty(std::string_view name, std::string_view value);
  JsonMembers& number(std::string_view name, std::integral auto value) {
    key(name);
    if constexpr (std::signed_integral<decltype(value)>) {
      append_signed(value);
    } else {
      append_unsigned(value);
    }
    return *this;
  }
  JsonMembers& boolean(std::string_view name, bool value);
  // `json` is a complete JSON value already.
  JsonMembers& raw(std::string_view name, std::string_view json);
  // Writes the name and colon; the caller appends the value itself.
  std::string& key(std::string_view name);

 private:
  void append_signed(std::int64_t value);
  void append_unsigned(std::uint64_t value);

  std::string& out_;
  bool first_;
};

}  // namespace base
