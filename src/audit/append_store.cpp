#include "audit/append_store.hpp"

#include <tuple>

#include <pqxx/pqxx>

#include "audit/append_sql.hpp"
#include "db/field.hpp"

namespace audit {
namespace {

// The claim and the commit's intents, in one round trip.
const std::string claim_and_note_sql = "WITH claimed AS (" + std::string(claim_sql) +
                                       "), noted AS (INSERT INTO audit_intent (stream, first, count, heads) "
                                       "SELECT $1, $8, $9, $10 FROM claimed) "
                                       "SELECT * FROM claimed";
constexpr auto tile_sql = "INSERT INTO audit_tile (stream, tile, root, hashes) VALUES ($1, $2, $3, $4)";

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

pqxx::result claim_rows(db::Transaction& transaction, const Cut& cut) {
  const auto intents = cut.first_intent + static_cast<std::int64_t>(cut.intents.size());
  const std::string frontier = cut.tree.frontier();
  const auto bytes = db::as_bytea(frontier);
  if (cut.intents.empty()) {
    transaction.connection().prepare_once("audit_claim", claim_sql);
    return transaction.raw().exec_prepared("audit_claim", cut.stream, cut.epoch, cut.size_before,
                                           cut.tree.size(), intents, bytes, cut.batch_before);
  }
  transaction.connection().prepare_once("audit_claim_and_note", claim_and_note_sql);
  return transaction.raw().exec_prepared("audit_claim_and_note", cut.stream, cut.epoch, cut.size_before,
                                         cut.tree.size(), intents, bytes, cut.batch_before, cut.first_intent,
                                         cut.intents.size(), heads_of(cut));
}

void write_rows(db::Transaction& transaction, const Cut& cut, const ProductBook& products) {
  static const std::vector<std::string> columns{
      "stream",         "time",       "day",     "seq",      "intent",     "merchant", "api_key",
      "errcode",        "kind",       "dialect", "outcome",  "request_id", "client",   "reason",
      "application_id", "code_index", "code",    "code_url", "product",    "rid",      "line"};
  pqxx::stream_to copy(transaction.raw(), "audit_record", columns);
  for (const Row& row : cut.rows) {
    const Columns& index = row.columns;
    copy << std::make_tuple(cut.stream, base::to_rfc3339(index.time), cut.day, row.seq, row.intent,
                            index.merchant == 0 ? std::nullopt : std::optional(index.merchant), index.api_key,
                            index.errcode, static_cast<int>(index.kind), number_of(index.dialect),
                            number_of(index.outcome), unless_empty(index.request_id),
                            unless_empty(index.client), unless_empty(index.reason),
                            index.selector.application_id, index.selector.code_index,
                            unless_empty(index.selector.code), unless_empty(index.selector.code_url),
                            products.number_of(index.product), unless_empty(index.rid), row.line);
  }
  copy.complete();
}

}  // namespace

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

base::Result<std::string> claim(db::Transaction& transaction, const Cut& cut) {
  const auto rows = claim_rows(transaction, cut);
  if (rows.empty()) return base::fail(base::Code::fenced, "the stream was taken over");
  return rows[0][0].as<std::string>();
}

void write(db::Transaction& transaction, const Cut& cut, const ProductBook& products) {
  if (!cut.rows.empty()) write_rows(transaction, cut, products);
  for (const Tile& tile : cut.tiles) {
    transaction.raw().exec_params(tile_sql, cut.stream, tile.number, db::as_bytea(crypto::view(tile.root)),
                                  db::as_bytea(tile.hashes));
  }
}

base::Result<> seal_stream(db::Transaction& transaction, const Stream& stream, const std::string& by) {
  const auto sealed = transaction.raw().exec_params(
      "UPDATE audit_stream SET state = 'sealed', root = $5, sealed_at = clock_timestamp(), sealed_by = $6 "
      "WHERE id = $1 AND epoch = $2 AND state = 'open' AND size = $3 AND batch = $4",
      stream.id(), stream.epoch(), stream.size(), stream.batch(),
      db::as_bytea(crypto::view(stream.tree().root())), by);
  if (sealed.affected_rows() != 1) return base::fail(base::Code::fenced, "the stream was taken over");
  transaction.raw().exec_params("SELECT audit_drop_intents($1)", stream.id());
  return {};
}

}  // namespace audit
