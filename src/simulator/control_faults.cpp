// Rows about faults on demand.
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "simulator/control_support.hpp"

namespace simulator::control {
namespace {

using nlohmann::json;

constexpr std::int64_t longest_fault_ms = 600'000;
constexpr std::uint64_t most_bytes = 1ULL << 32;

json fault_json(const Fault& fault) {
  return {{"id", fault.id},
          {"kind", name(fault.kind)},
          {"path", fault.path},
          {"merchant", fault.merchant},
          {"skip", fault.skip},
          {"times", fault.times},
          {"probability", fault.probability},
          {"delay_ms", fault.delay.count()},
          {"execute", fault.execute},
          {"hits", fault.hits}};
}

void read_kind(ObjectReader& reader, Fault& fault) {
  std::string kind = "delay";
  reader.text("kind", kind);
  if (const auto known = fault_kind(kind)) {
    fault.kind = *known;
    fault.execute = executes_by_default(*known);
  } else {
    reader.wrong("kind");
  }
}

void read_probability(ObjectReader& reader, double& probability) {
  const json* value = reader.raw("probability");
  if (value == nullptr) return;
  if (!value->is_number()) return reader.wrong("probability");
  probability = value->get<double>();
  if (!(probability >= 0 && probability <= 1)) reader.wrong("probability");
}

void read_wait(ObjectReader& reader, std::string_view name, std::chrono::milliseconds& wait) {
  std::int64_t count = wait.count();
  reader.number(name, count);
  if (count < 0 || count > longest_fault_ms) return reader.wrong(name);
  wait = std::chrono::milliseconds(count);
}

base::Result<Fault> read_fault(const json& body) {
  Fault fault;
  ObjectReader reader(body);
  read_kind(reader, fault);
  read_probability(reader, fault.probability);
  read_wait(reader, "delay_ms", fault.delay);
  read_wait(reader, "interval_ms", fault.interval);
  reader.text("path", fault.path)
      .text("merchant", fault.merchant)
      .number("skip", fault.skip)
      .number("times", fault.times)
      .boolean("execute", fault.execute)
      .number("errcode", fault.errcode)
      .text("errmsg", fault.errmsg)
      .number("status", fault.status)
      .text("body", fault.body)
      .number("bytes", fault.bytes)
      .number("count", fault.count)
      .number("chunk", fault.chunk);
  if (fault.status < 100 || fault.status > 599) reader.wrong("status");
  if (fault.kind == FaultKind::status && fault.status < 200) reader.wrong("status");
  if (fault.bytes > most_bytes) reader.wrong("bytes");
  if (fault.count > 1000) reader.wrong("count");
  if (auto read = reader.finish(); !read) return std::unexpected(read.error());
  return fault;
}

}  // namespace

Answer list_faults(Simulator& simulator, const ControlCall&) {
  return shown(simulator.locked([](Simulator::State& state, base::WallTime) {
    json list = json::array();
    for (const Fault& fault : state.faults.all()) {
      list.push_back(fault_json(fault));
    }
    return list;
  }));
}

Answer add_faults(Simulator& simulator, const ControlCall& call) {
  std::vector<Fault> faults;
  const auto read = for_each(call.body, [&](const json& one) -> base::Result<> {
    auto fault = read_fault(one);
    if (!fault) return std::unexpected(fault.error());
    faults.push_back(std::move(*fault));
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return shown(simulator.locked([&](Simulator::State& state, base::WallTime) {
    json ids = json::array();
    for (Fault& fault : faults) {
      ids.push_back(state.faults.add(std::move(fault)));
    }
    return json{{"ids", std::move(ids)}};
  }));
}

Answer clear_faults(Simulator& simulator, const ControlCall&) {
  simulator.locked([](Simulator::State& state, base::WallTime) { state.faults.clear(); });
  return done();
}

Answer remove_fault(Simulator& simulator, const ControlCall& call) {
  const auto id = base::parse_uint64(call.parameters.at(0));
  const bool removed = id && simulator.locked([&](Simulator::State& state, base::WallTime) {
    return state.faults.remove(*id);
  });
  if (!removed) return base::fail(base::Code::not_found, "no such fault");
  return done();
}

}  // namespace simulator::control
