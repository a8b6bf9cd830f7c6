// What the envelopes of the platform row are bound to.
#pragma once

#include <string_view>

namespace platform {

inline constexpr std::string_view ticket_row = "platform/ticket";
inline constexpr std::string_view token_row = "platform/token";

}  // namespace platform
