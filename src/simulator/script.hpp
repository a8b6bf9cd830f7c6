// What a spoilt answer looks like on the wire, as a list of steps: decided here, done by ScriptedAnswer.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "http/message.hpp"
#include "simulator/faults.hpp"

namespace simulator {

// Bytes to write, at once or `chunk` at a time with a pause after each, `repeat` times over.
struct Step {
  std::string bytes;
  std::size_t chunk = 0;  // 0: all at once
  std::chrono::milliseconds pause{0};
  std::uint64_t repeat = 1;
};

struct Script {
  std::vector<Step> steps;
  bool reset = false;  // ends with a TCP reset instead of a proper end
};

// Whether the kind needs bytes that a well-behaved server would not write.
bool needs_script(FaultKind kind);
// For kinds that need one. `body` is the answer that would have been given.
Script make_script(const Fault& fault, std::string_view body, base::WallTime now);
// For the others: a well-formed answer.
http::Response spoilt_response(const Fault& fault, std::string body);

// The Content-Type of WeChat's JSON.
inline constexpr std::string_view json_type = "application/json; encoding=utf-8";

}  // namespace simulator
