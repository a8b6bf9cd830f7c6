// Reading a query string: strictly, every mistake named.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace api {

// Parameters are taken one after the other; finish() complains of the first mistake, or of one that nobody
// took.
class QueryReader {
 public:
  explicit QueryReader(std::string_view query) : query_(query) {}

  // "" when it is absent.
  std::string text(std::string_view name);
  // Of a comma-separated list; empty when it is absent.
  std::vector<std::string> texts(std::string_view name);
  std::size_t number(std::string_view name, std::size_t otherwise, std::size_t least, std::size_t most);
  // true or false; absent is false.
  bool flag(std::string_view name);

  // Code::invalid_argument names the parameter.
  base::Result<> finish() const;

 private:
  void complain(std::string_view name, const std::string& what);

  std::string_view query_;
  std::set<std::string, std::less<>> taken_;
  std::optional<base::Error> mistake_;
};

}  // namespace api
