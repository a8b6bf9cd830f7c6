// The number of a row in a path.
#pragma once

#include <limits>
#include <optional>

#include "base/text.hpp"
#include "http/message.hpp"

namespace api {

// The route's first parameter; nothing when no row can have it.
inline std::optional<int> path_number(const http::Request& request) {
  const auto number = base::parse_uint64(request.parameters.front());
  if (!number || *number == 0 || *number > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
    return std::nullopt;
  return static_cast<int>(*number);
}

}  // namespace api
