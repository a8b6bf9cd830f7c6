// This process's row in gateway_instance: who is up, for people and for recovery.
#pragma once

#include <string>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace app {

base::Result<> register_instance(db::Connection& connection, const std::string& id, const std::string& host);
base::Result<> beat_instance(db::Connection& connection, const std::string& id);
base::Result<> end_instance(db::Connection& connection, const std::string& id);

}  // namespace app
