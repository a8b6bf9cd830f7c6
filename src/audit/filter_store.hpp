// A filter as the condition of an SQL statement over audit_record. For this room's *_store.cpp files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/filter.hpp"
#include "base/clock.hpp"

namespace audit {

// A time as a parameter.
std::string micros_text(base::WallTime time);

// Conditions that are joined by AND, and the values of their parameters in text form.
class Conditions {
 public:
  // Parameters are numbered from `first` on.
  explicit Conditions(int first = 1) : next_(first) {}

  // Every "$?" in `sql` becomes the parameter of `value`.
  Conditions& add(std::string sql, const std::string& value);
  Conditions& add(const std::string& sql);
  void add(const Filter& filter);

  // "a AND b", or "true".
  std::string sql() const { return sql_.empty() ? "true" : sql_; }
  const std::vector<std::string>& values() const { return values_; }

 private:
  void add_product(const Filter& filter);

  int next_;
  std::string sql_;
  std::vector<std::string> values_;
};

}  // namespace audit
