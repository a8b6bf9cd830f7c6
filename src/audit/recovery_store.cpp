#include "audit/recovery_store.hpp"

#include <map>
#include <set>
#include <vector>

#include <pqxx/pqxx>

#include "audit/append_store.hpp"
#include "audit/stored_head.hpp"
#include "audit/work.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

constexpr std::size_t recovery_chunk = 4'096;
constexpr int commits_at_once = 64;  // whose intents are read together: each may have a thousand

// From one stream to the next: audit_intent has a row for each commit, and few streams.
constexpr auto left_intents_sql =
    "WITH RECURSIVE noted AS ((SELECT stream FROM audit_intent ORDER BY stream LIMIT 1) UNION ALL "
    "SELECT (SELECT i.stream FROM audit_intent i WHERE i.stream > n.stream ORDER BY i.stream LIMIT 1) "
    "FROM noted n WHERE n.stream IS NOT NULL) "
    "SELECT n.stream FROM noted n JOIN audit_stream s ON s.id = n.stream WHERE s.state = 'sealed' LIMIT 1";

constexpr auto silent_sql =
    "SELECT id, to_micros(heartbeat) FROM audit_stream "
    "WHERE state = 'open' AND heartbeat < clock_timestamp() - $1 * interval '1 millisecond' "
    "AND pg_postmaster_start_time() < clock_timestamp() - $1 * interval '1 millisecond' ORDER BY heartbeat";

constexpr auto take_sql =
    "SELECT id, day::text, owner, epoch, size, batch, intents, frontier FROM audit_stream "
    "WHERE id = $1 AND state = 'open' AND to_micros(heartbeat) = $2 FOR UPDATE SKIP LOCKED";

// A row that is locked or about to change names the transaction in its xmax.
constexpr auto end_holders_sql =
    "SELECT count(pg_terminate_backend(a.pid)) FROM audit_stream s "
    "JOIN pg_locks l ON l.locktype = 'transactionid' AND l.granted AND l.transactionid = s.xmax "
    "JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE s.id = $1 AND s.state = 'open' AND to_micros(s.heartbeat) = $2 AND a.wait_event = 'ClientRead' "
    "AND a.state_change < clock_timestamp() - $3 * interval '1 millisecond'";

// One recovery inside its transaction.
class Recovery {
 public:
  Recovery(db::Transaction& transaction, const RecoveryOptions& options, const crypto::KeyRing& keys,
           const base::Clock& clock, base::Random& random)
      : transaction_(transaction),
        options_(options),
        clock_(clock),
        random_(random),
        personal_(transaction, keys) {}

  Result<std::optional<Recovered>> run(const Silent& silent) {
    const auto rows = tx().exec_params(take_sql, silent.stream, silent.heartbeat);
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    Stream stream(row["id"].as<std::int64_t>(), row["day"].as<std::string>(), row["epoch"].as<int>() + 1);
    report_.stream = stream.id();
    report_.owner = row["owner"].as<std::string>();
    tx().exec_params("UPDATE audit_stream SET epoch = epoch + 1 WHERE id = $1", stream.id());

    std::set<std::int64_t> closed;
    std::string damage = replay(stream, closed);
    if (damage.empty() && stream.size() != row["size"].as<std::int64_t>())
      damage = "lines are missing at its end";
    if (damage.empty() && stream.tree().frontier() != db::bytes_of(row["frontier"])) {
      damage = "the stored frontier is not that of the lines";
    }
    const auto intents = row["intents"].as<std::int64_t>();
    const auto open = intents - static_cast<std::int64_t>(closed.size());
    stream.resume(row["batch"].as<std::int64_t>(), intents, open);

    auto drafts = unknown_drafts(stream, closed);
    if (!drafts) return std::unexpected(drafts.error());
    if (damage.empty() && static_cast<std::int64_t>(drafts->size()) != open) damage = "intents are missing";
    if (!damage.empty()) return mark_damaged(std::move(damage));
    report_.unknown = open;
    return close(stream, std::move(*drafts));
  }

 private:
  pqxx::transaction_base& tx() { return transaction_.raw(); }

  // Rebuilds the tree from the lines; says what does not fit, or nothing.
  std::string replay(Stream& stream, std::set<std::int64_t>& closed) {
    const auto checkpoints = tx().exec_params(
        "SELECT size, root FROM audit_checkpoint WHERE stream = $1 ORDER BY size DESC LIMIT 1", stream.id());
    const std::int64_t checked_at = checkpoints.empty() ? -1 : checkpoints[0][0].as<std::int64_t>();
    std::string checked_root;
    while (true) {
      const auto rows = tx().exec_params(
          "SELECT seq, coalesce(merchant, 0), intent, line FROM audit_record "
          "WHERE day = $1 AND stream = $2 AND seq >= $3 ORDER BY seq LIMIT $4",
          stream.day(), stream.id(), stream.size(), recovery_chunk);
      for (const auto& row : rows) {
        if (row[0].as<std::int64_t>() != stream.size())
          return "record " + std::to_string(stream.size()) + " is missing";
        stream.replay({row[3].c_str(), row[3].size()}, row[1].as<int>());
        if (!row[2].is_null()) closed.insert(row[2].as<std::int64_t>());
        if (stream.size() == checked_at) checked_root = crypto::view(stream.tree().root());
      }
      if (rows.empty()) break;
    }
    if (checked_at > stream.size()) return "it is shorter than a checkpoint";
    if (checked_at > 0 && checked_root != db::bytes_of(checkpoints[0][1]))
      return "its lines do not fit a checkpoint";
    return {};
  }

