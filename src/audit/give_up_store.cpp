#include "audit/give_up_store.hpp"

#include <pqxx/pqxx>

#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "crypto/hash.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Code;
using base::Result;

constexpr auto damaged_sql =
    "SELECT s.day::text, s.state, s.size, coalesce(c.size, 0), c.root, g.stream IS NOT NULL, "
    "s.state = 'damaged' OR (s.state = 'sealed' AND c.size IS DISTINCT FROM s.size "
    "AND s.sealed_at < clock_timestamp() - interval '1 hour') "
    "FROM audit_stream s LEFT JOIN audit_stream_given_up g ON g.stream = s.id LEFT JOIN LATERAL "
    "(SELECT size, root FROM audit_checkpoint WHERE stream = s.id ORDER BY size DESC LIMIT 1) c ON true "
    "WHERE s.id = $1 FOR UPDATE OF s";

std::string given_up_details(std::int64_t stream, const GivenUp& given_up, const std::string& reason) {
  std::string details = "{";
  base::JsonMembers(details)
      .text("stream", base::to_hex(stream))
      .text("day", given_up.day)
      .number("size", given_up.size)
      .number("signed", given_up.signed_size)
      .text("reason", reason);
  return details + "}";
}

}  // namespace

Result<GivenUp> give_up(db::Connection& connection, const Hand& hand, std::int64_t stream,
                        const std::string& reason) {
  if (auto good = check_purpose(reason); !good) return std::unexpected(good.error());
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<GivenUp> {
    const std::string what = "stream " + base::to_hex(stream);
    const auto rows = transaction.raw().exec_params(damaged_sql, stream);
    if (rows.empty()) return base::fail(Code::not_found, "there is no " + what);
    const auto& row = rows[0];
    if (!row[6].as<bool>()) {
      return base::fail(Code::conflict, what + " is not damaged: it is " + row[1].as<std::string>());
    }
    if (row[5].as<bool>()) return base::fail(Code::conflict, what + " was given up already");
    GivenUp given_up{row[0].as<std::string>(), row[3].as<std::int64_t>(), row[2].as<std::int64_t>()};
    const auto nothing = crypto::sha256("");  // the root of no records (RFC 6962)
    const std::string root = row[4].is_null() ? std::string(crypto::view(nothing)) : db::bytes_of(row[4]);
    transaction.raw().exec_params0(
        "INSERT INTO audit_stream_given_up (stream, size, root, reason, given_up_by) "
        "VALUES ($1, $2, $3, $4, $5)",
        stream, given_up.signed_size, db::as_bytea(root), reason, hand.name);
    const auto noted = hand.note(transaction, "stream_given_up", given_up_details(stream, given_up, reason));
    if (!noted) return std::unexpected(noted.error());
    return given_up;
  });
}

}  // namespace audit
