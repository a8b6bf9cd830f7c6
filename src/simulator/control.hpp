// The control API under /_sim/: how tests arrange the simulated WeChat and look at what it saw.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/error.hpp"
#include "http/message.hpp"
#include "simulator/courier.hpp"
#include "simulator/query.hpp"
#include "simulator/simulator.hpp"

namespace simulator {

struct ControlCall {
  const nlohmann::json& body;                // an empty object when none was sent
  std::vector<std::string_view> parameters;  // what stands for each {…} of the path
  std::vector<QueryItem> query;
};

struct ControlAnswer {
  std::string body;
  std::string_view type = "application/json";
  std::vector<Push> pushes = {};        // delivered before the answer leaves
  std::vector<Push> later_pushes = {};  // sent off once it is there
  bool tells_pushes = false;            // the body is what came of `pushes`
};

// A row: what is asked, and who does it. Code::invalid_argument becomes 400, not_found 404, already_exists
// and conflict 409.
struct ControlRow {
  http::Method method;
  std::string_view path;
  base::Result<ControlAnswer> (*handle)(Simulator& simulator, const ControlCall& call);
};

std::span<const ControlRow> control_rows();

// Runs a row on a request whose parameters the router has found, delivers its pushes, and puts the result
// into a response.
base::Awaitable<http::Response> run_control(const ControlRow& row, Simulator& simulator, Courier& courier,
                                            const http::Request& request);

// {"error": …}
http::Response control_problem(int status, std::string_view detail);

// Every group of rows lives in a file of its own.
namespace control {
using Answer = base::Result<ControlAnswer>;

// control_world.cpp
Answer show_demo(Simulator&, const ControlCall&);
Answer reset(Simulator&, const ControlCall&);
Answer show_settings(Simulator&, const ControlCall&);
Answer set_settings(Simulator&, const ControlCall&);
Answer show_clock(Simulator&, const ControlCall&);
Answer set_clock(Simulator&, const ControlCall&);
// control_component.cpp
Answer show_component(Simulator&, const ControlCall&);
Answer set_component(Simulator&, const ControlCall&);
Answer add_ticket(Simulator&, const ControlCall&);
Answer void_component_tokens(Simulator&, const ControlCall&);
// control_merchants.cpp
Answer list_merchants(Simulator&, const ControlCall&);
Answer put_merchants(Simulator&, const ControlCall&);
Answer show_merchant(Simulator&, const ControlCall&);
Answer authorize_merchant(Simulator&, const ControlCall&);
Answer revoke_merchant(Simulator&, const ControlCall&);
Answer void_merchant_tokens(Simulator&, const ControlCall&);
// control_applications.cpp
Answer list_applications(Simulator&, const ControlCall&);
Answer add_applications(Simulator&, const ControlCall&);
Answer add_segments(Simulator&, const ControlCall&);
Answer list_codes(Simulator&, const ControlCall&);
// control_faults.cpp
Answer list_faults(Simulator&, const ControlCall&);
Answer add_faults(Simulator&, const ControlCall&);
Answer clear_faults(Simulator&, const ControlCall&);
Answer remove_fault(Simulator&, const ControlCall&);
// control_records.cpp
Answer show_ledger(Simulator&, const ControlCall&);
Answer count_ledger(Simulator&, const ControlCall&);
Answer reset_ledger(Simulator&, const ControlCall&);
Answer show_violations(Simulator&, const ControlCall&);
Answer reset_violations(Simulator&, const ControlCall&);
// control_consent.cpp
Answer consent(Simulator&, const ControlCall&);
// control_pushes.cpp
nlohmann::json to_json(const PushRecord& record);
Answer push_now(Simulator&, const ControlCall&);
Answer show_pushes(Simulator&, const ControlCall&);
Answer reset_pushes(Simulator&, const ControlCall&);
}  // namespace control

}  // namespace simulator
