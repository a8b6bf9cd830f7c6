#include "tokens/refused_address_store.hpp"

#include "db/field.hpp"

namespace tokens {

base::Result<> note_refused_address(db::Connection& connection, std::string_view address,
                                    std::int64_t errcode, std::string_view instance) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec_params(
        "INSERT INTO refused_address (address, errcode, instance) VALUES ($1, $2, $3) "
        "ON CONFLICT (address) DO UPDATE SET errcode = excluded.errcode, instance = excluded.instance, "
        "refused_at = excluded.refused_at",
        std::string(address), errcode, std::string(instance));
    return {};
  });
}

std::vector<RefusedAddress> refused_addresses(db::Transaction& transaction) {
  const auto rows = transaction.raw().exec(
      "SELECT address, errcode, instance, to_micros(refused_at) FROM refused_address "
      "WHERE refused_at > now() - interval '15 minutes' ORDER BY refused_at DESC");
  std::vector<RefusedAddress> found;
  for (const auto& row : rows) {
    found.push_back(
        {row[0].as<std::string>(), row[1].as<std::int64_t>(), row[2].as<std::string>(), db::time_of(row[3])});
  }
  return found;
}

}  // namespace tokens
