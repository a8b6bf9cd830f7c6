#include "db/array.hpp"

#include <charconv>

namespace db {
namespace {

template <class Number>
std::string numbers_array(const std::vector<Number>& numbers) {
  std::string array = "{";
  for (const Number number : numbers) {
    if (array.size() > 1) array += ',';
    array += std::to_string(number);
  }
  return array + "}";
}

}  // namespace

std::string array_of(const std::vector<int>& numbers) { return numbers_array(numbers); }
std::string array_of(const std::vector<std::int64_t>& numbers) { return numbers_array(numbers); }

std::string array_of(const std::vector<std::string>& texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    if (array.size() > 1) array += ',';
    array += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + "}";
}

std::vector<std::string_view> elements_of(std::string_view array) {
  std::vector<std::string_view> elements;
  if (array.size() <= 2) return elements;
  array = array.substr(1, array.size() - 2);
  while (true) {
    const auto comma = array.find(',');
    elements.push_back(array.substr(0, comma));
    if (comma == std::string_view::npos) return elements;
    array.remove_prefix(comma + 1);
  }
}

std::vector<int> numbers_of(std::string_view array) {
  std::vector<int> numbers;
  for (const std::string_view text : elements_of(array)) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{}) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace db
