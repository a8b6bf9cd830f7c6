#include "audit/filter_store.hpp"

#include <pqxx/pqxx>

#include "db/array.hpp"
#include "db/field.hpp"

namespace audit {
namespace {

// A BRIN index of a day that is written to is read in about 15 ms.
constexpr int few_products = 6;

template <class T>
std::string numbers_of(const std::vector<T>& values) {
  std::vector<int> numbers;
  numbers.reserve(values.size());
  for (const T value : values)
    numbers.push_back(static_cast<int>(value));
  return db::array_of(numbers);
}

// What LIKE understands as itself.
std::string as_pattern(const std::string& prefix) {
  std::string pattern;
  for (const char c : prefix) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

void add_text(Conditions& conditions, const std::string& column, const TextFilter& filter) {
  if (filter.text.empty()) return;
  if (filter.prefix) {
    conditions.add(column + " LIKE $?", as_pattern(filter.text));
  } else {
    conditions.add(column + " = $?", filter.text);
  }
}

}  // namespace

std::string micros_text(base::WallTime time) { return std::to_string(db::to_micros(time)); }

Conditions& Conditions::add(std::string sql, const std::string& value) {
  const std::string number = "$" + std::to_string(next_++);
  for (auto at = sql.find("$?"); at != std::string::npos; at = sql.find("$?", at + number.size()))
    sql.replace(at, 2, number);
  values_.push_back(value);
  return add(sql);
}

Conditions& Conditions::add(const std::string& sql) {
  if (!sql_.empty()) sql_ += " AND ";
  sql_ += sql;
  return *this;
}

void Conditions::add(const Filter& filter, Products products) {
  if (filter.from) add("time >= to_timestamp_micros($?::bigint)", micros_text(*filter.from));
  if (filter.to) add("time < to_timestamp_micros($?::bigint)", micros_text(*filter.to));
  if (!filter.merchant.empty()) add("merchant = (SELECT id FROM merchant WHERE appid = $?)", filter.merchant);
  if (!filter.key_id.empty()) add("api_key = (SELECT id FROM api_key WHERE key_id = $?)", filter.key_id);
  if (!filter.client.empty()) {
    const bool range = filter.client.find('/') != std::string::npos;  // which no hash finds
    add(range ? "client <<= $?::inet" : "client = $?::inet", filter.client);
  }
  if (!filter.kinds.empty()) add("kind = ANY ($?::smallint[])", numbers_of(filter.kinds));
  if (filter.dialect) add("dialect = $?::smallint", std::to_string(static_cast<int>(*filter.dialect)));
  if (!filter.outcomes.empty()) add("outcome = ANY ($?::smallint[])", numbers_of(filter.outcomes));
  if (!filter.reason.empty()) add("reason = $?", filter.reason);
  if (filter.errcode) add("errcode = $?::bigint", std::to_string(*filter.errcode));
  if (!filter.rid.empty()) add("rid = $?", filter.rid);
  if (filter.record) {
    add("stream = $?::bigint", std::to_string(filter.record->stream));
    add("seq = $?::integer", std::to_string(filter.record->seq));
  }
  if (!filter.request_id.empty()) add("request_id = $?::uuid", filter.request_id);
  if (!filter.code.empty()) add("code = $?", filter.code);
  if (!filter.code_url.empty()) add("code_url = $?", filter.code_url);
  if (filter.application_id) add("application_id = $?::numeric", std::to_string(*filter.application_id));
  if (filter.first_index) add("code_index >= $?::numeric", std::to_string(*filter.first_index));
  if (filter.last_index) add("code_index <= $?::numeric", std::to_string(*filter.last_index));
  add_product(filter, products);
  if (!filter.scope.empty()) add("merchant = ANY ($?::integer[])", db::array_of(filter.scope));
}

void Conditions::add_products(const Filter& filter) {
  add_text(*this, "activity_name", filter.activity_name);
  add_text(*this, "product_brand", filter.product_brand);
  add_text(*this, "product_title", filter.product_title);
}

void Conditions::add_product(const Filter& filter, Products products) {
  Conditions product(next_);
  product.add_products(filter);
  if (product.values_.empty()) return;
  next_ = product.next_;
  values_.insert(values_.end(), product.values_.begin(), product.values_.end());
  const std::string ids = "(SELECT id FROM audit_product WHERE " + product.sql_ + ")";
  // No index is on the sum.
  add(products == Products::by_index ? "product = ANY (ARRAY" + ids + ")" : "product + 0 IN " + ids);
}

bool names_few_products(db::Transaction& transaction, const Filter& filter) {
  Conditions conditions;
  conditions.add_products(filter);
  if (conditions.values_.empty()) return false;
  const auto row = transaction.raw().exec_params1("SELECT count(*) FROM (SELECT FROM audit_product WHERE " +
                                                      conditions.sql_ + " LIMIT " +
                                                      std::to_string(few_products + 1) + ") known",
                                                  pqxx::prepare::make_dynamic_params(conditions.values_));
  return row[0].as<int>() <= few_products;
}

}  // namespace audit
