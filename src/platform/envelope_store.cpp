#include "platform/envelope_store.hpp"

#include <array>
#include <utility>

#include <pqxx/pqxx>

#include "audit/day_keys.hpp"
#include "base/text.hpp"
#include "crypto/envelope.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"
#include "platform/code_store.hpp"
#include "platform/rows.hpp"
#include "tenancy/tenancy_store.hpp"
#include "tokens/vault.hpp"

namespace platform {

struct EnvelopeColumn {
  std::string_view name;
  std::string table;
  std::string column;
  std::string key;       // the table's primary key
  std::string key_type;  // which its text is cast to
  std::string (*row)(const std::string& key);
  bool stamped = false;   // gateways hold it in memory
  std::string replace{};  // where the application may not update: a condition on $1 key, $2 old, $3 new
};

namespace {

std::string code_row_of(const std::string& key) {
  return code_row(base::from_hex(std::string_view(key).substr(2)).value_or(""));  // after "\x"
}

int number_of_key(const std::string& key) { return static_cast<int>(base::parse_uint64(key).value_or(0)); }

const std::array<EnvelopeColumn, 8>& column_table() {
  static const std::array<EnvelopeColumn, 8> all{{
      {"platform.ticket", "platform", "ticket", "one", "boolean",
       [](const std::string&) { return std::string(ticket_row); }},
      {"platform.token", "platform", "token", "one", "boolean",
       [](const std::string&) { return std::string(token_row); }, true},
      {"merchant_token.access", "merchant_token", "access", "merchant", "integer",
       [](const std::string& key) { return tokens::access_row(number_of_key(key)); }, true},
      {"merchant_token.refresh", "merchant_token", "refresh", "merchant", "integer",
       [](const std::string& key) { return tokens::refresh_row(number_of_key(key)); }},
      {"authorization_code.code", "authorization_code", "code", "hash", "bytea", &code_row_of},
      {"staff.totp", "staff", "totp", "id", "integer",
       [](const std::string& key) { return "staff/" + key + "/totp"; }},
      {"staff_answer.answer", "staff_answer", "answer", "id", "integer",
       [](const std::string& key) { return "staff_answer/" + key; }},
      {"audit_day_key.envelope", "audit_day_key", "envelope", "day", "date",
       [](const std::string& key) { return audit::day_key_row(key); }, false,
       "audit_reseal_day_key($1::date, $2, $3)"},
  }};
  return all;
}

std::string header_in(const std::string& column) {
  return "substring(" + column + " FROM 1 FOR " + std::to_string(crypto::envelope_header_size) + ")";
}

std::string count_sql() {
  std::string heads;
  for (const EnvelopeColumn& column : column_table()) {
    heads += (heads.empty() ? "SELECT " : " UNION ALL SELECT ") + header_in(column.column) +
             " AS head FROM " + column.table + " WHERE " + column.column + " IS NOT NULL";
  }
  return "SELECT head, count(*) FROM (" + heads + ") envelopes GROUP BY head";
}

std::string select_sql(const EnvelopeColumn& column) {
  return "SELECT " + column.key + "::text, " + column.column + " FROM " + column.table + " WHERE " +
         column.column + " IS NOT NULL AND " + header_in(column.column) + " <> $1 AND ($2::text IS NULL OR " +
         column.key + " > ($2::text)::" + column.key_type + ") ORDER BY " + column.key + " LIMIT $3";
}

std::string replace_sql(const EnvelopeColumn& column) {
  if (!column.replace.empty()) return "SELECT 1 WHERE " + column.replace;
  const std::string stamp = column.stamped ? ", stamp = $4::bigint" : "";
  return "UPDATE " + column.table + " SET " + column.column + " = $3" + stamp + " WHERE " + column.key +
         " = ($1::text)::" + column.key_type + " AND " + column.column + " = $2";
}

struct Resealed {
  std::string key;
  std::string old_envelope;
  std::string new_envelope;
};

// One stamp for the batch, drawn before any row is locked: that is the order in which all others lock.
std::int64_t replace(pqxx::transaction_base& tx, const EnvelopeColumn& column,
                     const std::vector<Resealed>& batch) {
  std::int64_t stamp = 0;
  if (column.stamped && !batch.empty()) stamp = tx.exec1("SELECT next_stamp()")[0].as<std::int64_t>();
  const std::string sql = replace_sql(column);
  std::int64_t replaced = 0;
  for (const Resealed& one : batch) {
    const auto before = db::as_bytea(one.old_envelope);
    const auto after = db::as_bytea(one.new_envelope);
    const auto done = column.stamped ? tx.exec_params(sql, one.key, before, after, stamp)
                                     : tx.exec_params(sql, one.key, before, after);
    replaced += static_cast<std::int64_t>(done.affected_rows());
  }
  return replaced;
}

}  // namespace

base::Result<EnvelopeCounts> count_envelopes(db::Connection& connection) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<EnvelopeCounts> {
    EnvelopeCounts counts;
    for (const auto& row : transaction.raw().exec(count_sql())) {
      counts[crypto::envelope_key(db::bytes_of(row[0])).value_or(0)] += row[1].as<std::int64_t>();
    }
    return counts;
  });
}

std::vector<const EnvelopeColumn*> envelope_columns() {
  std::vector<const EnvelopeColumn*> all;
  for (const EnvelopeColumn& column : column_table()) {
    all.push_back(&column);
  }
  return all;
}

std::string_view name_of(const EnvelopeColumn& column) { return column.name; }

base::Result<ResealStep> reseal_some(db::Connection& connection, const crypto::KeyRing& keys,
                                     base::Random& random, const EnvelopeColumn& column,
                                     const std::optional<std::string>& after, int limit) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<ResealStep> {
    auto& tx = transaction.raw();
    const std::string header = crypto::envelope_header(keys.current_id());
    const auto rows = tx.exec_params(select_sql(column), db::as_bytea(header), after, limit);
    ResealStep step;
    std::vector<Resealed> batch;
    for (const auto& row : rows) {
      const auto key = row[0].as<std::string>();
      const std::string envelope = db::bytes_of(row[1]);
      const std::string identity = column.row(key);
      const auto plain = keys.open(envelope, identity);
      if (plain) {
        batch.push_back({key, envelope, keys.seal(plain->reveal(), identity, random)});
      } else {
        ++step.unopened;
      }
      step.last = key;
    }
    step.resealed = replace(tx, column, batch);
    return step;
  });
}

}  // namespace platform
