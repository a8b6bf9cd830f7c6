// Which connection of one origin serves which request: decisions only, no I/O and no clock.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <variant>

#include "base/clock.hpp"

namespace http {

struct PoolLimits {
  std::size_t connections = 256;
  std::size_t waiting = 1'024;
  std::chrono::milliseconds idle{30'000};
};

// `T` is an owning handle: destroying it closes the connection. A place is what counts against
// PoolLimits::connections: it is taken by a grant and ends with give_back() or lost().
template <class T>
class Pool {
 public:
  using Ticket = std::uint64_t;

  struct Open {};  // make a new connection
  struct Wait {
    Ticket ticket;
  };  // a later Granted names this ticket, unless leave() comes first
  struct Refused {};  // too many wait already
  using Grant = std::variant<T, Open>;
  using Decision = std::variant<T, Open, Wait, Refused>;
  struct Granted {
    Ticket ticket;
    Grant grant;
  };

  explicit Pool(PoolLimits limits) : limits_(limits) {}

  // A request needs a connection: the newest idle one, or a new one if `fresh` or none is idle.
  Decision ask(base::SteadyTime now, bool fresh) {
    expire(now);
    if (!fresh && !idle_.empty()) return take_newest();
    if (open_ >= limits_.connections && !idle_.empty()) drop_oldest();
    if (open_ < limits_.connections) {
      ++open_;
      return Open{};
    }
    if (waiting_.size() >= limits_.waiting) return Refused{};
    waiting_.push_back({++last_ticket_, fresh});
    return Wait{last_ticket_};
  }

  // The granted connection turned out to be dead (the caller has dropped it): another one for the same place.
  Grant replace(base::SteadyTime now) {
    expire(now);
    if (idle_.empty()) return Open{};
    --open_;
    return take_newest();
  }

  // A connection is free again. Says who has it now, or its place; nothing: it is idle, or dropped after
  // close().
  std::optional<Granted> give_back(T connection, base::SteadyTime now) {
    if (closed_) return lost();
    if (!waiting_.empty() && !waiting_.front().fresh) return Granted{next_waiting(), std::move(connection)};
    if (!waiting_.empty()) return lost();
    idle_.push_back({std::move(connection), now + limits_.idle});
    return std::nullopt;
  }

  // A connection died, or was never made. Says who may open one in its place.
  std::optional<Granted> lost() {
    if (!waiting_.empty()) return Granted{next_waiting(), Open{}};
    --open_;
    return std::nullopt;
  }

  // The end of a place when telling a waiting request of it failed.
  void forget() noexcept { --open_; }

  // A waiting request gave up.
  void leave(Ticket ticket) {
    std::erase_if(waiting_, [ticket](const Waiting& waiting) { return waiting.ticket == ticket; });
  }

  // Drops connections that were idle for too long.
  void expire(base::SteadyTime now) {
    while (!idle_.empty() && idle_.front().until <= now)
      drop_oldest();
  }

  // When the next idle connection is to be dropped.
  std::optional<base::SteadyTime> next_expiry() const {
    if (idle_.empty()) return std::nullopt;
    return idle_.front().until;
  }

  // Drops what is idle and keeps nothing from now on.
  void close() {
    closed_ = true;
    while (!idle_.empty())
      drop_oldest();
  }

  std::size_t open() const { return open_; }
  std::size_t idle() const { return idle_.size(); }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Idle {
    T connection;
    base::SteadyTime until;
  };
  struct Waiting {
    Ticket ticket;
    bool fresh;
  };

  T take_newest() {
    T connection = std::move(idle_.back().connection);
    idle_.pop_back();
    return connection;
  }

  void drop_oldest() {
    idle_.pop_front();
    --open_;
  }

  Ticket next_waiting() {
    const Ticket ticket = waiting_.front().ticket;
    waiting_.pop_front();
    return ticket;
  }

  PoolLimits limits_;
  std::deque<Idle> idle_;  // oldest first; all have the same limit, so also the first to expire
  std::deque<Waiting> waiting_;
  std::size_t open_ = 0;  // idle ones too
  Ticket last_ticket_ = 0;
  bool closed_ = false;
};

}  // namespace http
