#pragma once

#include "base/clock.hpp"
#include "simulator/world.hpp"

namespace simulator {

// One platform, one verified Service Account that authorises it for set 46 among others, and the application
// that the official page's example asks about.
void populate_demo(World& world, base::WallTime now);

}  // namespace simulator
