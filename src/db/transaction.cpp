#include "db/transaction.hpp"

#include <pqxx/pqxx>

namespace db {

struct Transaction::Impl {
  explicit Impl(pqxx::connection_base& session) : work(session) {}
  pqxx::work work;
};

Transaction::Transaction(Connection& connection)
    : connection_(connection), impl_(std::make_unique<Impl>(connection.raw())) {}

Transaction::~Transaction() = default;

pqxx::transaction_base& Transaction::raw() {
  connection_.raw();  // a step of the session
  return impl_->work;
}

void Transaction::allow(std::chrono::milliseconds limit) {
  raw().exec0("SET LOCAL statement_timeout = " + std::to_string(limit.count()));
  connection_.allow(limit);
}

// A COMMIT whose wait for the synchronous standby was cancelled (statement_timeout, an operator) succeeds and
// only warns that the transaction may be on this machine alone.
void Transaction::commit() {
  connection_.take_warning();
  connection_.raw();
  impl_->work.commit();
  const std::string warning = connection_.take_warning();
  if (!warning.empty()) throw pqxx::statement_completion_unknown("COMMIT: " + warning);
}

}  // namespace db
