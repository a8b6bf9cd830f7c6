// The simulator's URLs: WeChat's own and the control API, on one port.
#pragma once

#include "http/router.hpp"
#include "simulator/simulator.hpp"
#include "simulator/sleeper.hpp"

namespace simulator {

// The table of one event loop. Both must outlive it; `sleeper` is that of the loop.
http::Router make_router(Simulator& simulator, Sleeper& sleeper);

}  // namespace simulator
