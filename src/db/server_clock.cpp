#include "db/server_clock.hpp"

namespace db {
namespace {

std::int64_t micros(base::SteadyTime time) {
  return std::chrono::duration_cast<base::Micros>(time.time_since_epoch()).count();
}

}  // namespace

ServerClock::ServerClock(const base::Clock& local) : local_(local) {}

base::WallTime ServerClock::wall() const {
  const std::int64_t ahead = ahead_of_steady_.load(std::memory_order_relaxed);
  if (ahead == unset) return local_.wall();
  return base::WallTime(base::Micros(micros(local_.steady()) + ahead));
}

void ServerClock::set(base::WallTime server, base::SteadyTime at) {
  ahead_of_steady_.store(server.time_since_epoch().count() - micros(at), std::memory_order_relaxed);
}

}  // namespace db
