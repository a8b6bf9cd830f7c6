// How long a text is for whoever reads it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace base {

// Of UTF-8 text: its code points.
inline std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

// The first `most` of them.
inline std::string_view first_characters(std::string_view utf8, std::size_t most) {
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    if ((utf8[at] & 0xc0) != 0x80 && most-- == 0) return utf8.substr(0, at);
  }
  return utf8;
}

}  // namespace base
