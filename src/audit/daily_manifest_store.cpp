#include <algorithm>

#include <pqxx/pqxx>

#include "audit/daily_manifest.hpp"
#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

// The oldest day that is over, after the newest manifest's. A stream that was being opened at its end is
// there after some minutes.
constexpr auto next_day_sql =
    "SELECT min(day)::text FROM audit_stream WHERE "
    "day < ((clock_timestamp() - interval '5 minutes') AT TIME ZONE 'UTC')::date "
    "AND day > coalesce((SELECT max(day) FROM audit_manifest), '-infinity'::date)";

constexpr auto unready_sql =
    "SELECT count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'damaged' AND "
    "NOT EXISTS (SELECT FROM audit_stream_given_up g WHERE g.stream = s.id)), "
    "count(*) FILTER (WHERE state = 'sealed' AND NOT EXISTS (SELECT FROM audit_checkpoint c "
    "WHERE c.stream = s.id AND c.size = s.size) AND NOT EXISTS (SELECT FROM audit_stream_given_up g "
    "WHERE g.stream = s.id)) FROM audit_stream s WHERE day = $1::date";

constexpr auto manifest_count_sql =
    "SELECT r.kind, m.appid, CASE WHEN r.kind = 1 THEN to_char(r.time AT TIME ZONE 'Asia/Shanghai', "
    "'YYYY-MM') END, "
    "CASE WHEN r.kind = 1 THEN r.outcome END, count(*) FROM audit_record r "
    "LEFT JOIN merchant m ON m.id = r.merchant WHERE r.day = $1::date GROUP BY 1, 2, 3, 4";

constexpr auto manifest_stream_sql =
    "SELECT s.id, coalesce(g.size, s.size), coalesce(g.root, s.root), g.stream IS NOT NULL FROM audit_stream "
    "s "
    "LEFT JOIN audit_stream_given_up g ON g.stream = s.id WHERE s.day = $1::date ORDER BY s.id";

std::string what_is_unready(pqxx::transaction_base& tx, const std::string& day) {
  const auto row = tx.exec_params1(unready_sql, day);
  const auto say = [&row](int column, const char* what) {
    return row[column].as<std::int64_t>() > 0 ? row[column].as<std::string>() + what : std::string();
  };
  std::string out = say(1, " damaged streams");
  if (out.empty()) out = say(0, " streams that are still open");
  if (out.empty()) out = say(2, " streams without their last checkpoint");
  return out;
}

std::vector<ManifestStream> manifest_streams(pqxx::transaction_base& tx, const std::string& day) {
  std::vector<ManifestStream> streams;
  for (const auto& row : tx.exec_params(manifest_stream_sql, day)) {
    ManifestStream stream{row[0].as<std::int64_t>(), row[1].as<std::int64_t>(), {}, row[3].as<bool>()};
    std::ranges::copy(base::bytes_of(db::bytes_of(row[2])), stream.root.begin());
    streams.push_back(stream);
  }
  return streams;
}

DayTotals totals_of(pqxx::transaction_base& tx, const std::string& day) {
  DayTotals totals;
  for (const auto& row : tx.exec_params(manifest_count_sql, day)) {
    const auto count = row[4].as<std::int64_t>();
    totals.kinds.at(row[0].as<std::size_t>()) += count;
    if (row[1].is_null()) continue;
    auto& merchant = totals.merchants[row[1].as<std::string>()];
    merchant.records += count;
    if (!row[3].is_null())
      merchant.usage[{row[2].as<std::string>(), static_cast<Outcome>(row[3].as<int>())}] += count;
  }
  return totals;
}

std::string previous_of(pqxx::transaction_base& tx) {
  const auto rows = tx.exec("SELECT encode(hash, 'hex') FROM audit_manifest ORDER BY day DESC LIMIT 1");
  return rows.empty() ? std::string(64, '0') : rows[0][0].as<std::string>();
}

}  // namespace

Result<ManifestStep> make_next_manifest(db::Connection& connection, const Signer& signer) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<ManifestStep> {
    auto& tx = transaction.raw();
    if (!tx.exec1("SELECT pg_try_advisory_xact_lock(hashtext('audit_manifest'))")[0].as<bool>())
      return ManifestStep{};
    const auto next = tx.exec1(next_day_sql);
    if (next[0].is_null()) return ManifestStep{};
    const auto day = next[0].as<std::string>();
    std::string unready = what_is_unready(tx, day);
    if (!unready.empty()) return ManifestStep{day, std::move(unready)};

    transaction.allow(std::chrono::minutes(10));
    const std::string note = signer.sign(daily_manifest_text(signer.verifier().name(), day, previous_of(tx),
                                                             manifest_streams(tx, day), totals_of(tx, day)));
    tx.exec_params0("INSERT INTO audit_manifest (day, hash, note) VALUES ($1::date, $2, $3)", day,
                    db::as_bytea(crypto::view(crypto::sha256(note))), note);
    return ManifestStep{day, ""};
  });
}

}  // namespace audit
