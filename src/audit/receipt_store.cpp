#include <pqxx/pqxx>

#include "audit/proof_store.hpp"
#include "audit/receipt_desk.hpp"
#include "db/transaction.hpp"

namespace audit {

using base::Code;
using base::Result;

Result<std::string> receipt_of(db::Connection& connection, RecordId id, int merchant) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::string> {
    const auto own = transaction.raw().exec_params(
        "SELECT FROM audit_record r JOIN audit_stream s ON s.id = r.stream AND s.day = r.day "
        "WHERE s.id = $1 AND r.seq = $2 AND r.merchant = $3",
        id.stream, id.seq, merchant);
    if (own.empty()) return base::fail(Code::not_found, "there is no such record of this merchant");
    const auto bundle = make_bundle(transaction, id);
    if (!bundle && bundle.error().code == Code::busy)
      return base::fail(Code::not_yet_covered, bundle.error().detail);
    if (!bundle) return std::unexpected(bundle.error());
    return bundle_json(*bundle);
  });
}

}  // namespace audit
