// The look of the authorisation pages: system fonts, light and dark, nothing loaded from elsewhere.
#pragma once

#include <string_view>

namespace api {

std::string_view authorize_style();

}  // namespace api