  Result<std::vector<Draft>> unknown_drafts(const Stream& stream, const std::set<std::int64_t>& closed) {
    std::vector<Draft> drafts;
    std::int64_t next = -1;
    while (true) {
      const auto rows = tx().exec_params(
          "SELECT first, heads FROM audit_intent WHERE stream = $1 AND first > $2 ORDER BY first LIMIT $3",
          stream.id(), next, commits_at_once);
      if (rows.empty()) return drafts;
      for (const auto& row : rows) {
        next = row[0].as<std::int64_t>();
        const auto good = add_unknown({row[1].c_str(), row[1].size()}, next, closed, drafts);
        if (!good) return std::unexpected(good.error());
      }
    }
  }

  // The intents of one commit, `number` the first of them.
  Result<> add_unknown(std::string_view heads, std::int64_t number, const std::set<std::int64_t>& closed,
                       std::vector<Draft>& drafts) {
    for (; !heads.empty(); ++number) {
      const auto end = heads.find('\n');
      if (!closed.contains(number)) {
        auto draft = unknown_draft(heads.substr(0, end), number);
        if (!draft) return std::unexpected(draft.error());
        drafts.push_back(std::move(*draft));
      }
      heads.remove_prefix(end == std::string_view::npos ? heads.size() : end + 1);
    }
    return {};
  }

  Result<Draft> unknown_draft(std::string_view json, std::int64_t number) {
    auto stored = read_head(json);
    if (!stored) return std::unexpected(stored.error());
    auto head = std::make_shared<Head>();
    head->json = json;
    head->columns = std::move(stored->columns);
    head->columns.merchant = id_of("merchant", "appid", stored->merchant).value_or(0);
    head->columns.api_key = id_of("api_key", "key_id", stored->key_id);
    head->columns.client = personal_.open(stored->client);

    QueryTail tail;
    tail.outcome = Outcome::unknown;
    return Draft{entry_of(std::move(head), tail), number};
  }

  std::optional<int> id_of(const std::string& table, const std::string& column, const std::string& value) {
    const auto known = ids_.find(table + value);
    if (known != ids_.end()) return known->second;
    const auto rows = tx().exec_params("SELECT id FROM " + table + " WHERE " + column + " = $1", value);
    return ids_[table + value] = rows.empty() ? std::nullopt : std::optional(rows[0][0].as<int>());
  }

  Result<std::optional<Recovered>> close(Stream& stream, std::vector<Draft> drafts) {
    drafts.push_back(recovery_draft());
    for (std::size_t from = 0; from < drafts.size(); from += recovery_chunk) {
      const std::size_t to = std::min(drafts.size(), from + recovery_chunk);
      const Cut cut = stream.cut({}, {drafts.begin() + static_cast<std::ptrdiff_t>(from),
                                      drafts.begin() + static_cast<std::ptrdiff_t>(to)});
      // What is unknown was activated for nothing: there is no product to learn.
      if (const auto done = append(transaction_, cut, ProductBook()); !done) {
        return std::unexpected(done.error());
      }
      stream.apply(cut);
    }
    if (const auto sealed = seal_stream(transaction_, stream, options_.instance); !sealed) {
      return std::unexpected(sealed.error());
    }
    report_.tree = stream.tree();
    return report_;
  }

  Draft recovery_draft() {
    std::string details = "{";
    base::JsonMembers members(details);
    members.text("owner", report_.owner).number("unknown", report_.unknown);
    details += '}';
    Event event;
    event.kind = Kind::system;
    event.time = clock_.wall();
    event.actor_kind = "gateway";
    event.actor = options_.instance;
    event.action = "stream_recovered";
    event.details = std::move(details);
    return Draft{system_record(event, DayKey{}, random_).entry, std::nullopt};
  }

  Result<std::optional<Recovered>> mark_damaged(std::string what) {
    tx().exec_params("UPDATE audit_stream SET state = 'damaged' WHERE id = $1", report_.stream);
    report_.damaged = true;
    report_.what = std::move(what);
    return report_;
  }

  db::Transaction& transaction_;
  const RecoveryOptions& options_;
  const base::Clock& clock_;
  base::Random& random_;
  Recovered report_;
  std::map<std::string, std::optional<int>> ids_;
  PersonalReader personal_;
};

}  // namespace

Result<std::vector<Silent>> silent_streams(db::Connection& connection, const RecoveryOptions& options) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<Silent>> {
    std::vector<Silent> found;
    for (const auto& row : transaction.raw().exec_params(silent_sql, options.stale_after.count())) {
      found.push_back({row[0].as<std::int64_t>(), row[1].as<std::int64_t>()});
    }
    return found;
  });
}

Result<std::optional<Recovered>> recover_one(db::Connection& connection, const RecoveryOptions& options,
                                             const Silent& silent, const crypto::KeyRing& keys,
                                             const base::Clock& clock, base::Random& random) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) {
    transaction.allow(longest_recovery);
    return Recovery(transaction, options, keys, clock, random).run(silent);
  });
}

Result<bool> drop_intents(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<bool> {
    const auto left = transaction.raw().exec(left_intents_sql);
    if (left.empty()) return false;
    transaction.allow(longest_recovery);
    transaction.raw().exec_params("SELECT audit_drop_intents($1)", left[0][0].as<std::int64_t>());
    return true;
  });
}

Result<int> end_stuck_holders(db::Connection& connection, const RecoveryOptions& options,
                              const Silent& silent) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<int> {
    const auto row = transaction.raw().exec_params1(end_holders_sql, silent.stream, silent.heartbeat,
                                                    options.stale_after.count());
    return row[0].as<int>();
  });
}

}  // namespace audit
