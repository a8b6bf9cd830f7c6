#include "audit/receipt_desk.hpp"

namespace audit {
namespace {

constexpr std::chrono::seconds receipt_patience{2};

}  // namespace

base::Awaitable<base::Result<std::string>> ReceiptDesk::receipt(RecordId id, int merchant) {
  return database_.run(
      base::Deadline{clock_.steady() + receipt_patience},
      [id, merchant](db::Connection& connection) { return receipt_of(connection, id, merchant); });
}

}  // namespace audit
