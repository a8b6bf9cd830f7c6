// What the groups of control rows share.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "simulator/control.hpp"
#include "simulator/object_reader.hpp"

namespace simulator::control {

Answer shown(const nlohmann::json& value);
Answer done();

// Calls `each` with every element of an array, or with the one value there is; stops at the first failure.
base::Result<> for_each(const nlohmann::json& one_or_many,
                        const std::function<base::Result<>(const nlohmann::json&)>& each);

// A number of the query string; `otherwise` when it is absent, nothing when it is no number.
std::optional<std::uint64_t> number_parameter(const ControlCall& call, std::string_view name,
                                              std::uint64_t otherwise);

// The `quotas` member: {path: {"daily": N, "minute": N}}. Reading replaces all limits, and what was used.
nlohmann::json quotas_json(const Quotas& quotas);
void read_quotas(ObjectReader& reader, Quotas& quotas);

// The `permission_sets` member: an array of ids.
void read_permission_sets(ObjectReader& reader, std::vector<int>& sets);

}  // namespace simulator::control
