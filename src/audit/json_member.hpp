// Members of parsed JSON that may be missing. For the sources of this room only.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace audit {

// Null when there is none, or `object` is no object.
const nlohmann::json* member(const nlohmann::json& object, const char* name);
// Empty when it is no text.
std::string text_member(const nlohmann::json& object, const char* name);

}  // namespace audit
