// What the server says, as one line of a log. For the sources of this room only.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace db {

// The lines of a message joined by "; ", without the white space around them.
std::string one_line(std::string_view message);

// The failure that a SQLSTATE stands for. `message` is the server's, at verbosity terse.
base::Error error_of(std::string_view sqlstate, std::string_view message);

}  // namespace db
