// A filter as the condition of an SQL statement over audit_record. For this room's *_store.cpp files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/filter.hpp"
#include "base/clock.hpp"
#include "db/transaction.hpp"

namespace audit {

// A time as a parameter.
std::string micros_text(base::WallTime time);

// How the records of the products that a filter names are found.
enum class Products {
  by_index,    // a B-tree, or a BRIN index once for each product
  by_reading,  // what else is asked for is read, and its products are looked up
};

// Whether a filter names so few products that a BRIN index may be asked for each; not when it names none.
bool names_few_products(db::Transaction& transaction, const Filter& filter);

// Conditions that are joined by AND, and the values of their parameters in text form.
class Conditions {
 public:
  // Parameters are numbered from `first` on.
  explicit Conditions(int first = 1) : next_(first) {}

  // Every "$?" in `sql` becomes the parameter of `value`.
  Conditions& add(std::string sql, const std::string& value);
  Conditions& add(const std::string& sql);
  void add(const Filter& filter, Products products = Products::by_reading);

  // "a AND b", or "true".
  std::string sql() const { return sql_.empty() ? "true" : sql_; }
  const std::vector<std::string>& values() const { return values_; }

 private:
  friend bool names_few_products(db::Transaction& transaction, const Filter& filter);
  void add_products(const Filter& filter);
  void add_product(const Filter& filter, Products products);

  int next_;
  std::string sql_;
  std::vector<std::string> values_;
};

}  // namespace audit
