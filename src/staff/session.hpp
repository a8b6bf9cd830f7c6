// Who is logged in at the console.
#pragma once

#include <chrono>
#include <string>

#include "base/address.hpp"
#include "base/clock.hpp"

namespace staff {

struct SessionLimits {
  std::chrono::seconds idle{30 * 60};
  std::chrono::seconds absolute{12 * 3'600};
};

struct Session {
  int id = 0;
  int account = 0;
  bool second_factor = false;  // was asked for and given
  base::IpAddress client;
  std::string agent;  // what the browser calls itself, at most 200 bytes
  base::WallTime created_at;
  base::WallTime seen_at;
};

}  // namespace staff
