// One member of a selector, from what stands there to what it means.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "query/selector.hpp"
#include "query/selector_reader.hpp"

namespace query {

// Nothing when the member is absent, by the rules of `reading`.
std::expected<std::optional<std::uint64_t>, SelectorProblem> read_id(const SelectorMembers::Named& member,
                                                                     Reading reading);
std::expected<std::optional<std::string>, SelectorProblem> read_code(const SelectorMembers::Named& member,
                                                                     Reading reading);
// One http:// or https:// in front, in any case, is taken off; everything else is data.
std::expected<std::optional<std::string>, SelectorProblem> read_code_url(const SelectorMembers::Named& member,
                                                                         Reading reading);

}  // namespace query
