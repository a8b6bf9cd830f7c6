#include "audit/product_store.hpp"

#include <map>

#include <pqxx/pqxx>

#include "audit/product.hpp"
#include "crypto/hash.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

int find_or_make(pqxx::transaction_base& tx, const std::string& key) {
  const auto digest = db::as_bytea(crypto::view(crypto::sha256(key)));
  const auto found = tx.exec_params("SELECT id FROM audit_product WHERE digest = $1", digest);
  if (!found.empty()) return found[0][0].as<int>();
  const Product product = product_of(key);
  tx.exec_params(
      "INSERT INTO audit_product (digest, activity_name, product_brand, product_title) VALUES ($1, $2, $3, "
      "$4) "
      "ON CONFLICT (digest) DO NOTHING",
      digest, product.activity_name, product.product_brand, product.product_title);
  return tx.exec_params1("SELECT id FROM audit_product WHERE digest = $1", digest)[0].as<int>();
}

}  // namespace

base::Result<> ProductBook::learn(db::Connection& connection, const std::vector<Cut>& cuts) {
  if (numbers_.size() > remembered) numbers_.clear();
  std::map<std::string, int> found;  // in one order, or two gateways could wait for each other
  for (const Cut& cut : cuts) {
    for (const Row& row : cut.rows) {
      const std::string& key = row.entry->columns.product;
      if (!key.empty() && !numbers_.contains(key)) found.emplace(key, 0);
    }
  }
  if (found.empty()) return {};
  const auto looked_up = db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    for (auto& [key, number] : found) {
      number = find_or_make(transaction.raw(), key);
    }
    return {};
  });
  if (!looked_up) {
    // A product too many does no harm: whether this commit took place need not be known.
    const bool doubt = looked_up.error().code == base::Code::database_in_doubt;
    return doubt ? base::fail(base::Code::database_unavailable, looked_up.error().detail) : looked_up;
  }
  numbers_.insert(found.begin(), found.end());
  return {};
}

std::optional<int> ProductBook::number_of(const std::string& key) const {
  const auto found = numbers_.find(key);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

}  // namespace audit
