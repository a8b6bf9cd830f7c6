// Rows about pushes: what was pushed, and pushing on demand.
#include <nlohmann/json.hpp>

#include "simulator/control_support.hpp"
#include "simulator/shapes.hpp"

namespace simulator::control {
namespace {

using nlohmann::json;

constexpr std::uint64_t most_times = 1000;
constexpr std::uint64_t longest_delay_ms = 600'000;

void read_flaws(ObjectReader& reader, PushFlaws& flaws) {
  std::string key = "current";
  std::string signature = "right";
  std::string trailer = "own";
  reader.text("key", key).text("signature", signature).text("trailer", trailer);
  if (key != "current" && key != "previous") reader.wrong("key");
  if (signature != "right" && signature != "wrong") reader.wrong("signature");
  if (trailer != "own" && trailer != "foreign") reader.wrong("trailer");
  flaws.previous_key = key == "previous";
  flaws.wrong_signature = signature == "wrong";
  flaws.foreign_trailer = trailer == "foreign";
}

// What belongs to the kind, beside AppId, CreateTime and InfoType.
base::Result<PushMembers> members_of(World& world, const Push& push, std::string value, base::WallTime now) {
  Component& component = world.component;
  if (push.kind == "component_verify_ticket") {
    return ticket_members(value.empty() ? component.tickets.back().value : value);
  }
  if (push.appid.empty()) return PushMembers{};
  if (push.kind != "authorized" && push.kind != "updateauthorized") {
    return PushMembers{{"AuthorizerAppid", push.appid}};
  }
  if (!value.empty()) {
    const auto life = std::chrono::seconds(world.settings.authorization_code_life_s);
    return authorization_members(push.appid, {value, now + life}, make_pre_auth_code(world.random()));
  }
  Merchant* merchant = world.find_merchant(push.appid);
  if (merchant == nullptr) return base::fail(base::Code::not_found, "no such merchant");
  const auto sets = merchant->permission_sets;
  world.authorize(*merchant, sets, now);
  return authorization_members(push.appid, component.authorization_codes.back(),
                               make_pre_auth_code(world.random()));
}

base::Result<Push> read_push(World& world, const json& body, base::WallTime now) {
  Push push;
  push.forced = true;
  std::string value;  // a ticket or a code
  std::int64_t created = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::uint64_t delay_ms = 0;
  ObjectReader reader(body);
  reader.text("kind", push.kind)
      .text("appid", push.appid)
      .text("value", value)
      .number("create_time", created)
      .number("times", push.times)
      .number("delay_ms", delay_ms)
      .boolean("bare", push.flaws.bare)
      .boolean("doctype", push.flaws.doctype)
      .boolean("oversize_length", push.flaws.oversize_length);
  read_flaws(reader, push.flaws);
  if (push.times > most_times) reader.wrong("times");
  if (delay_ms > longest_delay_ms) reader.wrong("delay_ms");
  if (push.kind.empty()) reader.wrong("kind");
  if (auto read = reader.finish(); !read) return std::unexpected(read.error());
  push.delay = std::chrono::milliseconds(delay_ms);
  if (world.component.event_url.empty()) {
    return base::fail(base::Code::conflict, "the platform has no event_url");
  }
  auto members = members_of(world, push, std::move(value), now);
  if (!members) return std::unexpected(members.error());
  push.members = event_members(world.component, push.kind, created, std::move(*members));
  return push;
}

}  // namespace

json to_json(const PushRecord& record) {
  json all = {{"n", record.n},
              {"time", base::to_rfc3339(record.time)},
              {"kind", record.kind},
              {"appid", record.appid},
              {"url", record.url},
              {"status", record.status},
              {"reply", record.reply},
              {"ok", record.ok},
              {"took_ms", record.took.count() / 1000}};
  if (!record.problem.empty()) all["problem"] = record.problem;
  return all;
}

Answer push_now(Simulator& simulator, const ControlCall& call) {
  auto push = simulator.locked(
      [&](Simulator::State& state, base::WallTime now) { return read_push(state.world, call.body, now); });
  if (!push) return std::unexpected(push.error());
  ControlAnswer answer;
  answer.tells_pushes = true;
  answer.pushes.push_back(std::move(*push));
  return answer;
}

Answer show_pushes(Simulator& simulator, const ControlCall& call) {
  const auto after = number_parameter(call, "after", 0);
  if (!after) return base::fail(base::Code::invalid_argument, "after must be a number");
  const std::string* kind = find(call.query, "kind");
  return shown(simulator.locked([&](Simulator::State& state, base::WallTime) {
    json list = json::array();
    for (const PushRecord& record : state.pushes.records()) {
      if (record.n > *after && (kind == nullptr || *kind == record.kind)) list.push_back(to_json(record));
    }
    return list;
  }));
}

Answer reset_pushes(Simulator& simulator, const ControlCall&) {
  simulator.locked([](Simulator::State& state, base::WallTime) { state.pushes.clear(); });
  return done();
}

}  // namespace simulator::control
