// Rows about the simulator as a whole: settings, clock, reset, what a demo needs to know.
#include <nlohmann/json.hpp>

#include "simulator/control_support.hpp"

namespace simulator::control {
namespace {

using nlohmann::json;

constexpr std::int64_t farthest_s = 100LL * 366 * 86400;

json clock_json(Simulator& simulator) {
  return {{"now", base::to_rfc3339(simulator.clock().wall())},
          {"offset_s", simulator.clock().offset().count()}};
}

}  // namespace

Answer show_demo(Simulator& simulator, const ControlCall&) {
  return shown(simulator.locked([](Simulator::State& state, base::WallTime) {
    const World& world = state.world;
    json merchants = json::array();
    for (const auto& [appid, merchant] : world.merchants()) {
      merchants.push_back({{"appid", appid},
                           {"nick_name", merchant.nick_name},
                           {"service_type", merchant.service_type},
                           {"authorized", merchant.authorized},
                           {"refresh_token", merchant.refresh_token}});
    }
    return json{{"component_appid", world.component.appid},
                {"component_secret", world.component.secret},
                {"ticket", world.component.tickets.back().value},
                {"merchants", std::move(merchants)}};
  }));
}

Answer reset(Simulator& simulator, const ControlCall&) {
  simulator.reset();
  return done();
}

Answer show_settings(Simulator& simulator, const ControlCall&) {
  return shown(simulator.locked(
      [](Simulator::State& state, base::WallTime) { return to_json(state.world.settings); }));
}

Answer set_settings(Simulator& simulator, const ControlCall& call) {
  const auto changed = simulator.locked([&](Simulator::State& state, base::WallTime) {
    return change_settings(state.world.settings, call.body);
  });
  if (!changed) return std::unexpected(changed.error());
  return show_settings(simulator, call);
}

Answer show_clock(Simulator& simulator, const ControlCall&) { return shown(clock_json(simulator)); }

Answer set_clock(Simulator& simulator, const ControlCall& call) {
  std::int64_t offset_s = simulator.clock().offset().count();
  std::int64_t advance_s = 0;
  ObjectReader reader(call.body);
  if (auto read = reader.number("offset_s", offset_s).number("advance_s", advance_s).finish(); !read) {
    return std::unexpected(read.error());
  }
  if (std::abs(offset_s) > farthest_s || std::abs(advance_s) > farthest_s) {
    return base::fail(base::Code::invalid_argument, "too far away");
  }
  simulator.clock().set_offset(std::chrono::seconds(offset_s + advance_s));
  return shown(clock_json(simulator));
}

}  // namespace simulator::control
