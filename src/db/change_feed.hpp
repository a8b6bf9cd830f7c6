// Tells every gateway within 2 s that shared rows changed (design, section 7).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "db/connection.hpp"
#include "db/server_clock.hpp"

namespace db {

// Reads everything with a stamp above `since` and takes it over; the same rows may come again. Runs on the
// feed's thread (in load(): the caller's). The session stands in one read-only, repeatable-read transaction
// for all readers of a round, so read through a pqxx::nontransaction. A failure makes the round be repeated.
using ChangeReader = std::function<base::Result<>(Connection& connection, std::int64_t since)>;

// One thread with one connection: polls `change_counter` every `interval`; NOTIFY marketcode_change wakes it
// sooner. Readers are called in the order they were given, first by load() with since = 0, then for every
// change. A lost connection is made anew; nothing is missed, because readers ask by stamp. A counter that
// went back (another database under the same name) makes them read everything again.
class ChangeFeed {
 public:
  ChangeFeed(ConnectOptions connect, std::vector<ChangeReader> readers, const base::Clock& clock,
             base::Log& log, std::chrono::milliseconds interval = std::chrono::seconds(1));
  ~ChangeFeed();  // stops the thread; waits for a reader's own work, and for an attempt to connect

  // Blocks until everything was read once; then the thread runs. When it fails nothing runs.
  base::Result<> load();
  // How long ago the newest successful poll was; grows while the database is away.
  std::chrono::milliseconds age() const;
  // Called on the feed's thread with the payload of every NOTIFY on `channel`; those sent while the
  // connection is away are lost. Must not throw. Give before load().
  void on_notify(std::string channel, std::function<void(std::string_view payload)> handler);
  // Sets this clock at every poll; it must outlive the feed. Give before load().
  void sets(ServerClock& clock);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace db
