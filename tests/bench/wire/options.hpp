// What a bench program is told on its command line: `--name value`, in any order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace bench {

class Options {
 public:
  // Ends the program with status 2 when a word is none of these names or has no value.
  Options(int argc, char** argv, std::string_view names);

  std::string text(std::string_view name, std::string_view otherwise = {}) const;
  std::int64_t number(std::string_view name, std::int64_t otherwise = 0) const;
  bool has(std::string_view name) const { return values_.contains(std::string(name)); }

 private:
  std::map<std::string, std::string> values_;
};

// Ends the program with status 1 and one line that says why.
[[noreturn]] void give_up(std::string_view why);

}  // namespace bench
