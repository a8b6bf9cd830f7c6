#include "db/statement.hpp"

#include <pqxx/pqxx>

namespace db {

struct Statement::Impl {
  explicit Impl(pqxx::connection_base& session) : work(session) {}
  pqxx::nontransaction work;
};

Statement::Statement(Connection& connection)
    : connection_(connection), impl_(std::make_unique<Impl>(connection.raw())) {
  connection_.take_warning();
}

Statement::~Statement() = default;

pqxx::transaction_base& Statement::raw() {
  connection_.raw();  // a step of the session
  return impl_->work;
}

void Statement::done() {
  const std::string warning = connection_.take_warning();
  if (!warning.empty()) throw pqxx::statement_completion_unknown("the statement: " + warning);
}

void Statement::failed() {
  if (connection_.broken()) throw pqxx::in_doubt_error("connection lost in the statement");
}

}  // namespace db
