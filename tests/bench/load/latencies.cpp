#include "load/latencies.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bench {
namespace {

// Each doubling is cut into so many equal buckets.
constexpr std::uint64_t parts = 128;
constexpr unsigned part_bits = 7;
constexpr unsigned doublings = 34;  // from 128 ns to over half an hour

std::size_t bucket_of(std::uint64_t nanos) {
  if (nanos < parts) return static_cast<std::size_t>(nanos);
  const auto shift = static_cast<unsigned>(std::bit_width(nanos)) - part_bits - 1;
  const std::size_t bucket = static_cast<std::size_t>((shift + 1) * parts + (nanos >> shift) - parts);
  return std::min<std::size_t>(bucket, parts * doublings - 1);
}

// The middle of a bucket.
double nanos_of(std::size_t bucket) {
  if (bucket < parts) return static_cast<double>(bucket);
  const auto shift = bucket / parts - 1;
  return std::ldexp(static_cast<double>(parts + bucket % parts) + 0.5, static_cast<int>(shift));
}

}  // namespace

Latencies::Latencies() : buckets_(parts * doublings) {}

void Latencies::add(std::chrono::nanoseconds took) {
  const auto nanos = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
  ++buckets_[bucket_of(nanos)];
  ++count_;
  sum_ += static_cast<double>(nanos);
}

double Latencies::quantile(double part) const {
  if (count_ == 0) return 0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen >= std::max<std::uint64_t>(wanted, 1)) return nanos_of(bucket) / 1'000;
  }
  return 0;
}

double Latencies::mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_) / 1'000; }

}  // namespace bench
