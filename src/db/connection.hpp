// One PostgreSQL connection and the translation of its failures.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace pqxx {
class connection_base;
}

namespace db {

struct ConnectOptions {
  base::Secret url;  // a libpq connection string or URI; may hold a password
  std::string application_name;
  // For each host of the URL; libpq counts in whole seconds, so it is rounded up, to 2 s at least.
  std::chrono::milliseconds connect_timeout{2'000};
  // Limits that the server enforces; 0: none.
  std::chrono::milliseconds statement_timeout{5'000};
  std::chrono::milliseconds lock_timeout{2'000};
  std::chrono::milliseconds idle_in_transaction_timeout{10'000};
  // How much longer than statement_timeout a statement may take before the server counts as hung and the
  // session is cut; not at all without a statement_timeout.
  std::chrono::milliseconds hang_margin{1'000};
  // Prepared statements are planned once, whatever their parameters: for sessions whose statements have one
  // good plan.
  bool plan_once = false;
};

// A session. Not thread-safe: one thread uses it at a time. After a failure with Code::database_unavailable
// or Code::database_in_doubt it is broken for good: throw it away and make a new one.
class Connection {
 public:
  // Code::database_unavailable when it cannot be had in time, `cause` says why in one line;
  // Code::config_invalid for a malformed URL. The session speaks UTF-8 and UTC.
  static base::Result<std::unique_ptr<Connection>> open(const ConnectOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // For files named *_store.cpp, which speak pqxx.
  pqxx::connection_base& raw();
  bool broken() const;
  // For a session that has no statement running and listens to nothing: true when the server has ended it, or
  // is ending it. One system call.
  bool ended_while_idle() const;

  // Registers a statement under a name at its first use on this connection.
  void prepare_once(const std::string& name, const std::string& sql);

  // The session's socket, for waiting on notifications.
  int socket() const;

  // Any thread: ends the session as a lost network would, so that a statement which waits for a server that
  // hangs fails at once.
  void cut() const;

  // Marks the session as in use: a server that then lets a statement hang beyond its time limit is cut off.
  // Made by attempt(); every call of raw() begins a new statement.
  class Use {
   public:
    explicit Use(Connection& connection);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    Connection& connection_;
  };

 private:
  friend base::Error translate_current_exception(Connection& connection);
  friend class Statement;
  friend class Transaction;
  void mark_broken();
  void allow(std::chrono::milliseconds limit);
  // What the server warned of since the last call, in one line.
  std::string take_warning();
  bool cut_for_hanging() const;
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Called in a catch block: turns the exception in flight into an Error and marks the connection broken where
// it is. `cause` names the SQLSTATE and the server's message, never the statement.
//   lost connection, hung or stopping server, out of disk, became a standby → database_unavailable ·
//   lost at commit, or committed with a warning → database_in_doubt · unique violation → already_exists ·
//   serialization or deadlock → conflict · 57014, 55P03 (statement, lock timeout) → deadline_passed ·
//   SQLSTATE class 22, 23 → database_refused · anything else → internal
base::Error translate_current_exception(Connection& connection);

// Runs `work` and translates what it throws.
template <class F>
auto attempt(Connection& connection, F&& work) -> decltype(work(connection)) {
  const Connection::Use use(connection);
  try {
    return work(connection);
  } catch (...) {
    return std::unexpected(translate_current_exception(connection));
  }
}

}  // namespace db
