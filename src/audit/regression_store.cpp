#include <pqxx/pqxx>

#include "audit/outbox.hpp"
#include "audit/regression.hpp"
#include "base/text.hpp"
#include "db/array.hpp"
#include "db/transaction.hpp"

namespace audit {

using base::Result;

namespace {

constexpr std::size_t most_in_line = 20;

// The place of each that is lost, counted from 1, and the size of its stream.
constexpr auto lost_sql =
    "SELECT k.place, s.size FROM unnest($1::bigint[], $2::bigint[], $3::text[]) "
    "WITH ORDINALITY AS k (stream, size, root, place) LEFT JOIN audit_stream s ON s.id = k.stream "
    "LEFT JOIN audit_checkpoint c ON c.stream = k.stream AND c.size = k.size "
    "WHERE s.id IS NULL OR s.size < k.size OR encode(c.root, 'hex') IS DISTINCT FROM k.root ORDER BY k.place";

}  // namespace

Result<std::vector<Lost>> find_lost(db::Connection& connection, const std::vector<SignedCheckpoint>& known) {
  std::vector<std::int64_t> streams;
  std::vector<std::int64_t> sizes;
  std::vector<std::string> roots;
  for (const SignedCheckpoint& one : known) {
    streams.push_back(one.checkpoint.stream);
    sizes.push_back(one.checkpoint.size);
    roots.push_back(base::to_hex(one.checkpoint.root));
  }
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<Lost>> {
    std::vector<Lost> lost;
    for (const auto& row : transaction.raw().exec_params(lost_sql, db::array_of(streams), db::array_of(sizes),
                                                         db::array_of(roots))) {
      Lost one{known.at(row[0].as<std::size_t>() - 1), std::nullopt};
      if (!row[1].is_null()) one.found = row[1].as<std::int64_t>();
      lost.push_back(std::move(one));
    }
    return lost;
  });
}

Result<> declare_lost(db::Connection& connection, const crypto::KeyRing& keys, base::Random& random,
                      base::WallTime now, const std::string& instance, std::span<const Lost> lost) {
  std::vector<std::int64_t> streams;
  std::vector<std::int64_t> sizes;
  for (const Lost& one : lost) {
    streams.push_back(one.known.checkpoint.stream);
    sizes.push_back(one.known.checkpoint.size);
  }
  Event event;
  event.kind = Kind::system;
  event.time = now;
  event.actor_kind = "gateway";
  event.actor = instance;
  event.action = "log_regressed";
  event.details = lost_details(lost, most_in_line);
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    // Recovery would add to it, and then two trees would be signed for one stream.
    transaction.raw().exec_params(
        "UPDATE audit_stream SET state = 'damaged' WHERE state = 'open' AND id = ANY ($1::bigint[])",
        db::array_of(streams));
    const auto fresh = transaction.raw().exec_params(
        "INSERT INTO audit_regression (stream, size) SELECT * FROM unnest($1::bigint[], $2::bigint[]) "
        "ON CONFLICT DO NOTHING",
        db::array_of(streams), db::array_of(sizes));
    if (fresh.affected_rows() == 0) return {};
    return put(transaction, keys, random, event);
  });
}

}  // namespace audit
