// A one-dimensional array in PostgreSQL's binary form: nothing in it is escaped or parsed digit by digit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace db {

class BinaryArray {
 public:
  enum class Of : std::uint32_t {
    bytea = 17,
    int8 = 20,
    text = 25,
    timestamptz = 1184
  };  // object ids of the types

  BinaryArray(Of type, std::size_t count);

  void add(std::int64_t number);
  void add(std::string_view text);
  void add(base::WallTime time);
  void add_null();
  template <class T>
  void add(const std::optional<T>& value) {
    if (value) return add(*value);
    add_null();
  }

  // As soon as all elements were added.
  const std::string& bytes() const { return bytes_; }

 private:
  template <class Number>
  void put(Number number);

  std::string bytes_;
};

}  // namespace db
