// When a session has been silent for too long.
#pragma once

#include <cstdint>

namespace db {

// Looked at in rounds of equal length. Without I/O, clock or locks.
class Silence {
 public:
  static constexpr int rounds = 4;

  // What was seen in this round: whether the session is in use, and a number that every step changes. True
  // when nothing has happened for `rounds` whole rounds of one use.
  bool too_long(bool in_use, std::uint64_t steps) {
    silent_ = in_use && steps == steps_ ? silent_ + 1 : 0;
    steps_ = steps;
    return silent_ >= rounds;
  }

 private:
  std::uint64_t steps_ = 0;
  int silent_ = 0;
};

}  // namespace db
