#include <pqxx/pqxx>

#include "audit/proof_store.hpp"
#include "audit/receipt_desk.hpp"
#include "db/transaction.hpp"

namespace audit {

using base::Code;
using base::Result;

Result<std::string> receipt_of(db::Connection& connection, RecordId id, int merchant) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::string> {
    const auto day = day_of(transaction, id.stream);
    const bool own = day && !transaction.raw()
                                 .exec_params(
                                     "SELECT FROM audit_record WHERE day = $1::date AND stream = $2 "
                                     "AND seq = $3 AND merchant = $4",
                                     *day, id.stream, id.seq, merchant)
                                 .empty();
    if (!own) return base::fail(Code::not_found, "there is no such record of this merchant");
    const auto bundle = make_bundle(transaction, id);
    if (!bundle && bundle.error().code == Code::busy)
      return base::fail(Code::not_yet_covered, bundle.error().detail);
    if (!bundle) return std::unexpected(bundle.error());
    return bundle_json(*bundle);
  });
}

}  // namespace audit
