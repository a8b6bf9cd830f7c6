// The wall clock of the database server, by which everything stored has its times.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.hpp"

namespace db {

// Thread-safe. Until it was set for the first time it goes by `local`; from then on only steady time counts,
// so that neither a step of this machine's clock nor a difference between the two makes a stored time look
// early or late.
class ServerClock final : public base::Clock {
 public:
  // `local` must outlive it.
  explicit ServerClock(const base::Clock& local);

  base::SteadyTime steady() const override { return local_.steady(); }
  base::WallTime wall() const override;
  // The server's clock showed `server` at the moment `at`.
  void set(base::WallTime server, base::SteadyTime at);

 private:
  static constexpr std::int64_t unset = INT64_MIN;
  const base::Clock& local_;
  std::atomic<std::int64_t> ahead_of_steady_{unset};  // microseconds
};

}  // namespace db
