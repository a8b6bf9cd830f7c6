// A transaction that several stores write into together.
#pragma once

#include <chrono>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace pqxx {
class transaction_base;
}

namespace db {

// Rolls back when destroyed uncommitted. One at a time on a connection. Throws what pqxx throws: use it
// inside in_transaction() or attempt().
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  pqxx::transaction_base& raw();  // for files named *_store.cpp
  Connection& connection() { return connection_; }
  // From here to the transaction's end all statements together may take that long, beyond the session's own
  // limit.
  void allow(std::chrono::milliseconds limit);
  // Throws pqxx::statement_completion_unknown when the server warned that the commit may not last.
  void commit();

 private:
  struct Impl;
  Connection& connection_;
  std::unique_ptr<Impl> impl_;
};

// Runs `work(Transaction&) -> Result<T>`; commits when it succeeds, rolls back when it fails or throws.
// Code::database_in_doubt when the connection was lost in the commit itself, or the commit came with a
// warning.
template <class F>
auto in_transaction(Connection& connection, F&& work) -> decltype(work(std::declval<Transaction&>())) {
  return attempt(connection, [&work](Connection& session) -> decltype(work(std::declval<Transaction&>())) {
    Transaction transaction(session);
    auto result = work(transaction);
    if (result) transaction.commit();
    return result;
  });
}

}  // namespace db
