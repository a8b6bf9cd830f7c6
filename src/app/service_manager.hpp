// What the program tells the service manager that started it (systemd, sd_notify(3)). Without one, nothing is
// told and nothing fails.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace app {

// Each call may be made from any thread.
class ServiceManager {
 public:
  // Ready, or ready again after reloading(); `status` is one line for `systemctl status`.
  void ready(std::string_view status) const;
  void reloading() const;
  void stopping() const;
  // To be called more often than watchdog_limit(), else the manager ends the process.
  void alive() const;
  // Nothing when the manager keeps no watch.
  std::optional<std::chrono::microseconds> watchdog_limit() const;
};

}  // namespace app
