// The simulator's URLs: WeChat's own and the control API, on one port.
#pragma once

#include "http/router.hpp"
#include "simulator/courier.hpp"
#include "simulator/simulator.hpp"
#include "simulator/sleeper.hpp"

namespace simulator {

// The table of one event loop. All must outlive it; `sleeper` and `courier` are those of the loop.
http::Router make_router(Simulator& simulator, Sleeper& sleeper, Courier& courier);

}  // namespace simulator
