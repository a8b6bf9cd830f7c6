#include "audit/stream_store.hpp"

#include <utility>

#include <pqxx/pqxx>

#include "audit/append_store.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Code;
using base::Result;

constexpr int days_ahead = 7;

std::vector<SealedStream> unlisted(db::Transaction& transaction) {
  std::vector<SealedStream> streams;
  for (const auto& row : transaction.raw().exec(
           "SELECT id, size, root FROM audit_stream WHERE state = 'sealed' AND listed_in IS NULL ORDER BY id "
           "LIMIT 10000 FOR UPDATE SKIP LOCKED")) {
    streams.push_back({row[0].as<std::int64_t>(), row[1].as<std::int64_t>(), db::bytes_of(row[2])});
  }
  return streams;
}

std::vector<OpenStream> still_open(db::Transaction& transaction, std::int64_t except) {
  std::vector<OpenStream> streams;
  for (const auto& row : transaction.raw().exec_params(
           "SELECT s.id, c.note FROM audit_stream s LEFT JOIN LATERAL (SELECT note FROM audit_checkpoint "
           "WHERE stream = s.id ORDER BY size DESC LIMIT 1) c ON true WHERE s.state = 'open' AND s.id <> $1 "
           "ORDER BY s.id",
           except)) {
    streams.push_back({row[0].as<std::int64_t>(), row[1].is_null() ? "" : row[1].as<std::string>()});
  }
  return streams;
}

void mark_listed(db::Transaction& transaction, const std::vector<SealedStream>& streams, std::int64_t by) {
  for (const SealedStream& stream : streams) {
    transaction.raw().exec_params("UPDATE audit_stream SET listed_in = $2 WHERE id = $1", stream.id, by);
  }
}

Result<> remove(db::Transaction& transaction, const std::vector<std::int64_t>& outbox) {
  for (const std::int64_t id : outbox) {
    const auto gone = transaction.raw().exec_params("DELETE FROM audit_outbox WHERE id = $1", id);
    if (gone.affected_rows() != 1)
      return base::fail(Code::conflict, "an outbox line was moved by somebody else");
  }
  return {};
}

Draft draft_of(const pqxx::row& row) {
  auto head = std::make_shared<Head>();
  head->json = row["head"].as<std::string>();
  head->columns.kind = static_cast<Kind>(row["kind"].as<int>());
  head->columns.time = db::time_of(row["time"]);
  head->columns.merchant = row["merchant"].is_null() ? 0 : row["merchant"].as<int>();
  head->columns.api_key = db::optional_of<int>(row["api_key"]);
  return Draft{entry_of(std::move(head)), std::nullopt};
}

bool stands_in_log(db::Transaction& transaction, const Cut& cut, const Row& row) {
  return !transaction.raw()
              .exec_params(
                  "SELECT 1 FROM audit_record WHERE day = $1 AND stream = $2 AND seq = $3 AND line = $4",
                  cut.day, cut.stream, row.seq, row.line)
              .empty();
}

// Whoever takes a stream over adds records to it, but no intents.
bool has_intents(db::Transaction& transaction, const Cut& cut) {
  return !transaction.raw()
              .exec_params("SELECT 1 FROM audit_stream WHERE id = $1 AND intents > $2", cut.stream,
                           cut.first_intent)
              .empty();
}

// Whether what we wrote is in the log although the stream has moved on: all of it is then, or nothing.
bool took_place(db::Transaction& transaction, const std::vector<Cut>& cuts) {
  for (const Cut& cut : cuts) {
    if (!cut.rows.empty()) return stands_in_log(transaction, cut, cut.rows.front());
    if (!cut.intents.empty()) return has_intents(transaction, cut);
  }
  return false;
}

class PostgresStreamStore final : public StreamStore {
 public:
  PostgresStreamStore(db::ConnectOptions connect, std::string owner, const crypto::KeyRing& keys,
                      base::Random& random)
      : connect_(std::move(connect)), owner_(std::move(owner)), keys_(keys), random_(random) {
    // PostgreSQL would plan short batches anew each time. A plan that is made once locks all days where a
    // query names one: it is for the one statement of append_one(), which names none.
    connect_.plan_once = true;
  }

  Result<Cut> open(std::int64_t id, const std::function<Cut(const Opening&)>& first_cut) override {
    return in_transaction([&](db::Transaction& transaction) -> Result<Cut> {
      auto day_key = load_day_key(transaction, keys_, random_);
      if (!day_key) return std::unexpected(day_key.error());
      Opening opening;
      // A day that has its manifest is closed, also when the clock was set back since.
      opening.day_key = std::move(*day_key);
      opening.day = transaction.raw()
                        .exec_params1(
                            "INSERT INTO audit_stream (id, day, owner) VALUES "
                            "($1, greatest((clock_timestamp() AT TIME ZONE 'UTC')::date, "
                            "(SELECT max(day) + 1 FROM audit_manifest)), $2) RETURNING day::text",
                            id, owner_)[0]
                        .as<std::string>();
      opening.sealed = unlisted(transaction);
      opening.open = still_open(transaction, id);
      Cut cut = first_cut(opening);
      if (const auto done = audit::append(transaction, cut, products_); !done) {
        return std::unexpected(done.error());
      }
      mark_listed(transaction, opening.sealed, id);
      return cut;
    });
  }

