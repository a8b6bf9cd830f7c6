#include <optional>
#include <string_view>

#include <pqxx/pqxx>

#include "audit/chain.hpp"
#include "audit/signing_keys.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

// Each stream with its newest checkpoint.
constexpr std::string_view select_streams =
    "SELECT s.id, s.day::text AS day, s.state, s.size, to_micros(s.opened_at) AS opened_at, "
    "to_micros(s.sealed_at) AS sealed_at, s.owner, c.size AS signed_size, "
    "to_micros(c.made_at) AS signed_at, c.root, c.note FROM audit_stream s "
    "LEFT JOIN LATERAL (SELECT * FROM audit_checkpoint WHERE stream = s.id "
    "ORDER BY size DESC LIMIT 1) c ON true ";
constexpr int checkpoint_page = 100;
constexpr int manifest_page = 100;
constexpr int note_page = 200;

StreamView stream_view_of(const pqxx::row& row) {
  StreamView view;
  view.id = row["id"].as<std::int64_t>();
  view.day = row["day"].as<std::string>();
  view.state = row["state"].as<std::string>();
  view.size = row["size"].as<std::int64_t>();
  view.opened_at = db::time_of(row["opened_at"]);
  view.sealed_at = db::optional_time_of(row["sealed_at"]);
  view.owner = row["owner"].as<std::string>();
  if (row["note"].is_null()) return view;
  view.signed_size = row["signed_size"].as<std::int64_t>();
  view.signed_at = db::optional_time_of(row["signed_at"]);
  view.root = db::bytes_of(row["root"]);
  view.note = row["note"].as<std::string>();
  return view;
}

}  // namespace

Result<std::vector<StreamView>> streams_of(db::Connection& connection, std::string& day) {
  using Views = std::vector<StreamView>;
  return db::in_transaction(connection, [&day](db::Transaction& transaction) -> Result<Views> {
    auto& tx = transaction.raw();
    if (day.empty()) day = tx.exec1("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date::text")[0].c_str();
    Views views;
    for (const auto& row : tx.exec_params(
             std::string(select_streams) + "WHERE s.day = $1::date ORDER BY s.opened_at, s.id LIMIT 1000",
             day))
      views.push_back(stream_view_of(row));
    return views;
  });
}

Result<SignedStream> signed_stream(db::Connection& connection, std::int64_t stream, std::int64_t before) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<SignedStream> {
    auto& tx = transaction.raw();
    const auto rows = tx.exec_params(std::string(select_streams) + "WHERE s.id = $1", stream);
    if (rows.empty()) return base::fail(base::Code::not_found, "there is no such stream");
    SignedStream found{stream_view_of(rows[0]), {}};
    for (const auto& row : tx.exec_params("SELECT size, to_micros(made_at), root, note FROM audit_checkpoint "
                                          "WHERE stream = $1 AND size < $2 ORDER BY size DESC LIMIT $3",
                                          stream, before, checkpoint_page))
      found.checkpoints.push_back(
          {row[0].as<std::int64_t>(), db::time_of(row[1]), db::bytes_of(row[2]), row[3].as<std::string>()});
    return found;
  });
}

Result<std::vector<ManifestView>> manifests_before(db::Connection& connection, const std::string& day) {
  using Views = std::vector<ManifestView>;
  return db::in_transaction(connection, [&day](db::Transaction& transaction) -> Result<Views> {
    const auto before = day.empty() ? std::nullopt : std::optional(day);
    Views views;
    for (const auto& row : transaction.raw().exec_params(
             "SELECT day::text, hash, note FROM audit_manifest WHERE $1::date IS NULL OR day < $1::date "
             "ORDER BY day DESC LIMIT $2",
             before, manifest_page))
      views.push_back({row[0].as<std::string>(), db::bytes_of(row[1]), row[2].as<std::string>()});
    return views;
  });
}

Result<std::vector<NumberedNote>> numbered_notes(db::Connection& connection, std::int64_t after) {
  using Notes = std::vector<NumberedNote>;
  return db::in_transaction(connection, [after](db::Transaction& transaction) -> Result<Notes> {
    Notes notes;
    for (const auto& row : transaction.raw().exec_params(
             "SELECT number, note FROM audit_note WHERE number > $1 ORDER BY number LIMIT $2", after,
             note_page))
      notes.push_back({row[0].as<std::int64_t>(), row[1].as<std::string>()});
    return notes;
  });
}

Result<std::vector<std::string>> key_chain(db::Connection& connection) {
  using Keys = std::vector<std::string>;
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<Keys> {
    Keys keys;
    for (const SigningKey& key : list_signing_keys(transaction))
      keys.push_back(key.note.empty() ? key.key : key.note);
    return keys;
  });
}

}  // namespace audit
