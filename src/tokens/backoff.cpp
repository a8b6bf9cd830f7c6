#include "tokens/backoff.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace tokens {
namespace {

constexpr base::Micros minute = std::chrono::minutes(1);

base::Micros scaled(base::Micros pause, double factor) {
  return base::Micros(static_cast<base::Micros::rep>(static_cast<double>(pause.count()) * factor));
}

base::Micros to_next_minute(base::WallTime now) { return minute - now.time_since_epoch() % minute; }

}  // namespace

base::Micros pause_after(Verdict verdict, int failures, base::WallTime now, double chance,
                         const BackoffRules& rules) {
  base::Micros pause = rules.first;
  for (int i = 1; i < failures && pause < rules.most; ++i) {
    pause *= 2;
  }
  pause = scaled(std::min(pause, rules.most), 0.75 + 0.5 * chance);
  // The quotas are shared by all merchants: the chance keeps them from coming back in one moment.
  if (verdict == Verdict::minute_quota)
    return std::max(pause, to_next_minute(now) + scaled(minute / 4, chance));
  if (verdict == Verdict::day_quota) return std::max(pause, scaled(rules.day_quota, 1 + chance));
  return pause;
}

double chance(base::Random& random) {
  std::uint32_t value = 0;
  random.fill(std::as_writable_bytes(std::span(&value, 1)));
  return static_cast<double>(value) / 4294967296.0;
}

int Backoff::count(int id) { return ++entries_[id].failures; }

void Backoff::set(int id, std::int64_t generation, base::SteadyTime until, base::Error error) {
  Entry& entry = entries_[id];
  entry.generation = generation;
  entry.until = until;
  entry.error = std::move(error);
}

void Backoff::clear(int id) { entries_.erase(id); }

std::optional<base::Error> Backoff::refusal(int id, std::int64_t generation, base::SteadyTime now) const {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.generation != generation) return std::nullopt;
  if (now >= found->second.until) return std::nullopt;
  base::Error error = found->second.error;
  error.retry_after = base::Deadline{found->second.until}.remaining(now);
  return error;
}

}  // namespace tokens
