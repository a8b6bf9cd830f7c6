// Reading JSON that a stranger wrote.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/error.hpp"

namespace base {

struct JsonLimits {
  std::size_t depth = 32;      // nesting beyond this is refused while reading
  bool unique_members = true;  // a member that stands twice in one object is refused
};

// Parses one JSON text (RFC 8259, no byte order mark). Never throws. Code::request_malformed says what is
// wrong, without quoting the input.
Result<nlohmann::json> parse_json(std::string_view text, JsonLimits limits = {});

// The member as an integer of 0 to 2^64-1: a JSON integer or, if `decimal_strings`, a string of digits.
// Nothing when the value is anything else (a fraction, an exponent form, negative, too large, a boolean).
std::optional<std::uint64_t> as_uint64(const nlohmann::json& value, bool decimal_strings);

}  // namespace base
