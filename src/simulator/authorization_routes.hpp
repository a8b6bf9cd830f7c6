// The URLs of WeChat's authorisation page: for a computer, for a phone, and the older one for a phone.
#pragma once

#include <vector>

#include "http/router.hpp"
#include "simulator/courier.hpp"
#include "simulator/simulator.hpp"

namespace simulator {

void add_authorization_routes(std::vector<http::Route>& routes, Simulator& simulator, Courier& courier);

}  // namespace simulator
