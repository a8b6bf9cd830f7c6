#include "app/instance_store.hpp"

#include <unistd.h>

#include <algorithm>

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

// An array literal, the current key last.
std::string array_of(const crypto::KeyRing& keys) {
  std::string text;
  for (const std::uint32_t id : keys.ids()) {
    if (id != keys.current_id()) text += std::to_string(id) + ",";
  }
  return "{" + text + std::to_string(keys.current_id()) + "}";
}

}  // namespace

base::Result<> register_instance(db::Connection& connection, const std::string& id, const std::string& host,
                                 const crypto::KeyRing& keys) {
  return execute(connection,
                 "INSERT INTO gateway_instance (id, version, host, pid, master_keys) "
                 "VALUES ($1, $2, $3, $4, $5::bigint[])",
                 id, std::string(version), host, static_cast<int>(::getpid()), array_of(keys));
}

base::Result<> beat_instance(db::Connection& connection, const std::string& id) {
  return execute(connection, "UPDATE gateway_instance SET heartbeat = clock_timestamp() WHERE id = $1", id);
}

base::Result<> end_instance(db::Connection& connection, const std::string& id) {
  return execute(connection, "UPDATE gateway_instance SET stopped_at = clock_timestamp() WHERE id = $1", id);
}

base::Result<std::vector<LiveInstance>> live_instances(db::Connection& connection) {
  using Instances = std::vector<LiveInstance>;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<Instances> {
    Instances instances;
    for (const auto& row : transaction.raw().exec(
             "SELECT i.id, i.host, k.key FROM gateway_instance i "
             "LEFT JOIN LATERAL unnest(i.master_keys) WITH ORDINALITY AS k (key, place) ON true "
             "WHERE i.stopped_at IS NULL AND i.heartbeat > clock_timestamp() - interval '1 minute' "
             "ORDER BY i.id, k.place")) {
      const auto id = row[0].as<std::string>();
      if (instances.empty() || instances.back().id != id) {
        instances.push_back({id, row[1].as<std::string>(), {}, 0});
      }
      if (row[2].is_null()) continue;
      instances.back().sealing_key = row[2].as<std::uint32_t>();
      instances.back().master_keys.push_back(instances.back().sealing_key);
    }
    for (LiveInstance& instance : instances) {
      std::ranges::sort(instance.master_keys);
    }
    return instances;
  });
}

std::string host_name() {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace app
