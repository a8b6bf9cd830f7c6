#include "audit/archive_store.hpp"

#include <algorithm>
#include <utility>

#include <pqxx/pqxx>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr auto states_sql =
    "SELECT s.day::text, (clock_timestamp() AT TIME ZONE 'UTC')::date - s.day, count(*), "
    "count(*) FILTER (WHERE s.state <> 'sealed'), "
    "count(*) FILTER (WHERE s.state = 'sealed' AND NOT EXISTS (SELECT FROM audit_checkpoint c "
    "WHERE c.stream = s.id AND c.size = s.size AND c.root = s.root)), "
    "EXISTS (SELECT FROM audit_manifest m WHERE m.day = s.day), a.day IS NOT NULL, "
    "a.detached_at IS NOT NULL, a.purged_at IS NOT NULL, audit_is_held(s.day) "
    "FROM audit_stream s LEFT JOIN audit_archive a ON a.day = s.day "
    "WHERE $1::date IS NULL OR s.day = $1::date GROUP BY s.day, a.day ORDER BY s.day";

DayState day_state_of(const pqxx::row& row) {
  DayState state;
  state.day = row[0].as<std::string>();
  state.age = row[1].as<int>();
  state.streams = row[2].as<int>();
  state.unsealed = row[3].as<int>();
  state.unchecked = row[4].as<int>();
  state.manifest = row[5].as<bool>();
  state.archived = row[6].as<bool>();
  state.is_detached = row[7].as<bool>();
  state.purged = row[8].as<bool>();
  state.held = row[9].as<bool>();
  return state;
}

Hash field_hash(const pqxx::field& field) {
  Hash hash{};
  std::ranges::copy(base::bytes_of(db::bytes_of(field)), hash.begin());
  return hash;
}

std::string archive_details(const std::string& day) {
  std::string details = "{";
  base::JsonMembers(details).text("day", day);
  return details + "}";
}

// Holds are added under the same lock, which ends with the session at the latest.
class LeavingLock {
 public:
  explicit LeavingLock(db::Connection& connection) : connection_(connection) {
    pqxx::nontransaction(connection_.raw()).exec("SELECT pg_advisory_lock(hashtext('audit_leaving'))");
  }
  ~LeavingLock() {
    const auto unlock = [](db::Connection& session) -> Result<> {
      pqxx::nontransaction(session.raw()).exec("SELECT pg_advisory_unlock(hashtext('audit_leaving'))");
      return {};
    };
    if (const auto unlocked = db::attempt(connection_, unlock); !unlocked)
      return;  // it went with the session
  }
  LeavingLock(const LeavingLock&) = delete;
  LeavingLock& operator=(const LeavingLock&) = delete;

 private:
  db::Connection& connection_;
};

enum class Attachment { whole, leaving, gone };  // leaving: no query finds its records any more

Attachment attachment_of(pqxx::transaction_base& session, const std::string& partition) {
  const auto attached = session.exec_params(
      "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = to_regclass('public.' || $1)", partition);
  if (attached.empty()) return Attachment::gone;
  return attached[0][0].as<bool>() ? Attachment::leaving : Attachment::whole;
}

// Not in a transaction: queries and the writer go on meanwhile. Detaching that was cut off is completed, also
// when an obstacle has come up since: the records stay, and would be found by nobody.
Result<> detach(db::Connection& connection, const DayState& day, int min_days) {
  const std::string partition = detached_table(day.day);
  pqxx::nontransaction session(connection.raw());
  const Attachment attachment = attachment_of(session, partition);
  const bool begun = attachment != Attachment::whole && day.archived && !day.purged;
  if (const auto obstacle = obstacle_to_detach(day, min_days); obstacle && !begun)
    return fail(Code::conflict, day.day + ": is not detached: " + *obstacle);
  if (attachment == Attachment::gone) return {};
  session.exec("ALTER TABLE audit_record DETACH PARTITION " + partition +
               (attachment == Attachment::leaving ? " FINALIZE" : " CONCURRENTLY"));
  return {};
}

}  // namespace

Result<std::vector<DayState>> day_states(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<std::vector<DayState>> {
    std::vector<DayState> states;
    for (const auto& row : transaction.raw().exec_params(states_sql, nullptr)) {
      states.push_back(day_state_of(row));
    }
    return states;
  });
}

