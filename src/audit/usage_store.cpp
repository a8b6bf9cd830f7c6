#include <algorithm>

#include <pqxx/pqxx>

#include "audit/note.hpp"
#include "audit/signed_manifest.hpp"
#include "audit/usage.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

// Of a manifest's own month texts: {"month":"2026-11",…
constexpr auto manifests_sql =
    "SELECT day::text, encode(hash, 'hex'), note FROM audit_manifest WHERE position($1 in note) > 0 ORDER BY "
    "day";

constexpr auto open_days_sql =
    "SELECT DISTINCT day::text FROM audit_stream WHERE size > 0 "
    "AND day > coalesce((SELECT max(day) FROM audit_manifest), '-infinity'::date) ORDER BY 1";

constexpr auto open_sql =
    "SELECT m.appid, r.outcome, count(*) FROM audit_record r JOIN merchant m ON m.id = r.merchant "
    "WHERE r.day = ANY ($3::date[]) AND r.kind = 1 "
    "AND r.time >= ($1::timestamp AT TIME ZONE 'Asia/Shanghai') "
    "AND r.time < (($1::timestamp + interval '1 month') AT TIME ZONE 'Asia/Shanghai') "
    "AND ($2 = '' OR m.appid = $2) GROUP BY 1, 2";

Result<> add_manifest(Usage& usage, const std::string& note, const std::string& month,
                      const std::string& merchant) {
  const auto parts = parse_note(note);
  if (!parts) return std::unexpected(parts.error());
  const auto manifest = parse_daily_manifest(parts->text);
  if (!manifest) return std::unexpected(manifest.error());
  const auto totals = read_totals(*manifest);
  if (!totals) return std::unexpected(totals.error());
  for (const auto& [appid, counted] : totals->merchants) {
    if (!merchant.empty() && appid != merchant) continue;
    for (const auto& [key, count] : counted.usage) {
      if (key.first == month) usage.proven[appid][key.second] += count;
    }
  }
  return {};
}

}  // namespace

bool is_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return false;
  const auto digit = [text](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U}) {
    if (!digit(i)) return false;
  }
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  return month >= 1 && month <= 12 && text.substr(0, 4) != "0000";
}

Result<Usage> usage_of(db::Connection& connection, const std::string& month, const std::string& merchant) {
  if (!is_month(month)) return base::fail(base::Code::invalid_argument, "a month is YYYY-MM");
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Usage> {
    auto& tx = transaction.raw();
    tx.exec0("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    transaction.allow(std::chrono::minutes(1));
    Usage usage;
    for (const auto& row : tx.exec_params(manifests_sql, "{\"month\":\"" + month + "\"")) {
      Usage::Manifest manifest{row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<std::string>()};
      if (auto added = add_manifest(usage, manifest.note, month, merchant); !added)
        return std::unexpected(added.error());
      usage.manifests.push_back(std::move(manifest));
    }
    for (const auto& row : tx.exec(open_days_sql)) {
      usage.open_days.push_back(row[0].as<std::string>());
    }
    // Named, so that no other day's partition is touched.
    std::string days;
    for (const std::string& day : usage.open_days)
      days.append(days.empty() ? "" : ",").append(day);
    for (const auto& row : tx.exec_params(open_sql, month + "-01", merchant, "{" + days + "}")) {
      usage.open[row[0].as<std::string>()][static_cast<Outcome>(row[1].as<int>())] +=
          row[2].as<std::int64_t>();
    }
    return usage;
  });
}

}  // namespace audit
