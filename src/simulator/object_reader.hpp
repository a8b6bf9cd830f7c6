// Reading the objects of the control API.
#pragma once

#include <concepts>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json_fwd.hpp>

#include "base/error.hpp"

namespace simulator {

// Moves members into variables; a member that is absent leaves its variable as it is. finish() tells the
// first member that had a wrong value, or that nobody read.
class ObjectReader {
 public:
  // `object` must outlive the reader.
  explicit ObjectReader(const nlohmann::json& object) : object_(object) {}

  // Null when the member is absent. The caller reads it, and reports what is wrong with it to wrong().
  const nlohmann::json* raw(std::string_view name);

  ObjectReader& text(std::string_view name, std::string& into);
  ObjectReader& boolean(std::string_view name, bool& into);
  // An integer in the range of the variable; ids may be decimal strings.
  template <std::integral T>
  ObjectReader& number(std::string_view name, T& into) {
    const Integer found = integer(name);
    if (found.kind == Integer::natural && std::in_range<T>(found.natural_value)) {
      into = static_cast<T>(found.natural_value);
    } else if (found.kind == Integer::negative && std::in_range<T>(found.negative_value)) {
      into = static_cast<T>(found.negative_value);
    } else if (found.kind != Integer::absent) {
      wrong(name);
    }
    return *this;
  }

  void wrong(std::string_view name);

  // Code::invalid_argument for the first problem.
  base::Result<> finish() const;

 private:
  struct Integer {
    enum Kind { absent, natural, negative, other } kind = absent;
    std::uint64_t natural_value = 0;
    std::int64_t negative_value = 0;
  };
  Integer integer(std::string_view name);

  const nlohmann::json& object_;
  std::set<std::string> read_;
  std::string problem_;
};

}  // namespace simulator