Result<DayState> day_state(db::Transaction& transaction, const std::string& day) {
  if (auto good = check_day(day); !good) return std::unexpected(good.error());
  auto& tx = transaction.raw();
  const auto rows = tx.exec_params(states_sql, day);
  if (!rows.empty()) return day_state_of(rows[0]);
  DayState state;
  state.day = day;
  state.age =
      tx.exec_params1("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date - $1::date", day)[0].as<int>();
  return state;
}

Result<DayState> day_state(db::Connection& connection, const std::string& day) {
  return db::in_transaction(connection,
                            [&](db::Transaction& transaction) { return day_state(transaction, day); });
}

std::string detached_table(std::string day) {
  std::erase(day, '-');
  return "audit_record_" + day;
}

Result<std::optional<Archive>> find_archive(db::Connection& connection, const std::string& day) {
  using Found = std::optional<Archive>;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Found> {
    const auto rows = transaction.raw().exec_params(
        "SELECT day::text, file, bytes, sha256, notes_sha256, records FROM audit_archive WHERE day = "
        "$1::date",
        day);
    if (rows.empty()) return Found{};
    const auto& row = rows[0];
    return Archive{row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<std::int64_t>(),
                   field_hash(row[3]),       field_hash(row[4]),       row[5].as<std::int64_t>()};
  });
}

Result<> record_archive(db::Connection& connection, const Hand& hand, const Archive& archive) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    const auto written = transaction.raw().exec_params(
        "INSERT INTO audit_archive AS a (day, file, bytes, sha256, notes_sha256, records, archived_by) "
        "VALUES ($1::date, $2, $3, $4, $5, $6, $7) ON CONFLICT (day) DO UPDATE SET file = excluded.file, "
        "bytes = excluded.bytes, sha256 = excluded.sha256, notes_sha256 = excluded.notes_sha256, "
        "records = excluded.records, archived_by = excluded.archived_by, archived_at = now() "
        "WHERE a.detached_at IS NULL",
        archive.day, archive.file, archive.bytes, db::as_bytea(crypto::view(archive.sha256)),
        db::as_bytea(crypto::view(archive.notes_sha256)), archive.records, hand.name);
    if (written.affected_rows() != 1)
      return fail(Code::conflict, archive.day + ": was detached by somebody else");
    std::string details = "{";
    base::JsonMembers(details)
        .text("day", archive.day)
        .text("file", archive.file)
        .number("bytes", archive.bytes)
        .text("sha256", base::to_hex(base::bytes_of(crypto::view(archive.sha256))))
        .number("records", archive.records);
    return hand.note(transaction, "day_archived", details + "}");
  });
}

Result<> detach_day(db::Connection& connection, const Hand& hand, const std::string& day, int min_days) {
  const std::string partition = detached_table(day);
  return db::attempt(connection, [&](db::Connection& session) -> Result<> {
    const LeavingLock lock(session);
    const auto state = day_state(session, day);
    if (!state) return std::unexpected(state.error());
    if (state->is_detached) return {};
    if (auto done = detach(session, *state, min_days); !done) return done;
    return db::in_transaction(session, [&](db::Transaction& transaction) -> Result<> {
      auto& tx = transaction.raw();
      // What it had from the whole log went with the detaching.
      tx.exec("CREATE OR REPLACE TRIGGER audit_record_unchanged BEFORE UPDATE ON " + partition +
              " FOR EACH ROW EXECUTE FUNCTION audit_allow_erasure()");
      tx.exec_params("UPDATE audit_archive SET detached_at = clock_timestamp() WHERE day = $1::date", day);
      return hand.note(transaction, "day_detached", archive_details(day));
    });
  });
}

Result<> attach_day(db::Connection& connection, const Hand& hand, const std::string& day) {
  const std::string partition = detached_table(day);
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    auto& tx = transaction.raw();
    tx.exec("SELECT pg_advisory_xact_lock(hashtext('audit_leaving'))");
    const auto back = tx.exec_params(
        "UPDATE audit_archive SET detached_at = NULL WHERE day = $1::date AND detached_at IS NOT NULL "
        "AND purged_at IS NULL",
        day);
    if (back.affected_rows() != 1) return fail(Code::conflict, day + ": is not detached, or was purged");
    tx.exec("DROP TRIGGER audit_record_unchanged ON " + partition);
    tx.exec("ALTER TABLE audit_record ATTACH PARTITION " + partition + " FOR VALUES FROM (" + tx.quote(day) +
            ") TO (" + tx.quote(day) + "::date + 1)");
    return hand.note(transaction, "day_attached", archive_details(day));
  });
}

}  // namespace audit
