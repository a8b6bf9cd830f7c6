// The numbers of products in the database. For this room's *_store.cpp files.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "audit/stream.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

// Remembers what it has looked up: 50,000 products and those of one commit. Used by one thread.
class ProductBook {
 public:
  // Finds or makes the numbers of all products in the cuts, in a transaction of its own: what is remembered
  // must not be rolled back. No database round trip when all are known.
  base::Result<> learn(db::Connection& connection, const std::vector<Cut>& cuts);
  // Of a product that was learned; nothing for "".
  std::optional<int> number_of(const std::string& key) const;

 private:
  static constexpr std::size_t remembered = 50'000;

  std::unordered_map<std::string, int> numbers_;  // by product_key()
};

}  // namespace audit
