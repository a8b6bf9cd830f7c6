#include "audit/export_store.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "audit/filter_store.hpp"
#include "audit/note.hpp"
#include "audit/signed_manifest.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

// The condition on the filter, after the stream's own; no filter, nothing is left out.
pqxx::result read_lines(db::Transaction& transaction, const ExportStream& stream, std::int64_t from,
                        std::int64_t end, const Filter& filter) {
  Conditions conditions;
  conditions.add("day = $?::date", stream.day)
      .add("stream = $?::bigint", std::to_string(stream.id))
      .add("seq >= $?::integer", std::to_string(from))
      .add("seq < $?::integer", std::to_string(end));
  conditions.add(filter);
  return transaction.raw().exec_params(
      "SELECT seq, line FROM audit_record WHERE " + conditions.sql() + " ORDER BY seq",
      pqxx::prepare::make_dynamic_params(conditions.values()));
}

// Hashes of what has no full tile yet are made from the lines.
pqxx::result read_leaves(db::Transaction& transaction, const ExportStream& stream, std::int64_t from,
                         std::int64_t end) {
  return transaction.raw().exec_params(
      "SELECT seq, sha256('\\x00'::bytea || convert_to(line, 'UTF8')) FROM audit_record "
      "WHERE day = $1 AND stream = $2 AND seq >= $3 AND seq < $4 ORDER BY seq",
      stream.day, stream.id, from, end);
}

class Piece {
 public:
  Piece(db::Transaction& transaction, const ExportStream& stream, std::int64_t from, std::int64_t end)
      : transaction_(transaction), stream_(stream), from_(from), end_(end) {}

  ExportPiece read(const Filter& filter) {
    for (const auto& row : read_lines(transaction_, stream_, from_, end_, filter)) {
      piece_.lines.push_back({row[0].as<std::int64_t>(), std::string(db::view_of(row[1]))});
      piece_.bytes += row[1].size() + 1;
    }
    if (!filter.empty() && static_cast<std::int64_t>(piece_.lines.size()) < end_ - from_) leave_out();
    return std::move(piece_);
  }

 private:
  void leave_out() {
    std::int64_t seq = from_;
    const auto tiles = transaction_.raw().exec_params(
        "SELECT tile, root, hashes FROM audit_tile WHERE stream = $1 AND tile >= $2 AND tile < $3 ORDER BY "
        "tile",
        stream_.id, from_ / tile_size, end_ / tile_size);
    for (const auto& row : tiles) {
      const std::int64_t first = row[0].as<std::int64_t>() * tile_size;
      if (first != seq) break;  // what follows is told as missing
      if (wanted(first, first + tile_size)) {
        const std::string hashes = db::bytes_of(row[2]);
        for (std::int64_t i = 0; i < tile_size; ++i)
          leaf(first + i, hashes.substr(static_cast<std::size_t>(i) * sizeof(Hash), sizeof(Hash)));
      } else {
        piece_.left_out.push_back({first, true, db::bytes_of(row[1])});
      }
      seq = first + tile_size;
    }
    if (seq == end_) return;
    for (const auto& row : read_leaves(transaction_, stream_, seq, end_))
      leaf(row[0].as<std::int64_t>(), db::bytes_of(row[1]));
  }

  // Whether a line of these records is wanted; to be asked in their order.
  bool wanted(std::int64_t first, std::int64_t end) {
    while (next_ < piece_.lines.size() && piece_.lines[next_].seq < first)
      ++next_;
    return next_ < piece_.lines.size() && piece_.lines[next_].seq < end;
  }

  void leaf(std::int64_t seq, std::string hash) {
    while (next_ < piece_.lines.size() && piece_.lines[next_].seq < seq)
      ++next_;
    if (next_ < piece_.lines.size() && piece_.lines[next_].seq == seq) return;
    piece_.left_out.push_back({seq, false, std::move(hash)});
  }

  db::Transaction& transaction_;
  const ExportStream& stream_;
  std::int64_t from_;
  std::int64_t end_;
  ExportPiece piece_;
  std::size_t next_ = 0;
};

}  // namespace

Result<std::vector<ExportStream>> plan_export(db::Connection& connection, const std::string& first_day,
                                              const std::string& last_day, bool tail) {
  return db::in_transaction(
      connection, [&](db::Transaction& transaction) -> Result<std::vector<ExportStream>> {
        const auto away = transaction.raw().exec_params(
            "SELECT day::text, file FROM audit_archive WHERE detached_at IS NOT NULL "
            "AND day BETWEEN $1::date AND $2::date ORDER BY day LIMIT 1",
            first_day, last_day);
        if (!away.empty()) {
          return base::fail(base::Code::conflict, away[0][0].as<std::string>() +
                                                      ": its records are not here any more: they are in " +
                                                      away[0][1].as<std::string>());
        }
        const auto rows = transaction.raw().exec_params(
            "SELECT id, day::text, CASE WHEN $3 THEN size ELSE coalesce((SELECT max(c.size) FROM "
            "audit_checkpoint c "
            "WHERE c.stream = s.id AND c.size <= s.size), 0) END FROM audit_stream s "
            "WHERE day >= $1::date AND day <= $2::date ORDER BY day, id",
            first_day, last_day, tail);
        std::vector<ExportStream> streams;
        for (const auto& row : rows) {
          ExportStream stream{row[0].as<std::int64_t>(), row[1].as<std::string>(), row[2].as<std::int64_t>()};
          if (stream.size > 0) streams.push_back(std::move(stream));
        }
        return streams;
      });
}

Result<ExportPiece> read_piece(db::Connection& connection, const ExportStream& stream, std::int64_t from,
                               std::int64_t end, const Filter& filter) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<ExportPiece> {
    return Piece(transaction, stream, from, end).read(filter);
  });
}

// Whether the export can be held against the manifest: the day may have got streams since the export was
// planned, and one that was given up may have nothing to export.
bool lists_only(std::string_view manifest, const std::vector<ExportStream>& exported) {
  const auto parts = parse_note(manifest);
  const auto listed = parts ? parse_daily_manifest(parts->text) : base::fail(base::Code::invalid_argument);
  return listed && std::ranges::all_of(listed->streams, [&](const ManifestStream& stream) {
           const bool empty = stream.damaged && stream.size == 0;
           return empty || std::ranges::find(exported, stream.stream, &ExportStream::id) != exported.end();
         });
}

Result<std::string> notes_of(db::Connection& connection, const LogExport& done) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::string> {
    const ExportPlan& plan = done.plan();
    std::string notes;
    for (const ExportStream& stream : plan.streams) {
      for (const auto& row : transaction.raw().exec_params("SELECT note FROM audit_checkpoint WHERE stream = "
                                                           "$1 AND size <= $2 ORDER BY size DESC LIMIT 1",
                                                           stream.id, stream.size))
        notes.append(db::view_of(row[0])).push_back('\n');
    }
    for (const std::string& checkpoint : done.listed())
      notes.append(checkpoint).push_back('\n');
    for (const auto& row :
         transaction.raw().exec("SELECT note FROM audit_signing_key WHERE position > 0 ORDER BY position"))
      notes.append(db::view_of(row[0])).push_back('\n');
    if (plan.filter.of_certain_merchants()) return notes;
    for (const auto& row : transaction.raw().exec_params(
             "SELECT note FROM audit_manifest WHERE day >= $1::date AND day <= $2::date ORDER BY day",
             plan.first_day, plan.last_day))
      if (lists_only(db::view_of(row[0]), plan.streams)) notes.append(db::view_of(row[0])).push_back('\n');
    return notes;
  });
}

}  // namespace audit
