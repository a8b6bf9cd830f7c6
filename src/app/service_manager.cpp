#include "app/service_manager.hpp"

#include <systemd/sd-daemon.h>

#include <cstdint>
#include <ctime>
#include <string>

namespace app {
namespace {

// A lost notification is the manager's loss: it knows its own time limits.
void tell(const std::string& state) { ::sd_notify(0, state.c_str()); }

std::string monotonic_microseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::to_string(std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000);
}

}  // namespace

void ServiceManager::ready(std::string_view status) const { tell("READY=1\nSTATUS=" + std::string(status)); }

// The time lets the manager tell this reload from an earlier one (Type=notify-reload).
void ServiceManager::reloading() const { tell("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds()); }

void ServiceManager::stopping() const { tell("STOPPING=1\nSTATUS=finishing what runs"); }

void ServiceManager::alive() const { tell("WATCHDOG=1"); }

std::optional<std::chrono::microseconds> ServiceManager::watchdog_limit() const {
  std::uint64_t limit = 0;
  if (::sd_watchdog_enabled(0, &limit) <= 0) return std::nullopt;
  return std::chrono::microseconds(limit);
}

}  // namespace app
