// One statement that is its own transaction: for what has to be durable after one round trip.
#pragma once

#include <memory>
#include <utility>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace pqxx {
class transaction_base;
}

namespace db {

// Throws what pqxx throws: use it inside in_one_statement().
class Statement {
 public:
  explicit Statement(Connection& connection);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  pqxx::transaction_base& raw();  // for files named *_store.cpp; for one statement
  Connection& connection() { return connection_; }

  // Throws pqxx::statement_completion_unknown when the server warned that the commit may not last.
  void done();
  // In a catch block. Throws pqxx::in_doubt_error when the connection is gone: the server may have committed.
  void failed();

 private:
  struct Impl;
  Connection& connection_;
  std::unique_ptr<Impl> impl_;
};

// Runs `work(Statement&) -> Result<T>`, which has one statement. What the statement changed is durable, also
// when the result is an error of its own. Code::database_in_doubt when the connection was lost, or the commit
// came with a warning.
template <class F>
auto in_one_statement(Connection& connection, F&& work) -> decltype(work(std::declval<Statement&>())) {
  return attempt(connection, [&work](Connection& session) -> decltype(work(std::declval<Statement&>())) {
    Statement statement(session);
    try {
      auto result = work(statement);
      statement.done();
      return result;
    } catch (...) {
      statement.failed();
      throw;
    }
  });
}

}  // namespace db
