// The two printed names of an item: raw code and ordinary-code URL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace simulator {

// Every issued item has a number. Both names are derived from it and can be read back, so that millions of
// codes need no memory; they look random, as real ones do.
inline constexpr std::uint64_t item_numbers = 14'048'223'625'216;  // 44^8

std::string code_of(std::uint64_t number);      // 9 characters, the first is '0'
std::string code_url_of(std::uint64_t number);  // "P.URL.CN/" and 19 characters, the first is '0'

// Form only: 1 to 9 characters of the alphabet; 28 characters with the right beginning.
bool is_code_shaped(std::string_view code);
bool is_code_url_shaped(std::string_view code_url);
// With the leading zeros that may be left out.
std::string padded_code(std::string_view code);

// The number that has this name; nothing for a well-formed name that no number has.
std::optional<std::uint64_t> number_of_code(std::string_view code);
std::optional<std::uint64_t> number_of_code_url(std::string_view code_url);

}  // namespace simulator
