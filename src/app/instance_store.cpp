#include "app/instance_store.hpp"

#include <unistd.h>

#include <pqxx/pqxx>

#include "app/version.hpp"
#include "db/transaction.hpp"

namespace app {
namespace {

template <class... Parameters>
base::Result<> execute(db::Connection& connection, const char* sql, const Parameters&... parameters) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec_params(sql, parameters...);
    return {};
  });
}

}  // namespace

base::Result<> register_instance(db::Connection& connection, const std::string& id, const std::string& host) {
  return execute(connection, "INSERT INTO gateway_instance (id, version, host, pid) VALUES ($1, $2, $3, $4)",
                 id, std::string(version), host, static_cast<int>(::getpid()));
}

base::Result<> beat_instance(db::Connection& connection, const std::string& id) {
  return execute(connection, "UPDATE gateway_instance SET heartbeat = clock_timestamp() WHERE id = $1", id);
}

base::Result<> end_instance(db::Connection& connection, const std::string& id) {
  return execute(connection, "UPDATE gateway_instance SET stopped_at = clock_timestamp() WHERE id = $1", id);
}

}  // namespace app
