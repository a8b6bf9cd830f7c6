#include "tenancy/tenancy_store.hpp"

#include <pqxx/pqxx>

#include "tenancy/row_store.hpp"

namespace tenancy {

// Without a transaction of its own, since the change feed has one open. Should there be none: keys are read
// first, so that the merchant of each of them is among the merchants read after.
base::Result<> load_changes(db::Connection& connection, std::int64_t since, Directory& directory) {
  return db::attempt(connection, [&](db::Connection& session) -> base::Result<> {
    static const std::string select_keys = statement("SELECT", key_columns, "FROM api_key WHERE stamp > $1");
    static const std::string select_merchants =
        statement("SELECT", merchant_columns, "FROM merchant WHERE stamp > $1");
    pqxx::nontransaction work(session.raw());
    std::vector<ApiKey> keys;
    std::vector<Merchant> merchants;
    {
      const auto rows = work.exec_params(select_keys, since);
      keys.reserve(rows.size());
      for (const auto& row : rows)
        keys.push_back(key_of(row));
    }
    {
      const auto rows = work.exec_params(select_merchants, since);
      merchants.reserve(rows.size());
      for (const auto& row : rows)
        merchants.push_back(merchant_of(row));
    }
    if (since == 0) {
      directory.replace(std::move(merchants), std::move(keys));
    } else {
      directory.put(std::move(merchants), std::move(keys));
    }
    return {};
  });
}

void lock_changes(db::Transaction& transaction) {
  transaction.raw().exec("SELECT value FROM change_counter FOR UPDATE");
}

}  // namespace tenancy
