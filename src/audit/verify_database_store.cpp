#include <algorithm>
#include <optional>

#include <pqxx/pqxx>

#include "audit/checkpoint.hpp"
#include "audit/frontier.hpp"
#include "audit/line_head.hpp"
#include "audit/row_check.hpp"
#include "audit/verify_database.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

constexpr std::int64_t verify_chunk = 4 * tile_size;
constexpr std::chrono::hours verify_patience{1};  // with what has to read all of the log at once

constexpr auto selected = "($1 = '' OR s.day::text = $1) AND ($2::bigint = 0 OR s.id = $2::bigint)";

constexpr auto stored_rows_sql =
    "SELECT r.seq, r.line, r.kind, r.intent, r.outcome, r.errcode, r.dialect, r.request_id::text, r.reason, "
    "to_micros(r.time) AS time, m.appid, k.key_id, r.application_id::text, r.code_index::text, r.code, "
    "r.code_url, r.rid, p.activity_name, p.product_brand, p.product_title FROM audit_record r "
    "LEFT JOIN audit_product p ON p.id = r.product LEFT JOIN merchant m ON m.id = r.merchant LEFT JOIN "
    "api_key k ON k.id = "
    "r.api_key WHERE r.day = $1 AND r.stream = $2 AND r.seq >= $3 AND r.seq < $4 ORDER BY r.seq";

std::string field_text(const pqxx::field& field) { return {field.c_str(), field.size()}; }

StoredColumns columns_of(const pqxx::row& row) {
  StoredColumns out;
  out.kind = row["kind"].as<int>();
  out.intent = db::optional_of<std::int64_t>(row["intent"]);
  out.outcome = db::optional_of<int>(row["outcome"]);
  out.errcode = db::optional_of<std::int64_t>(row["errcode"]);
  out.dialect = db::optional_of<int>(row["dialect"]);
  out.time = db::time_of(row["time"]);
  out.request_id = field_text(row["request_id"]);
  out.reason = field_text(row["reason"]);
  out.merchant = field_text(row["appid"]);
  out.key_id = field_text(row["key_id"]);
  out.application_id = field_text(row["application_id"]);
  out.code_index = field_text(row["code_index"]);
  out.code = field_text(row["code"]);
  out.code_url = field_text(row["code_url"]);
  out.rid = field_text(row["rid"]);
  out.product = {field_text(row["activity_name"]), field_text(row["product_brand"]),
                 field_text(row["product_title"])};
  return out;
}

struct StoredStream {
  std::int64_t id = 0;
  std::string day;
  std::string state;
  std::int64_t size = 0;
  std::string frontier;
  std::string root;
  bool young = false;  // open, or sealed so lately that its end may not be signed yet
};

// Reads one stream.
class StreamReading {
 public:
  StreamReading(const StoredStream& stream, LogVerifier& verifier, Findings& findings)
      : stream_(stream), verifier_(verifier), findings_(findings) {}

