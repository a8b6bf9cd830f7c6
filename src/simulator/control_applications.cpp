// Rows about applications for codes: their segments, and the names of their codes.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "simulator/control_support.hpp"

namespace simulator::control {
namespace {

using nlohmann::json;

constexpr std::uint64_t longest_code_page = 10'000;

json segment_json(const Segment& segment) {
  return {{"code_start", segment.start},
          {"code_end", segment.end},
          {"activity_name", segment.activity_name},
          {"product_brand", segment.product_brand},
          {"product_title", segment.product_title},
          {"product_code", segment.product_code},
          {"wxa_appid", segment.wxa_appid},
          {"wxa_path", segment.wxa_path},
          {"wxa_type", segment.wxa_type}};
}

base::Result<Segment> read_segment(const json& body) {
  Segment segment;
  ObjectReader reader(body);
  auto read = reader.number("code_start", segment.start)
                  .number("code_end", segment.end)
                  .text("activity_name", segment.activity_name)
                  .text("product_brand", segment.product_brand)
                  .text("product_title", segment.product_title)
                  .text("product_code", segment.product_code)
                  .text("wxa_appid", segment.wxa_appid)
                  .text("wxa_path", segment.wxa_path)
                  .number("wxa_type", segment.wxa_type)
                  .finish();
  if (!read) return std::unexpected(read.error());
  return segment;
}

base::Result<> read_segments(const json* list, Application& application) {
  if (list == nullptr) return {};
  return for_each(*list, [&](const json& one) -> base::Result<> {
    auto segment = read_segment(one);
    if (!segment) return std::unexpected(segment.error());
    const std::uint64_t start = segment->start;
    if (!application.segments.emplace(start, std::move(*segment)).second) {
      return base::fail(base::Code::conflict, "the segment overlaps another one");
    }
    return {};
  });
}

base::Result<> read_names(const json* list, Application& application) {
  if (list == nullptr) return {};
  return for_each(*list, [&](const json& one) -> base::Result<> {
    std::uint64_t index = 0;
    ItemNames names;
    ObjectReader reader(one);
    auto read =
        reader.number("code_index", index).text("code", names.code).text("code_url", names.code_url).finish();
    if (!read) return read;
    application.own_names[index] = std::move(names);
    return {};
  });
}

base::Result<> add_application(World& world, const json& body) {
  Application application;
  ObjectReader reader(body);
  reader.number("application_id", application.id)
      .text("merchant", application.merchant)
      .text("isv_application_id", application.isv_application_id)
      .number("code_count", application.code_count);
  const json* segments = reader.raw("segments");
  const json* names = reader.raw("codes");
  if (auto read = reader.finish(); !read) return read;
  if (auto read = read_segments(segments, application); !read) return read;
  if (auto read = read_names(names, application); !read) return read;
  if (world.find_merchant(application.merchant) == nullptr) {
    return base::fail(base::Code::not_found, "no such merchant");
  }
  return world.applications.add(std::move(application));
}

const Application* application_of(World& world, const ControlCall& call) {
  const auto id = base::parse_uint64(call.parameters.at(0));
  return id ? world.applications.find(*id) : nullptr;
}

}  // namespace

Answer list_applications(Simulator& simulator, const ControlCall&) {
  return shown(simulator.locked([](Simulator::State& state, base::WallTime) {
    json list = json::array();
    for (const auto& [id, application] : state.world.applications.all()) {
      json segments = json::array();
      for (const auto& [start, segment] : application.segments) {
        segments.push_back(segment_json(segment));
      }
      list.push_back({{"application_id", id},
                      {"merchant", application.merchant},
                      {"isv_application_id", application.isv_application_id},
                      {"code_count", application.code_count},
                      {"segments", std::move(segments)}});
    }
    return list;
  }));
}

Answer add_applications(Simulator& simulator, const ControlCall& call) {
  const auto result = simulator.locked([&](Simulator::State& state, base::WallTime) {
    return for_each(call.body, [&](const json& one) { return add_application(state.world, one); });
  });
  if (!result) return std::unexpected(result.error());
  return done();
}

Answer add_segments(Simulator& simulator, const ControlCall& call) {
  const auto result = simulator.locked([&](Simulator::State& state, base::WallTime) -> base::Result<> {
    const Application* application = application_of(state.world, call);
    if (application == nullptr) return base::fail(base::Code::not_found, "no such application");
    return for_each(call.body, [&](const json& one) -> base::Result<> {
      auto segment = read_segment(one);
      if (!segment) return std::unexpected(segment.error());
      return state.world.applications.activate(application->id, std::move(*segment));
    });
  });
  if (!result) return std::unexpected(result.error());
  return done();
}

Answer list_codes(Simulator& simulator, const ControlCall& call) {
  const auto from = number_parameter(call, "from", 0);
  const auto count = number_parameter(call, "count", 100);
  if (!from || !count || *count > longest_code_page) {
    return base::fail(base::Code::invalid_argument, "from and count must be numbers, count at most 10000");
  }
  const auto list = simulator.locked([&](Simulator::State& state, base::WallTime) -> base::Result<json> {
    const Application* application = application_of(state.world, call);
    if (application == nullptr) return base::fail(base::Code::not_found, "no such application");
    json codes = json::array();
    for (std::uint64_t index = *from; index < application->code_count && index - *from < *count; ++index) {
      const Item item{application, index};
      codes.push_back({{"code_index", index},
                       {"code", state.world.applications.code_of(item)},
                       {"code_url", state.world.applications.code_url_of(item)}});
    }
    return codes;
  });
  if (!list) return std::unexpected(list.error());
  return shown(*list);
}

}  // namespace simulator::control
