#pragma once

#include "simulator/options.hpp"

namespace simulator {

// Serves until SIGINT or SIGTERM. The exit status: 0, or 1 after one line about why it could not start.
int run_program(const Options& options);

}  // namespace simulator