  Result<> read(db::Connection& connection, const std::function<void(std::int64_t)>& told) {
    for (std::int64_t from = 0; from < stream_.size; from += verify_chunk) {
      const auto done = db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
        read_chunk(transaction, from, std::min(stream_.size, from + verify_chunk));
        return {};
      });
      if (!done) return done;
      told(verifier_.lines());
    }
    return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
      compare_end(transaction);
      return {};
    });
  }

 private:
  void read_chunk(db::Transaction& transaction, std::int64_t from, std::int64_t end) {
    const auto tiles = transaction.raw().exec_params(
        "SELECT tile, root, hashes FROM audit_tile WHERE stream = $1 AND tile >= $2 AND tile < $3 ORDER BY "
        "tile",
        stream_.id, from / tile_size, (end + tile_size - 1) / tile_size);
    auto tile = tiles.begin();
    for (const auto& row :
         transaction.raw().exec_params(stored_rows_sql, stream_.day, stream_.id, from, end)) {
      const std::string_view line(row[1].c_str(), row[1].size());
      verifier_.add(line);
      const auto seq = row[0].as<std::int64_t>();
      check_row(row, seq, line);
      whole_ = whole_ && seq == frontier_.size();
      const Hash leaf = leaf_hash(line);
      frontier_.append(leaf);
      leaves_ += crypto::view(leaf);
      roots_.append(leaf);
      if (!whole_ || frontier_.size() % tile_size != 0) continue;
      const std::int64_t number = frontier_.size() / tile_size - 1;
      while (tile != tiles.end() && tile[0].as<std::int64_t>() < number)
        ++tile;
      const bool there = tile != tiles.end() && tile[0].as<std::int64_t>() == number;
      compare_tile(number, there ? db::bytes_of(tile[1]) : std::string(),
                   there ? db::bytes_of(tile[2]) : std::string());
      leaves_.clear();
      roots_ = Frontier();
    }
  }

  void check_row(const pqxx::row& row, std::int64_t seq, std::string_view line) {
    const auto head = read_line_head(line);
    if (!head) return;  // the verifier tells
    if (head->stream != stream_.id || head->seq != seq) {
      findings_.add(damage::row, stream_.id, seq, "the row holds the line of another record");
      return;
    }
    const std::string wrong = wrong_column(*head, line, columns_of(row));
    if (!wrong.empty())
      findings_.add(damage::row, stream_.id, seq, "the column " + wrong + " is not what the line says");
  }

  void compare_tile(std::int64_t number, const std::string& root, const std::string& hashes) {
    const std::string what = "tile " + std::to_string(number);
    if (root.empty()) {
      findings_.add(damage::tile, stream_.id, number * tile_size, what + " is missing");
    } else if (hashes != leaves_) {
      std::size_t at = 0;
      while (hashes.compare(at, sizeof(Hash), leaves_, at, sizeof(Hash)) == 0)
        at += sizeof(Hash);
      findings_.add(damage::tile, stream_.id,
                    number * tile_size + static_cast<std::int64_t>(at / sizeof(Hash)),
                    what + " holds another hash for the record: the line or the tile was changed");
    } else if (root != crypto::view(roots_.root())) {
      findings_.add(damage::tile, stream_.id, number * tile_size,
                    what + " has a root that is not that of its hashes");
    }
  }

  // What the stream's row says, and what stands beyond it.
  void compare_end(db::Transaction& transaction) {
    if (!whole_ || frontier_.size() != stream_.size) {
      findings_.add(
          damage::frontier, stream_.id, -1,
          "the stream's row says " + std::to_string(stream_.size) + " records, but not all are there");
    } else if (frontier_.bytes() != stream_.frontier) {
      findings_.add(damage::frontier, stream_.id, -1, "the stored frontier is not that of the lines");
    } else if (stream_.state == "sealed" && stream_.root != crypto::view(frontier_.root())) {
      findings_.add(damage::frontier, stream_.id, -1, "the stored root is not that of the lines");
    }
    if (stream_.state == "damaged")
      findings_.add(damage::frontier, stream_.id, -1, "recovery found the stream damaged");
    if (stream_.state == "open") return;
    const auto beyond = transaction.raw().exec_params1(
        "SELECT (SELECT count(*) FROM audit_record WHERE day = $2 AND stream = $1 AND (seq >= $3 OR seq < "
        "0)), "
        "(SELECT count(*) FROM audit_tile WHERE stream = $1 AND (tile >= $3 / 256 OR tile < 0))",
        stream_.id, stream_.day, stream_.size);
    if (beyond[0].as<std::int64_t>() > 0)
      findings_.add(damage::seq, stream_.id, stream_.size, "records stand after the stream's end");
    if (beyond[1].as<std::int64_t>() > 0)
      findings_.add(damage::tile, stream_.id, -1, "tiles stand after the stream's end");
  }

  const StoredStream& stream_;
  LogVerifier& verifier_;
  Findings& findings_;
  Frontier frontier_;
  Frontier roots_;      // of the tile that is not full yet
  std::string leaves_;  // its hashes
  bool whole_ = true;
};

void load_checkpoints(db::Transaction& transaction, const DatabaseSelection& selection, Evidence& evidence,
                      Findings& findings) {
  // Also of streams whose row is gone.
  const auto rows = transaction.raw().exec_params(
      std::string(
          "SELECT c.stream, c.size, c.root, c.note FROM audit_checkpoint c LEFT JOIN audit_stream s ON "
          "s.id = c.stream WHERE (") +
          selected + ") ORDER BY c.stream, c.size",
      selection.day, selection.stream);
  for (const auto& row : rows) {
    const std::string note = field_text(row[3]);
    const auto parts = parse_note(note);
    const auto checkpoint = parts ? parse_checkpoint(parts->text) : base::fail(base::Code::invalid_argument);
    const auto stream = row[0].as<std::int64_t>();
    if (!checkpoint || checkpoint->stream != stream || checkpoint->size != row[1].as<std::int64_t>() ||
        crypto::view(checkpoint->root) != db::bytes_of(row[2]))
      findings.add(
          damage::index, stream, -1,
          "the columns of the checkpoint of size " + row[1].as<std::string>() + " are not what it says");
    evidence.add_note(note, "audit_checkpoint");
  }
}

