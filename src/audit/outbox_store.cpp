#include <pqxx/pqxx>

#include "audit/line.hpp"
#include "audit/outbox.hpp"
#include "db/field.hpp"

namespace audit {

base::Result<> put(db::Transaction& transaction, const crypto::KeyRing& keys, base::Random& random,
                   const Event& event) {
  // A line that names a merchant is counted as its own, by its column and by whoever verifies it.
  if ((event.merchant == 0) != event.merchant_appid.empty())
    return base::fail(base::Code::internal, "a record names half a merchant");
  const auto key = load_day_key(transaction, keys, random);
  if (!key) return std::unexpected(key.error());
  const auto merchant = event.merchant == 0 ? std::nullopt : std::optional(event.merchant);
  transaction.raw().exec_params(
      "INSERT INTO audit_outbox (kind, time, merchant, api_key, head) VALUES ($1, to_timestamp_micros($2), "
      "$3, $4, $5)",
      static_cast<int>(event.kind), db::to_micros(event.time), merchant, event.api_key,
      event_head(event, *key, random));
  transaction.raw().exec("SELECT pg_notify('marketcode_outbox', '')");
  return {};
}

}  // namespace audit
