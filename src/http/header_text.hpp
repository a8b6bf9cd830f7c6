// How a header is written. For the sources of this room only.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace http {

// By byte: what may stand in a token (RFC 9110, section 5.6.2).
inline constexpr std::array<bool, 256> token_bytes = [] {
  std::array<bool, 256> bytes{};
  for (const char c :
       std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    bytes[static_cast<unsigned char>(c)] = true;
  return bytes;
}();

inline bool is_token(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return token_bytes[static_cast<unsigned char>(c)]; });
}

inline void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace http
