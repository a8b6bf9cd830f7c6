// How a session is asked for. For the sources of this room only.
#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"
#include "db/connection.hpp"

namespace db {

// The connection string for libpq: what the URL says, and the limits and settings every session of ours has.
// Code::config_invalid for something that is no URL, without quoting it: it may hold a password.
base::Result<base::Secret> connect_string(const ConnectOptions& options);

}  // namespace db
