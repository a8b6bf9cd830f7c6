// WeChat's authorisation page as people and browsers see it. Plain HTML, no scripts.
#pragma once

#include <string>
#include <string_view>

#include "simulator/authorization.hpp"

namespace simulator {

// The choice of an account and of permission sets; the form posts back to `action`, a path with its query.
std::string render_choice(const World& world, const AuthorizationRequest& asked, std::string_view action);
// A page that says one thing: a refusal, or that all is done.
std::string render_notice(std::string_view title, std::string_view text);

}  // namespace simulator
