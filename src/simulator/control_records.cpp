// Rows about what the simulator saw: the ledger, and what was unusual.
#include <nlohmann/json.hpp>

#include "simulator/control_support.hpp"

namespace simulator::control {
namespace {

using nlohmann::json;

constexpr std::uint64_t default_page = 10'000;
constexpr std::uint64_t longest_record_page = 1'000'000;

std::optional<LedgerFilter> read_filter(const ControlCall& call) {
  const auto after = number_parameter(call, "after", 0);
  if (!after) return std::nullopt;
  LedgerFilter filter{.after = *after, .path = {}, .merchant = {}};
  if (const std::string* path = find(call.query, "path")) filter.path = *path;
  if (const std::string* merchant = find(call.query, "merchant")) filter.merchant = *merchant;
  return filter;
}

std::string as_lines(const std::deque<LedgerEntry>& entries) {
  std::string text;
  for (const LedgerEntry& entry : entries) {
    text.append(to_json(entry)).append("\n");
  }
  return text;
}

std::string as_array(const std::deque<LedgerEntry>& entries) {
  std::string text = "[";
  for (const LedgerEntry& entry : entries) {
    text.append(text.size() > 1 ? ",\n" : "").append(to_json(entry));
  }
  return text += "]\n";
}

}  // namespace

Answer show_ledger(Simulator& simulator, const ControlCall& call) {
  const auto filter = read_filter(call);
  const auto limit = number_parameter(call, "limit", default_page);
  if (!filter || !limit || *limit > longest_record_page) {
    return base::fail(base::Code::invalid_argument, "after and limit must be numbers, limit at most 1000000");
  }
  const auto entries = simulator.locked(
      [&](Simulator::State& state, base::WallTime) { return state.ledger.page(*filter, *limit); });
  const std::string* format = find(call.query, "format");
  if (format && *format == "ndjson") return ControlAnswer{as_lines(entries), "application/x-ndjson"};
  return ControlAnswer{as_array(entries)};
}

Answer count_ledger(Simulator& simulator, const ControlCall& call) {
  const auto filter = read_filter(call);
  if (!filter) return base::fail(base::Code::invalid_argument, "after must be a number");
  return shown(simulator.locked([&](Simulator::State& state, base::WallTime) {
    return json{{"count", state.ledger.count(*filter)},
                {"total", state.ledger.total()},
                {"dropped", state.ledger.dropped()}};
  }));
}

Answer reset_ledger(Simulator& simulator, const ControlCall&) {
  simulator.locked([](Simulator::State& state, base::WallTime) { state.ledger.reset(); });
  return done();
}

Answer show_violations(Simulator& simulator, const ControlCall&) {
  return shown(simulator.locked([](Simulator::State& state, base::WallTime) {
    json list = json::array();
    for (const Violation& violation : state.violations.kept()) {
      list.push_back({{"n", violation.n},
                      {"time", base::to_rfc3339(violation.time)},
                      {"path", violation.path},
                      {"what", violation.what}});
    }
    return json{{"count", state.violations.count()}, {"violations", std::move(list)}};
  }));
}

Answer reset_violations(Simulator& simulator, const ControlCall&) {
  simulator.locked([](Simulator::State& state, base::WallTime) { state.violations.reset(); });
  return done();
}

}  // namespace simulator::control
