#include "base/json_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace base {
namespace {

constexpr std::uint64_t each = 0x0101010101010101;  // times a byte: that byte eight times
constexpr std::uint64_t tops = each * 0x80;

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// The top bit of the first of eight bytes that needs an escape is set, and none below it; 0 when none does.
// Borrows only reach bytes above the first.
std::uint64_t escapes_in(std::uint64_t word) {
  const auto below = [](std::uint64_t bytes, std::uint64_t bound) { return (bytes - each * bound) & ~bytes; };
  return (below(word, 0x20) | below(word ^ each * '"', 1) | below(word ^ each * '\\', 1)) & tops;
}

void append_escape(std::string& out, char c) {
  constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4];
      out += hex[static_cast<unsigned char>(c) & 15];
  }
}

template <class Number>
void append_decimal(std::string& out, Number value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace

std::size_t end_of_plain_json(std::string_view text, std::size_t from) {
  static_assert(std::endian::native == std::endian::little);
  std::size_t i = from;
  for (; text.size() - i >= sizeof(std::uint64_t); i += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    if (const auto found = escapes_in(word)) return i + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  while (i < text.size() && !needs_escape(text[i])) {
    ++i;
  }
  return i;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  while (true) {
    const std::size_t until = end_of_plain_json(text, from);
    out.append(text, from, until - from);
    if (until == text.size()) break;
    append_escape(out, text[until]);
    from = until + 1;
  }
  out += '"';
}

std::string& JsonMembers::key(std::string_view name) {
  // One append instead of four: records are mostly names.
  std::array<char, 64> text;
  if (name.size() > text.size() - 4) {
    out_.append(first_ ? "\"" : ",\"").append(name).append("\":");
  } else {
    char* end = text.data();
    if (!first_) *end++ = ',';
    *end++ = '"';
    end = std::ranges::copy(name, end).out;
    *end++ = '"';
    *end++ = ':';
    out_.append(text.data(), end);
  }
  first_ = false;
  return out_;
}

JsonMembers& JsonMembers::text(std::string_view name, std::string_view value) {
  append_json_string(key(name), value);
  return *this;
}

JsonMembers& JsonMembers::text_unless_empty(std::string_view name, std::string_view value) {
  return value.empty() ? *this : text(name, value);
}

JsonMembers& JsonMembers::boolean(std::string_view name, bool value) {
  return raw(name, value ? "true" : "false");
}

JsonMembers& JsonMembers::raw(std::string_view name, std::string_view json) {
  key(name) += json;
  return *this;
}

void JsonMembers::append_signed(std::int64_t value) { append_decimal(out_, value); }
void JsonMembers::append_unsigned(std::uint64_t value) { append_decimal(out_, value); }

}  // namespace base