  Result<std::vector<Waiting>> peek_outbox(std::size_t limit) override {
    return in_transaction([&](db::Transaction& transaction) -> Result<std::vector<Waiting>> {
      std::vector<Waiting> waiting;
      for (const auto& row :
           transaction.raw().exec_params("SELECT id, kind, to_micros(time) AS time, merchant, api_key, head "
                                         "FROM audit_outbox ORDER BY id LIMIT $1",
                                         limit)) {
        waiting.push_back({row["id"].as<std::int64_t>(), draft_of(row)});
      }
      return waiting;
    });
  }

  Result<> append(const std::vector<Cut>& cuts, const std::vector<std::int64_t>& outbox,
                  Appended& report) override {
    if (auto learned = on_connection([&](db::Connection& session) { return products_.learn(session, cuts); });
        !learned) {
      return learned;
    }
    if (cuts.size() == 1 && outbox.empty()) return append_one(cuts.front(), report);
    return in_transaction([&](db::Transaction& transaction) -> Result<> {
      for (const Cut& cut : cuts) {
        auto today = audit::append(transaction, cut, products_);
        if (!today) {
          if (today.error().code == Code::fenced) report.fenced = cut.stream;
          return std::unexpected(today.error());
        }
        report.today = std::move(*today);
      }
      return remove(transaction, outbox);
    });
  }

  // The row lock makes this transaction write, so its own COMMIT waits for the standby, and with it for
  // everything that was committed before.
  Result<Fate> resolve(const std::vector<Cut>& cuts) override {
    connection_.reset();
    return in_transaction([&](db::Transaction& transaction) -> Result<Fate> {
      const Cut& cut = cuts.front();
      const auto rows = transaction.raw().exec_params(
          "SELECT batch, epoch, state FROM audit_stream WHERE id = $1 FOR UPDATE", cut.stream);
      // Whoever takes a stream over closes it in the same transaction. An epoch that is not the cut's in an
      // open stream was raised here, by a resolve() whose commit was in doubt itself.
      if (rows.empty() || rows[0][2].as<std::string>() != "open") {
        return Fate{.committed = took_place(transaction, cuts), .taken_over = true};
      }
      const int epoch = rows[0][1].as<int>();
      if (rows[0][0].as<std::int64_t>() != cut.batch_before) return Fate{.committed = true, .epoch = epoch};
      // The old session may still be alive behind a broken network: under a new epoch it can no longer
      // commit.
      transaction.raw().exec_params("UPDATE audit_stream SET epoch = $2 WHERE id = $1", cut.stream,
                                    epoch + 1);
      return Fate{.epoch = epoch + 1};
    });
  }

  Result<> seal(const Stream& stream) override {
    return in_transaction(
        [&](db::Transaction& transaction) { return seal_stream(transaction, stream, owner_); });
  }

  Result<std::string> new_owner(std::int64_t stream) override {
    return in_transaction([&](db::Transaction& transaction) -> Result<std::string> {
      const auto rows = transaction.raw().exec_params(
          "SELECT coalesce(sealed_by, owner) FROM audit_stream WHERE id = $1", stream);
      return rows.empty() ? std::string() : rows[0][0].as<std::string>();
    });
  }

  Result<DayKey> maintain() override {
    return in_transaction([&](db::Transaction& transaction) -> Result<DayKey> {
      transaction.raw().exec_params("SELECT audit_make_partitions($1)", days_ahead);
      return load_day_key(transaction, keys_, random_);
    });
  }

 private:
  // Nearly every commit: one round trip.
  Result<> append_one(const Cut& cut, Appended& report) {
    auto today = on_connection([&](db::Connection& session) {
      return db::in_one_statement(
          session, [&](db::Statement& statement) { return audit::append(statement, cut, products_); });
    });
    if (today) {
      report.today = std::move(*today);
      return {};
    }
    if (today.error().code == Code::fenced) report.fenced = cut.stream;
    return std::unexpected(std::move(today.error()));
  }

  template <class F>
  auto in_transaction(F work) -> decltype(work(std::declval<db::Transaction&>())) {
    return on_connection([&work](db::Connection& session) {
      return db::in_transaction(session, [&work](db::Transaction& transaction) {
        transaction.raw().exec0("SET LOCAL plan_cache_mode = auto");
        return work(transaction);
      });
    });
  }

  template <class F>
  auto on_connection(F work) -> decltype(work(std::declval<db::Connection&>())) {
    if (!connection_ || connection_->broken()) {
      connection_.reset();
      auto opened = db::Connection::open(connect_);
      if (!opened) return std::unexpected(opened.error());
      connection_ = std::move(*opened);
    }
    return work(*connection_);
  }

  db::ConnectOptions connect_;
  std::string owner_;
  const crypto::KeyRing& keys_;
  base::Random& random_;
  std::unique_ptr<db::Connection> connection_;
  ProductBook products_;
};

}  // namespace

std::unique_ptr<StreamStore> make_stream_store(db::ConnectOptions connect, std::string owner,
                                               const crypto::KeyRing& keys, base::Random& random) {
  return std::make_unique<PostgresStreamStore>(std::move(connect), std::move(owner), keys, random);
}

}  // namespace audit
