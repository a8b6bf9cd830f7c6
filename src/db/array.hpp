// PostgreSQL's arrays in their text form: "{1,46}".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace db {

std::string array_of(const std::vector<int>& numbers);
std::string array_of(const std::vector<std::int64_t>& numbers);
std::string array_of(const std::vector<std::string>& texts);

// What is no number is left out.
std::vector<int> numbers_of(std::string_view array);
// Elements none of which needs quotes, such as numbers and addresses; views into `array`.
std::vector<std::string_view> elements_of(std::string_view array);

}  // namespace db
