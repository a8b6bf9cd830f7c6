#include "query/in_flight.hpp"

#include "base/sharing.hpp"

namespace query {

Entry judge_entry(std::size_t mine, std::size_t used, const InFlightLimits& limits) {
  if (used >= limits.all) return Entry::gateway_full;
  if (mine >= limits.per_merchant) return Entry::merchant_full;
  return base::may_take_one(mine, used, limits.all) ? Entry::admitted : Entry::share_full;
}

InFlight::InFlight(InFlightLimits limits, base::Metrics& metrics)
    : queries_(metrics, "queries"),
      merchant_queries_(metrics, "merchant_queries"),
      tokens_(metrics, "tokens") {
  change(limits);
}

void InFlight::change(InFlightLimits limits) {
  all_.store(limits.all, std::memory_order_relaxed);
  per_merchant_.store(limits.per_merchant, std::memory_order_relaxed);
  queries_.limit(limits.all);
  merchant_queries_.limit(limits.per_merchant);
  tokens_.limit(limits.all);
}

void InFlight::sample() const {
  queries_.length(size());
  tokens_.length(waiting_for_token());
}

void InFlight::Place::wait_for_token(bool waits) {
  if (!house_ || std::exchange(waiting_, waits) == waits) return;
  if (waits) {
    house_->waiting_.fetch_add(1, std::memory_order_relaxed);
  } else {
    house_->waiting_.fetch_sub(1, std::memory_order_relaxed);
  }
}

// Counts itself first and judges by what was there before: whoever is admitted found fewer than `all`.
std::expected<InFlight::Place, Entry> InFlight::enter(int merchant) {
  const std::size_t used = used_.fetch_add(1, std::memory_order_relaxed);
  const std::size_t mine = counts_.add(merchant);
  Place place(this, merchant);
  const InFlightLimits limits{all_.load(std::memory_order_relaxed),
                              per_merchant_.load(std::memory_order_relaxed)};
  const Entry entry = judge_entry(mine, used, limits);
  if (entry == Entry::admitted) return place;
  (entry == Entry::gateway_full ? queries_ : merchant_queries_).refused();
  return std::unexpected(entry);
}

void InFlight::leave(int merchant) {
  counts_.subtract(merchant);
  used_.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace query
