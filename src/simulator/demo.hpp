#pragma once

#include "base/clock.hpp"
#include "simulator/world.hpp"

namespace simulator {

// One platform, one verified Service Account that authorises it for set 46 among others, and the application
// that the official page's example asks about.
void populate_demo(World& world, base::WallTime now);
// The same with nobody's consent yet, and two merchants more: a Service Account that is meant to consent
// without set 46, and a subscription account.
void populate_unauthorized_demo(World& world, base::WallTime now);

}  // namespace simulator
