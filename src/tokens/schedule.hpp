// Whose turn it is for a background refresh. No I/O.
#pragma once

#include <cstddef>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace tokens {

// One moment a merchant, in order. Not thread-safe.
class Schedule {
 public:
  // Replaces the merchant's moment.
  void set(int merchant, base::WallTime moment);
  void remove(int merchant);
  // Takes out at most `limit` merchants whose moment has come, the earliest first. They come again when they
  // are set again.
  std::vector<int> take_due(base::WallTime now, std::size_t limit);
  std::size_t size() const { return moments_.size(); }

 private:
  std::set<std::pair<base::WallTime, int>> order_;
  std::unordered_map<int, base::WallTime> moments_;
};

}  // namespace tokens
