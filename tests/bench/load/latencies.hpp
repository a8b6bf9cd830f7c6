// Many durations, kept to one per cent.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace bench {

class Latencies {
 public:
  Latencies();
  void add(std::chrono::nanoseconds took);
  std::uint64_t count() const { return count_; }
  // In microseconds, of a part from 0 to 1; 0 when there is none.
  double quantile(double part) const;
  double mean() const;

 private:
  std::vector<std::uint32_t> buckets_;
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

}  // namespace bench
