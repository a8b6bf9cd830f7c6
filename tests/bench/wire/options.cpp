#include "wire/options.hpp"

#include <charconv>
#include <cstdlib>
#include <iostream>

namespace bench {
namespace {

bool is_among(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const auto end = names.find(' ');
    if (names.substr(0, end) == name) return true;
    names = end == std::string_view::npos ? std::string_view() : names.substr(end + 1);
  }
  return false;
}

}  // namespace

Options::Options(int argc, char** argv, std::string_view names) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (!name.starts_with("--") || !is_among(names, name.substr(2)) || i + 1 == argc) {
      std::cerr << argv[0] << ": takes pairs of --NAME VALUE, with the names " << names << '\n';
      std::exit(2);
    }
    values_[std::string(name.substr(2))] = argv[i + 1];
  }
}

std::string Options::text(std::string_view name, std::string_view otherwise) const {
  const auto found = values_.find(std::string(name));
  return found == values_.end() ? std::string(otherwise) : found->second;
}

std::int64_t Options::number(std::string_view name, std::int64_t otherwise) const {
  if (!has(name)) return otherwise;
  const std::string value = text(name);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 0) {
    give_up("--" + std::string(name) + " needs a number");
  }
  return number;
}

void give_up(std::string_view why) {
  std::cerr << why << '\n';
  std::exit(1);
}

}  // namespace bench
