// Wrong secrets, counted by where they come from.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "base/address.hpp"
#include "base/clock.hpp"

namespace tenancy {

struct GuessLimits {
  int burst = 20;                             // wrong secrets at once, from one address
  std::chrono::milliseconds interval{1'000};  // until one more may be wrong
  std::size_t addresses = 10'000;             // told apart at once
};

// A bucket an address (IPv6: a /64), drawn from by wrong secrets only. An address whose bucket is empty is
// not listened to, not even with a right secret: else guessing would go on unhindered. When there are too
// many addresses, the one that guessed least is forgotten: nobody is refused for what others did.
// Thread-safe; counts in this process.
class GuessLimit {
 public:
  explicit GuessLimit(GuessLimits limits = {});

  // How long the address is not listened to; zero: it is.
  base::Micros wait(const base::IpAddress& address, base::SteadyTime now) const;
  // A secret from there was wrong.
  void wrong(const base::IpAddress& address, base::SteadyTime now);

  std::size_t size() const;

 private:
  void forget_first();

  const GuessLimits limits_;
  const base::SteadyTime::duration capacity_;
  mutable std::mutex mutex_;
  // A bucket is the moment when it is full again; one that is full needs no entry.
  std::map<base::IpAddress, base::SteadyTime> full_at_;
  std::set<std::pair<base::SteadyTime, base::IpAddress>> in_order_;  // the same
};

}  // namespace tenancy
