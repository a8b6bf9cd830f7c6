#include <pqxx/pqxx>

#include "audit/note_desk.hpp"
#include "audit/proof_store.hpp"
#include "audit/signing_keys.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

constexpr int most_notes_a_page = 200;

NotePage page_of(const pqxx::result& rows, std::int64_t last) {
  NotePage page{"", last};
  for (const auto& row : rows) {
    if (!page.text.empty()) page.text += '\n';
    page.text.append(row[1].c_str(), row[1].size());
    page.last = std::max(page.last, row[0].as<std::int64_t>());
  }
  return page;
}

}  // namespace

Result<NotePage> newest_checkpoints(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<NotePage> {
    return page_of(
        transaction.raw().exec(
            "SELECT c.number, c.note FROM audit_stream s CROSS JOIN LATERAL (SELECT number, note FROM "
            "audit_checkpoint WHERE stream = s.id ORDER BY size DESC LIMIT 1) c "
            "WHERE s.state = 'open' OR s.day > (clock_timestamp() AT TIME ZONE 'UTC')::date - 2 "
            "ORDER BY s.id DESC LIMIT 200"),
        0);
  });
}

Result<NotePage> notes_after(db::Connection& connection, std::int64_t number) {
  return db::in_transaction(connection, [number](db::Transaction& transaction) -> Result<NotePage> {
    return page_of(transaction.raw().exec_params(
                       "SELECT number, note FROM (SELECT number, note FROM audit_checkpoint UNION ALL "
                       "SELECT number, note FROM audit_signing_key WHERE position > 0) n "
                       "WHERE number > $1 ORDER BY number LIMIT $2",
                       number, most_notes_a_page),
                   number);
  });
}

Result<NotePage> public_keys(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<NotePage> {
    NotePage page;
    for (const SigningKey& key : list_signing_keys(transaction)) {
      page.text += key.note.empty() ? key.key + '\n' : '\n' + key.note;
    }
    if (page.text.empty()) return base::fail(base::Code::not_found, "nothing was signed yet");
    return page;
  });
}

Result<NotePage> consistency_of(db::Connection& connection, std::int64_t stream, std::int64_t old_size,
                                std::int64_t size) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<NotePage> {
    const auto proof = prove_consistency(transaction, stream, old_size, size);
    if (!proof) return std::unexpected(proof.error());
    return NotePage{consistency_json(stream, old_size, size, *proof), 0};
  });
}

}  // namespace audit
