// What the public server refuses by itself, in the form of the dialect that the path belongs to.
#pragma once

#include <string_view>

#include "http/router.hpp"

namespace api {

// Whether its first segment is one of api.weixin.qq.com's: then its caller reads errcodes.
bool is_compatible_path(std::string_view path);

http::Response render_public_failure(const http::FailedRequest& failed);

}  // namespace api
