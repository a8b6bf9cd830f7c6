// One resource of a server: where a configured URL points.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/origin.hpp"

namespace http {

struct Url {
  Origin origin;
  std::string target;  // path and query; at least "/"

  // An origin as Origin::parse() takes it, with or without a path and a query behind it.
  // Code::invalid_argument also for a fragment, blanks, control characters and bytes beyond ASCII.
  static base::Result<Url> parse(std::string_view url);
};

}  // namespace http
