#include "base/json_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace base {
namespace {

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
