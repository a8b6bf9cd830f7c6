#include "audit/purge_store.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "audit/archive_store.hpp"
#include "base/json_writer.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;
using base::Result;

const std::string purge_rows_sql =
    "SELECT id, array_to_string(days, ','), reason, to_micros(requested_at), requested_by, "
    "to_micros(approved_at), approved_by, to_micros(finished_at), "
    "requested_at < clock_timestamp() - interval '7 days' FROM audit_purge";

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

std::string joined(const std::vector<std::string>& days) {
  std::string out;
  for (const std::string& day : days) {
    out += (out.empty() ? "" : ",") + day;
  }
  return out;
}

PurgeRequest request_of(const pqxx::row& row) {
  PurgeRequest request;
  request.id = row[0].as<int>();
  request.days = split(row[1].c_str());
  request.reason = row[2].as<std::string>();
  request.requested_at = db::time_of(row[3]);
  request.requested_by = row[4].as<std::string>();
  request.approved_at = db::optional_time_of(row[5]);
  request.approved_by = db::optional_of<std::string>(row[6]).value_or("");
  request.finished_at = db::optional_time_of(row[7]);
  request.expired = row[8].as<bool>();
  return request;
}

// `lock` is what the statement ends with: " FOR UPDATE" or nothing.
Result<PurgeRequest> read_purge(db::Transaction& transaction, int id, const std::string& lock = "") {
  const auto rows = transaction.raw().exec_params(purge_rows_sql + " WHERE id = $1" + lock, id);
  if (rows.empty()) return fail(Code::not_found, "there is no request " + std::to_string(id));
  return request_of(rows[0]);
}

std::string purge_details(const PurgeRequest& request) {
  std::string days;
  for (const std::string& day : request.days) {
    days += (days.empty() ? "\"" : ",\"") + day + '"';
  }
  std::string details = "{";
  base::JsonMembers(details)
      .number("request", request.id)
      .raw("days", "[" + days + "]")
      .text("reason", request.reason);
  return details + "}";
}

std::unexpected<base::Error> refused(int id, const std::string& why) {
  return fail(Code::conflict, "request " + std::to_string(id) + ": " + why);
}

}  // namespace

Result<PurgeRequest> request_purge(db::Connection& connection, const Hand& hand,
                                   const std::vector<std::string>& days, const std::string& reason,
                                   int min_days) {
  if (auto good = check_purpose(reason); !good) return std::unexpected(good.error());
  if (days.empty()) return fail(Code::invalid_argument, "there is no day to purge");
  for (const std::string& day : days) {
    const auto state = day_state(connection, day);
    if (!state) return std::unexpected(state.error());
    if (const auto obstacle = obstacle_to_purge(*state, min_days); obstacle)
      return fail(Code::conflict, day + ": cannot be purged: " + *obstacle);
  }
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<PurgeRequest> {
    const auto row = transaction.raw().exec_params1(
        "INSERT INTO audit_purge (days, reason, requested_by) VALUES ($1::date[], $2, $3) RETURNING id",
        "{" + joined(days) + "}", reason, hand.name);
    auto request = read_purge(transaction, row[0].as<int>());
    if (!request) return request;
    if (auto noted = hand.note(transaction, "purge_requested", purge_details(*request)); !noted)
      return std::unexpected(noted.error());
    return request;
  });
}

Result<PurgeRequest> approve_purge(db::Connection& connection, const Hand& hand, int id) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<PurgeRequest> {
    const auto before = read_purge(transaction, id, " FOR UPDATE");
    if (!before) return before;
    if (const auto obstacle = obstacle_to_approval(*before, hand.name); obstacle)
      return refused(id, *obstacle);
    transaction.raw().exec_params(
        "UPDATE audit_purge SET approved_at = clock_timestamp(), approved_by = $2 WHERE id = $1", id,
        hand.name);
    auto request = read_purge(transaction, id);
    if (!request) return request;
    if (auto noted = hand.note(transaction, "purge_approved", purge_details(*request)); !noted)
      return std::unexpected(noted.error());
    return request;
  });
}

Result<PurgeRequest> find_purge(db::Connection& connection, int id) {
  return db::in_transaction(connection,
                            [&](db::Transaction& transaction) { return read_purge(transaction, id); });
}

Result<std::vector<PurgeRequest>> list_purges(db::Connection& connection) {
  using Requests = std::vector<PurgeRequest>;
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<Requests> {
    Requests requests;
    for (const auto& row : transaction.raw().exec(purge_rows_sql + " ORDER BY id DESC")) {
      requests.push_back(request_of(row));
    }
    return requests;
  });
}

Result<> drop_day(db::Connection& connection, const Hand& hand, int id, const std::string& day,
                  int min_days) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    auto& tx = transaction.raw();
    tx.exec("SELECT pg_advisory_xact_lock(hashtext('audit_leaving'))");
    const auto request = read_purge(transaction, id, " FOR UPDATE");
    if (!request) return std::unexpected(request.error());
    if (const auto obstacle = obstacle_to_run(*request); obstacle) return refused(id, *obstacle);
    if (std::ranges::find(request->days, day) == request->days.end())
      return refused(id, day + " is not in it");
    const auto state = day_state(transaction, day);
    if (!state) return std::unexpected(state.error());
    if (const auto obstacle = obstacle_to_purge(*state, min_days); obstacle)
      return refused(id, day + " cannot be purged: " + *obstacle);
    tx.exec("DROP TABLE " + detached_table(day));
    tx.exec_params("UPDATE audit_archive SET purged_at = clock_timestamp() WHERE day = $1::date", day);
    std::string details = "{";
    base::JsonMembers(details).text("day", day).number("request", id).text("reason", request->reason);
    return hand.note(transaction, "day_purged", details + "}");
  });
}

Result<> finish_purge(db::Connection& connection, const Hand& hand, int id) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    const auto request = read_purge(transaction, id, " FOR UPDATE");
    if (!request) return std::unexpected(request.error());
    if (const auto obstacle = obstacle_to_run(*request); obstacle) return refused(id, *obstacle);
    transaction.raw().exec_params("UPDATE audit_purge SET finished_at = clock_timestamp() WHERE id = $1", id);
    return hand.note(transaction, "purge_finished", purge_details(*request));
  });
}

}  // namespace audit
