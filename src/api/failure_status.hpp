// What the server's own refusals are called towards callers.
#pragma once

#include "base/error.hpp"
#include "http/router.hpp"

namespace api {

int status_of(http::Failure failure);
base::Code code_of(http::Failure failure);

}  // namespace api
