#include "audit/checkpoint_store.hpp"

#include <pqxx/pqxx>

#include "db/array.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

constexpr int checkpoint_chunk = 4'096;

struct Newest {
  std::int64_t size = 0;
  std::string root;
};

Newest newest_of(pqxx::transaction_base& tx, std::int64_t stream) {
  const auto rows = tx.exec_params(
      "SELECT size, root FROM audit_checkpoint WHERE stream = $1 ORDER BY size DESC LIMIT 1", stream);
  if (rows.empty()) return {};
  return {rows[0][0].as<std::int64_t>(), db::bytes_of(rows[0][1])};
}

Stored store(pqxx::transaction_base& tx, const SignedCheckpoint& made) {
  const Checkpoint& checkpoint = made.checkpoint;
  const Newest newest = newest_of(tx, checkpoint.stream);
  if (newest.size > checkpoint.size) return Stored::older;
  if (newest.size == checkpoint.size)
    return newest.root == crypto::view(checkpoint.root) ? Stored::yes : Stored::conflict;
  tx.exec_params0("INSERT INTO audit_checkpoint (stream, size, root, note) VALUES ($1, $2, $3, $4)",
                  checkpoint.stream, checkpoint.size, db::as_bytea(crypto::view(checkpoint.root)), made.note);
  return Stored::yes;
}

}  // namespace

Result<std::vector<Stored>> store_checkpoints(db::Connection& connection,
                                              const std::vector<SignedCheckpoint>& checkpoints) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<Stored>> {
    // One at a time among all gateways: what is compared must not change before it is written.
    transaction.raw().exec("SELECT pg_advisory_xact_lock(hashtext('audit_note_number'))");
    std::vector<Stored> answers;
    answers.reserve(checkpoints.size());
    for (const SignedCheckpoint& made : checkpoints)
      answers.push_back(store(transaction.raw(), made));
    return answers;
  });
}

Result<std::vector<std::int64_t>> unsigned_ends(db::Connection& connection, std::int64_t after_seconds,
                                                const std::vector<std::int64_t>& except) {
  return db::in_transaction(
      connection, [&](db::Transaction& transaction) -> Result<std::vector<std::int64_t>> {
        std::vector<std::int64_t> streams;
        for (const auto& row : transaction.raw().exec_params(
                 "SELECT id FROM audit_stream s WHERE state = 'sealed' "
                 "AND day > coalesce((SELECT max(day) FROM audit_manifest), '-infinity'::date) "
                 "AND sealed_at < clock_timestamp() - $1 * interval '1 second' AND NOT EXISTS (SELECT FROM "
                 "audit_checkpoint c WHERE c.stream = s.id AND c.size = s.size) AND id <> ALL ($2::bigint[]) "
                 "ORDER BY id LIMIT 10",
                 after_seconds, db::array_of(except)))
          streams.push_back(row[0].as<std::int64_t>());
        return streams;
      });
}

Result<Reread> reread_sealed(db::Connection& connection, std::int64_t stream) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Reread> {
    auto& tx = transaction.raw();
    const auto row = tx.exec_params1("SELECT day::text, size, root FROM audit_stream WHERE id = $1", stream);
    const Newest newest = newest_of(tx, stream);
    Reread read;
    Hash checked{};
    while (true) {
      const auto lines = tx.exec_params(
          "SELECT seq, line FROM audit_record WHERE day = $1 AND stream = $2 AND seq >= $3 ORDER BY seq "
          "LIMIT $4",
          row[0].c_str(), stream, read.tree.size(), checkpoint_chunk);
      if (lines.empty()) break;
      for (const auto& line : lines) {
        if (line[0].as<std::int64_t>() != read.tree.size()) {
          read.damage = "record " + std::to_string(read.tree.size()) + " is missing";
          return read;
        }
        read.tree.append(leaf_hash({line[1].c_str(), line[1].size()}));
        if (read.tree.size() == newest.size) checked = read.tree.root();
      }
    }
    if (read.tree.size() != row[1].as<std::int64_t>()) {
      read.damage = "it has not as many records as it says";
    } else if (crypto::view(read.tree.root()) != db::bytes_of(row[2])) {
      read.damage = "its lines do not hash to its root";
    } else if (newest.size > 0 && crypto::view(checked) != newest.root) {
      read.damage = "its lines do not fit a checkpoint";
    }
    return read;
  });
}

}  // namespace audit
