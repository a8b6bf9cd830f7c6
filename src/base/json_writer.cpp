#include "base/json_writer.hpp"

namespace base {

void append_json_string(std::string& out, std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;  // start of the run that needs no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
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
  out.append(text, plain);
  out += '"';
}

std::string& JsonMembers::key(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  append_json_string(out_, name);
  out_ += ':';
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

void JsonMembers::append_signed(std::int64_t value) { out_ += std::to_string(value); }
void JsonMembers::append_unsigned(std::uint64_t value) { out_ += std::to_string(value); }

}  // namespace base