void load_manifests(db::Transaction& transaction, const DatabaseSelection& selection, Evidence& evidence,
                    Findings& findings) {
  for (const auto& row : transaction.raw().exec_params(
           "SELECT day::text, hash, note FROM audit_manifest WHERE $1 = '' OR day::text = $1 ORDER BY day",
           selection.day)) {
    const std::string note = field_text(row[2]);
    if (!note.contains("/manifest\n" + row[0].as<std::string>() + "\n") ||
        crypto::view(crypto::sha256(note)) != db::bytes_of(row[1]))
      findings.add(damage::index, 0, -1,
                   "the columns of the manifest of " + row[0].as<std::string>() + " are not what it says");
    evidence.add_note(note, "audit_manifest");
  }
}

// Records whose stream has no row of their day; of one stream, or of all (0). Day by day: whoever touches all
// partitions at once needs more locks than PostgreSQL has by default for years of them.
Result<> find_strays(db::Connection& connection, std::int64_t stream, Findings& findings) {
  std::vector<std::string> days;
  const auto listed = db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    for (const auto& row : transaction.raw().exec(
             "SELECT to_date(right(c.relname, 8), 'YYYYMMDD')::text FROM pg_inherits i JOIN pg_class c ON "
             "c.oid = i.inhrelid WHERE i.inhparent = 'audit_record'::regclass ORDER BY 1"))
      days.push_back(row[0].as<std::string>());
    return {};
  });
  if (!listed) return listed;
  for (const std::string& day : days) {
    const auto looked = db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
      transaction.allow(verify_patience);
      for (const auto& row : transaction.raw().exec_params(
               "SELECT r.stream, min(r.seq) FROM audit_record r LEFT JOIN audit_stream s ON s.id = r.stream "
               "AND s.day = r.day WHERE r.day = $1::date AND ($2::bigint = 0 OR r.stream = $2::bigint) "
               "AND s.id IS NULL GROUP BY r.stream ORDER BY r.stream LIMIT 100",
               day, stream))
        findings.add(damage::stream, row[0].as<std::int64_t>(), row[1].as<std::int64_t>(),
                     "the record's stream has no row of that day");
      return {};
    });
    if (!looked) return looked;
  }
  return {};
}

}  // namespace

Result<> load_evidence(db::Connection& connection, const DatabaseSelection& selection, bool own_keys,
                       Evidence& evidence, Findings& findings) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    transaction.allow(verify_patience);
    for (const auto& row :
         transaction.raw().exec("SELECT position, key, note FROM audit_signing_key ORDER BY position")) {
      if (row[0].as<int>() != 0) {
        evidence.add_note(field_text(row[2]), "audit_signing_key");
      } else if (own_keys) {
        if (auto added = evidence.add_keys(field_text(row[1]), "audit_signing_key"); !added) return added;
      }
    }
    load_checkpoints(transaction, selection, evidence, findings);
    if (selection.stream == 0) load_manifests(transaction, selection, evidence, findings);
    evidence.settle();
    return {};
  });
}

Result<> verify_database(db::Connection& connection, const DatabaseSelection& selection,
                         LogVerifier& verifier, Findings& findings,
                         const std::function<void(std::int64_t)>& told) {
  const bool everything = selection.day.empty() && selection.stream == 0;
  std::vector<StoredStream> streams;
  const auto listed = db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    const auto rows = transaction.raw().exec_params(
        std::string("SELECT s.id, s.day::text, s.state, s.size, s.frontier, s.root, (") + selected +
            "), s.state = 'open' OR coalesce(s.sealed_at > clock_timestamp() - interval '10 minutes', "
            "false), a.file FROM "
            "audit_stream s LEFT JOIN audit_archive a ON a.day = s.day AND a.detached_at IS NOT NULL "
            "ORDER BY s.day, s.id",
        selection.day, selection.stream);
    for (const auto& row : rows) {
      const auto id = row[0].as<std::int64_t>();
      if (!row[6].as<bool>()) {
        verifier.excuse(id, "stream " + base::to_hex(id) + " was not asked for");
        continue;
      }
      if (!row[8].is_null()) {
        verifier.excuse(id,
                        "the records of stream " + base::to_hex(id) + " were moved to " + field_text(row[8]));
        continue;
      }
      streams.push_back({id, row[1].as<std::string>(), row[2].as<std::string>(), row[3].as<std::int64_t>(),
                         db::bytes_of(row[4]), row[5].is_null() ? "" : db::bytes_of(row[5]),
                         row[7].as<bool>()});
    }
    return {};
  });
  if (!listed) return listed;
  if (selection.day.empty()) {
    if (auto looked = find_strays(connection, selection.stream, findings); !looked) return looked;
  }
  if (everything) verifier.expect_everything();
  verifier.begin_file("the database");
  for (const StoredStream& stream : streams) {
    if (stream.young) verifier.mark_live(stream.id);
    verifier.tell_day(stream.id, stream.day);
    if (auto read = StreamReading(stream, verifier, findings).read(connection, told); !read) return read;
  }
  verifier.end_file(false);
  return {};
}

}  // namespace audit
