#include "tenancy/details_store.hpp"

#include <cstdint>

#include "db/field.hpp"

namespace tenancy {

base::Result<MerchantDetails> merchant_details(db::Transaction& transaction, int merchant) {
  const auto rows = transaction.raw().exec_params(
      "SELECT user_name, verify_type, to_micros(authorized_at), to_micros(unauthorized_at), "
      "to_micros(created_at), coalesce(suspended_reason, '') FROM merchant WHERE id = $1",
      merchant);
  if (rows.empty())
    return base::fail(base::Code::not_found, "there is no merchant " + std::to_string(merchant));
  const pqxx::row row = rows[0];
  MerchantDetails details;
  details.user_name = row[0].as<std::string>();
  details.verify_type = db::optional_of<int>(row[1]);
  details.authorized_at = db::optional_time_of(row[2]);
  details.unauthorized_at = db::optional_time_of(row[3]);
  details.created_at = db::time_of(row[4]);
  details.suspended_reason = row[5].as<std::string>();
  return details;
}

}  // namespace tenancy
