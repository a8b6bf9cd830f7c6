#include "simulator/control_support.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

namespace simulator::control {

using nlohmann::json;

Answer shown(const json& value) { return ControlAnswer{.body = value.dump() + "\n"}; }

Answer done() { return ControlAnswer{.body = "{}\n"}; }

base::Result<> for_each(const json& one_or_many, const std::function<base::Result<>(const json&)>& each) {
  if (!one_or_many.is_array()) return each(one_or_many);
  for (const json& one : one_or_many) {
    if (auto result = each(one); !result) return result;
  }
  return {};
}

std::optional<std::uint64_t> number_parameter(const ControlCall& call, std::string_view name,
                                              std::uint64_t otherwise) {
  const std::string* value = find(call.query, name);
  return value ? base::parse_uint64(*value) : otherwise;
}

json quotas_json(const Quotas& quotas) {
  json all = json::object();
  for (const auto& [path, quota] : quotas) {
    all[path] = {{"daily", quota.daily_limit}, {"minute", quota.minute_limit}};
  }
  return all;
}

void read_quotas(ObjectReader& reader, Quotas& quotas) {
  const json* all = reader.raw("quotas");
  if (all == nullptr) return;
  if (!all->is_object()) return reader.wrong("quotas");
  quotas.clear();
  for (const auto& [path, limits] : all->items()) {
    Quota quota;
    ObjectReader one(limits);
    if (!one.number("daily", quota.daily_limit).number("minute", quota.minute_limit).finish()) {
      return reader.wrong("quotas");
    }
    quotas[path] = quota;
  }
}

void read_permission_sets(ObjectReader& reader, std::vector<int>& sets) {
  const json* list = reader.raw("permission_sets");
  if (list == nullptr) return;
  if (!list->is_array()) return reader.wrong("permission_sets");
  sets.clear();
  for (const json& entry : *list) {
    const auto id = base::as_uint64(entry, false);
    if (!id || *id > 10'000) return reader.wrong("permission_sets");
    sets.push_back(static_cast<int>(*id));
  }
}

}  // namespace simulator::control
