#include "tenancy/merchant_page_store.hpp"

#include <pqxx/pqxx>

#include "db/array.hpp"
#include "tenancy/row_store.hpp"

namespace tenancy {
namespace {

// No token to ask with, and only a new authorisation brings one.
const std::string lost_sql =
    "EXISTS (SELECT FROM merchant_token t WHERE t.merchant = merchant.id AND t.needs_reauthorization "
    "AND (t.expires_at > clock_timestamp()) IS NOT TRUE)";

std::string condition_of(std::optional<MerchantCondition> condition) {
  const std::string permitted = "(service_type = 2 AND NOT mini_program AND 46 = ANY (permission_sets))";
  if (!condition) return "true";
  switch (*condition) {
    case MerchantCondition::ready:
      return "authorized AND suspended_at IS NULL AND " + permitted + " AND NOT " + lost_sql;
    case MerchantCondition::suspended:
      return "suspended_at IS NOT NULL";
    case MerchantCondition::not_authorized:
      return "NOT authorized";
    case MerchantCondition::not_permitted:
      return "authorized AND " + permitted + " IS NOT TRUE";
  }
  return "true";
}

// As tokens::health() judges. The table of tokens is another room's, but a page is found by one statement.
const std::string health_sql =
    "coalesce((SELECT CASE WHEN t.needs_reauthorization THEN 'needs_reauthorization' "
    "WHEN t.failing_since IS NOT NULL THEN 'failing' "
    "WHEN t.expires_at > clock_timestamp() AND (t.lease_until > clock_timestamp()) IS NOT TRUE THEN "
    "'healthy' "
    "ELSE 'refreshing' END FROM merchant_token t WHERE t.merchant = merchant.id), 'missing')";

}  // namespace

std::vector<Merchant> page_of_merchants(db::Transaction& transaction, const MerchantPageRequest& request) {
  const std::string where =
      " FROM merchant WHERE appid > $1 AND ($2 = '' OR position(lower($2) in lower(appid || ' ' || nick_name "
      "|| ' ' || "
      "principal_name)) > 0) AND ($3::integer[] = '{}' OR id = ANY ($3::integer[])) AND ($5 = '' OR " +
      health_sql + " = $5) AND " + condition_of(request.condition) + " ORDER BY appid LIMIT $4";
  const auto rows = transaction.raw().exec_params("SELECT " + std::string(merchant_columns) + where,
                                                  request.after, request.search, db::array_of(request.scope),
                                                  request.limit, request.health);
  std::vector<Merchant> merchants;
  for (const auto& row : rows)
    merchants.push_back(merchant_of(row));
  return merchants;
}

}  // namespace tenancy
