// A small cut in one statement. COPY is cheaper a row and dearer a commit: it takes four round trips more.
#include <array>
#include <utility>

#include <pqxx/pqxx>

#include "audit/append_sql.hpp"
#include "audit/append_store.hpp"
#include "db/binary_array.hpp"
#include "db/field.hpp"

namespace audit {
namespace {

using db::BinaryArray;

constexpr std::size_t most_rows_at_once = 128;

// The parameters from $11 on are the columns of the rows, in their order.
const std::string append_sql =
    "WITH claimed (today) AS (" + std::string(claim_sql) +
    "), "
    "noted AS (INSERT INTO audit_intent (stream, first, count, heads) "
    "SELECT $1, $8, $9, $10 FROM claimed WHERE $9 > 0), "
    "written AS (INSERT INTO audit_record (stream, day, seq, intent, merchant, api_key, errcode, kind, "
    "dialect, "
    "outcome, product, time, request_id, client, reason, application_id, code_index, code, code_url, rid, "
    "line) "
    "SELECT $1, $11::date, r.seq, r.intent, r.merchant, r.api_key, r.errcode, r.kind, r.dialect, r.outcome, "
    "r.product, r.time, r.request_id::uuid, r.client::inet, r.reason, r.application_id::numeric, "
    "r.code_index::numeric, r.code, r.code_url, r.rid, r.line "
    "FROM claimed, unnest($12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], "
    "$17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::timestamptz[], $22::text[], "
    "$23::text[], "
    "$24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[], $30::text[]) "
    "AS r (seq, intent, merchant, api_key, errcode, kind, dialect, outcome, product, time, request_id, "
    "client, "
    "reason, application_id, code_index, code, code_url, rid, line)) "
    "SELECT today FROM claimed";

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
class RowArrays {
 public:
  RowArrays(const Cut& cut, const ProductBook& products) : rows_(cut.rows) {
    numbers([](const Row& row) { return std::optional(row.seq); });
    numbers([](const Row& row) { return row.intent; });
    numbers([](const Row& row) {
      return row.columns.merchant == 0 ? std::nullopt : wide(std::optional(row.columns.merchant));
    });
    numbers([](const Row& row) { return wide(row.columns.api_key); });
    numbers([](const Row& row) { return row.columns.errcode; });
    numbers([](const Row& row) { return wide(std::optional(static_cast<int>(row.columns.kind))); });
    numbers([](const Row& row) { return wide(number_of(row.columns.dialect)); });
    numbers([](const Row& row) { return wide(number_of(row.columns.outcome)); });
    numbers([&products](const Row& row) { return wide(products.number_of(row.columns.product)); });
    add(BinaryArray::Of::timestamptz, [](const Row& row) { return std::optional(row.columns.time); });
    texts([](const Row& row) { return text_unless_empty(row.columns.request_id); });
    texts([](const Row& row) { return text_unless_empty(row.columns.client); });
    texts([](const Row& row) { return text_unless_empty(row.columns.reason); });
    texts([](const Row& row) { return digits(row.columns.selector.application_id); });
    texts([](const Row& row) { return digits(row.columns.selector.code_index); });
    texts([](const Row& row) { return text_unless_empty(row.columns.selector.code); });
    texts([](const Row& row) { return text_unless_empty(row.columns.selector.code_url); });
    texts([](const Row& row) { return text_unless_empty(row.columns.rid); });
    texts([](const Row& row) { return std::optional(std::string_view(row.line)); });
  }

  const std::vector<pqxx::binarystring>& columns() const { return columns_; }

 private:
  template <class Value>
  void numbers(Value value) {
    add(BinaryArray::Of::int8, value);
  }
  template <class Value>
  void texts(Value value) {
    add(BinaryArray::Of::text, value);
  }
  template <class Value>
  void add(BinaryArray::Of type, Value value) {
    BinaryArray array(type, rows_.size());
    for (const Row& row : rows_) {
      array.add(value(row));
    }
    columns_.push_back(db::as_bytea(array.bytes()));
  }

  const std::vector<Row>& rows_;
  std::vector<pqxx::binarystring> columns_;
};

}  // namespace

bool fits_one_statement(const Cut& cut) { return cut.rows.size() <= most_rows_at_once && cut.tiles.empty(); }

base::Result<std::string> append_at_once(db::Statement& statement, const Cut& cut,
                                         const ProductBook& products) {
  statement.connection().prepare_once("audit_append", append_sql);
  const auto intents = cut.first_intent + static_cast<std::int64_t>(cut.intents.size());
  const RowArrays rows(cut, products);
  const auto result = statement.raw().exec_prepared(
      "audit_append", cut.stream, cut.epoch, cut.size_before, cut.tree.size(), intents,
      db::as_bytea(cut.tree.frontier()), cut.batch_before, cut.first_intent, cut.intents.size(),
      heads_of(cut), cut.day, pqxx::prepare::make_dynamic_params(rows.columns()));
  if (result.empty()) return base::fail(base::Code::fenced, "the stream was taken over");
  return result[0][0].as<std::string>();
}

}  // namespace audit
