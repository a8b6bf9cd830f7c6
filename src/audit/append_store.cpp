#include "audit/append_store.hpp"

#include <optional>
#include <string_view>
#include <vector>

#include <pqxx/pqxx>

#include "db/binary_array.hpp"
#include "db/field.hpp"

namespace audit {
namespace {

using db::BinaryArray;

// $1 stream, $2 epoch, $3 size before, $4 size after, $5 intents after, $6 frontier after, $7 batch before,
// $8 first intent, $9 how many, $10 their heads, $11 day.
constexpr std::string_view claim_sql =
    "WITH claimed AS (UPDATE audit_stream SET size = $4, batch = batch + 1, intents = $5, frontier = $6, "
    "heartbeat = clock_timestamp() "
    "WHERE id = $1 AND epoch = $2 AND state = 'open' AND size = $3 AND batch = $7 AND day = $11::date "
    "RETURNING ((clock_timestamp() AT TIME ZONE 'UTC')::date)::text AS today), "
    "noted AS (INSERT INTO audit_intent (stream, first, count, heads) "
    "SELECT $1, $8, $9, $10 FROM claimed WHERE $9 > 0)";

// Then a column of the rows each, then of the tiles.
constexpr std::string_view rows_sql =
    ", written AS (INSERT INTO audit_record (stream, day, seq, intent, merchant, api_key, errcode, kind, "
    "dialect, outcome, product, time, request_id, client, reason, application_id, code_index, code, "
    "code_url, rid, line) "
    "SELECT $1, $11::date, r.seq, r.intent, r.merchant, r.api_key, r.errcode, r.kind, "
    "r.dialect, r.outcome, r.product, r.time, r.request_id::uuid, r.client::inet, r.reason, "
    "r.application_id::numeric, r.code_index::numeric, r.code, r.code_url, r.rid, r.line "
    "FROM claimed, unnest($12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], "
    "$17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::timestamptz[], $22::text[], "
    "$23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[], $30::text[]) "
    "AS r (seq, intent, merchant, api_key, errcode, kind, dialect, outcome, product, time, request_id, "
    "client, reason, application_id, code_index, code, code_url, rid, line)), "
    "tiled AS (INSERT INTO audit_tile (stream, tile, root, hashes) SELECT $1, t.tile, t.root, t.hashes "
    "FROM claimed, unnest($31::bigint[], $32::bytea[], $33::bytea[]) AS t (tile, root, hashes))";

constexpr std::string_view told_sql = " SELECT today FROM claimed";

// At little load every other commit is of intents alone: it is spared what PostgreSQL prepares for rows.
struct Append {
  const char* name;
  std::string sql;
};
const Append& append_for(bool rows) {
  static const Append intents{"audit_append_intents", std::string(claim_sql).append(told_sql)};
  static const Append all{"audit_append", std::string(claim_sql).append(rows_sql).append(told_sql)};
  return rows ? all : intents;
}

std::optional<std::string_view> text_unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return std::string_view(text);
}

template <class T>
std::optional<std::int64_t> wide(const std::optional<T>& number) {
  if (!number) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<std::string> digits(const std::optional<std::uint64_t>& number) {
  if (!number) return std::nullopt;
  return std::to_string(*number);
}

// One array a column.
class CutArrays {
 public:
  // None where there is no row: then there is no tile either.
  CutArrays(const Cut& cut, const ProductBook& products) : rows_(cut.rows) {
    if (rows_.empty()) return;
    numbers([](const Row& row) { return std::optional(row.seq); });
    numbers([](const Row& row) { return row.intent; });
    numbers([](const Row& row) {
      return row.entry->columns.merchant == 0 ? std::nullopt
                                              : wide(std::optional(row.entry->columns.merchant));
    });
    numbers([](const Row& row) { return wide(row.entry->columns.api_key); });
    numbers([](const Row& row) { return row.entry->columns.errcode; });
    numbers([](const Row& row) { return wide(std::optional(static_cast<int>(row.entry->columns.kind))); });
    numbers([](const Row& row) { return wide(number_of(row.entry->columns.dialect)); });
    numbers([](const Row& row) { return wide(number_of(row.entry->columns.outcome)); });
    numbers([&products](const Row& row) { return wide(products.number_of(row.entry->columns.product)); });
    add(BinaryArray::Of::timestamptz, rows_,
        [](const Row& row) { return std::optional(row.entry->columns.time); });
    texts([](const Row& row) { return text_unless_empty(row.entry->columns.request_id); });
    texts([](const Row& row) { return text_unless_empty(row.entry->columns.client); });
    texts([](const Row& row) { return text_unless_empty(row.entry->columns.reason); });
    texts([](const Row& row) { return digits(row.entry->columns.selector.application_id); });
    texts([](const Row& row) { return digits(row.entry->columns.selector.code_index); });
    texts([](const Row& row) { return text_unless_empty(row.entry->columns.selector.code); });
    texts([](const Row& row) { return text_unless_empty(row.entry->columns.selector.code_url); });
    texts([](const Row& row) { return text_unless_empty(row.entry->columns.rid); });
    texts([](const Row& row) { return std::optional(std::string_view(row.line)); });
    add(BinaryArray::Of::int8, cut.tiles, [](const Tile& tile) { return std::optional(tile.number); });
    add(BinaryArray::Of::bytea, cut.tiles,
        [](const Tile& tile) { return std::optional(crypto::view(tile.root)); });
    add(BinaryArray::Of::bytea, cut.tiles,
        [](const Tile& tile) { return std::optional(std::string_view(tile.hashes)); });
  }

  const std::vector<pqxx::binarystring>& columns() const { return columns_; }

 private:
  template <class Value>
  void numbers(Value value) {
    add(BinaryArray::Of::int8, rows_, value);
  }
  template <class Value>
  void texts(Value value) {
    add(BinaryArray::Of::text, rows_, value);
  }
  template <class Items, class Value>
  void add(BinaryArray::Of type, const Items& items, Value value) {
    BinaryArray array(type, items.size());
    for (const auto& item : items) {
      array.add(value(item));
    }
    columns_.push_back(db::as_bytea(array.bytes()));
  }

  const std::vector<Row>& rows_;
  std::vector<pqxx::binarystring> columns_;
};

std::string heads_of(const Cut& cut) {
  std::size_t size = 0;
  for (const auto& head : cut.intents) {
    size += head->json.size() + 1;
  }
  std::string heads;
  heads.reserve(size);
  for (const auto& head : cut.intents) {
    heads.append(head->json).append("\n");
  }
  return heads;
}

base::Result<std::string> append_by(db::Connection& connection, pqxx::transaction_base& transaction,
                                    const Cut& cut, const ProductBook& products) {
  const Append& statement = append_for(!cut.rows.empty());
  connection.prepare_once(statement.name, statement.sql);
  const auto intents = cut.first_intent + static_cast<std::int64_t>(cut.intents.size());
  const CutArrays arrays(cut, products);
  const auto result = transaction.exec_prepared(
      statement.name, cut.stream, cut.epoch, cut.size_before, cut.tree.size(), intents,
      db::as_bytea(cut.tree.frontier()), cut.batch_before, cut.first_intent, cut.intents.size(),
      heads_of(cut), cut.day, pqxx::prepare::make_dynamic_params(arrays.columns()));
  if (result.empty()) return base::fail(base::Code::fenced, "the stream was taken over");
  return result[0][0].as<std::string>();
}

}  // namespace

base::Result<std::string> append(db::Transaction& transaction, const Cut& cut, const ProductBook& products) {
  return append_by(transaction.connection(), transaction.raw(), cut, products);
}

base::Result<std::string> append(db::Statement& statement, const Cut& cut, const ProductBook& products) {
  return append_by(statement.connection(), statement.raw(), cut, products);
}

base::Result<> seal_stream(db::Transaction& transaction, const Stream& stream, const std::string& by) {
  const auto sealed = transaction.raw().exec_params(
      "UPDATE audit_stream SET state = 'sealed', root = $5, sealed_at = clock_timestamp(), sealed_by = $6 "
      "WHERE id = $1 AND epoch = $2 AND state = 'open' AND size = $3 AND batch = $4",
      stream.id(), stream.epoch(), stream.size(), stream.batch(),
      db::as_bytea(crypto::view(stream.tree().root())), by);
  if (sealed.affected_rows() != 1) return base::fail(base::Code::fenced, "the stream was taken over");
  // Queries wait meanwhile; those of a long stream are left to drop_intents().
  constexpr std::int64_t few = 10'000;
  if (stream.intents() <= few) transaction.raw().exec_params("SELECT audit_drop_intents($1)", stream.id());
  return {};
}

}  // namespace audit
