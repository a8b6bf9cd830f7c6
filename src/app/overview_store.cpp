#include "app/overview_store.hpp"

#include <pqxx/pqxx>

#include "base/ids.hpp"
#include "db/array.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace app {
namespace {

using base::Result;

std::vector<std::uint32_t> keys_in(const pqxx::field& field) {
  std::vector<std::uint32_t> keys;
  for (const int key : db::numbers_of(field.c_str()))
    keys.push_back(static_cast<std::uint32_t>(key));
  return keys;
}

void add_token_tasks(pqxx::transaction_base& tx, std::vector<api::Task>& tasks) {
  for (const auto& row :
       tx.exec("SELECT m.appid, m.nick_name, t.needs_reauthorization, coalesce(t.last_errcode::text, ''), "
               "t.failures FROM merchant_token t JOIN merchant m ON m.id = t.merchant WHERE m.authorized "
               "AND m.suspended_at IS NULL AND (t.needs_reauthorization OR t.failing_since IS NOT NULL) "
               "ORDER BY t.needs_reauthorization DESC, t.failing_since, m.id LIMIT 50")) {
    const bool lost = row[2].as<bool>();
    const auto errcode = row[3].as<std::string>();
    tasks.push_back({lost ? "merchant_needs_reauthorization" : "merchant_token_failing",
                     row[0].as<std::string>(), row[1].as<std::string>(),
                     errcode.empty() ? std::string() : "errcode " + errcode});
  }
}

void add_stream_tasks(pqxx::transaction_base& tx, std::vector<api::Task>& tasks) {
  for (const auto& row : tx.exec("SELECT id, day::text FROM audit_stream s WHERE state = 'damaged' "
                                 "AND NOT EXISTS (SELECT FROM audit_stream_given_up WHERE stream = s.id) "
                                 "AND day > (clock_timestamp() AT TIME ZONE 'UTC')::date - 7 "
                                 "ORDER BY id DESC LIMIT 50"))
    tasks.push_back(
        {"stream_damaged", "", base::to_hex(row[0].as<std::int64_t>()), row[1].as<std::string>()});
}

void add_invitation_tasks(pqxx::transaction_base& tx, std::vector<api::Task>& tasks) {
  for (const auto& row :
       tx.exec("SELECT note, to_micros(expires_at) FROM invitation WHERE used_at IS NULL "
               "AND revoked_at IS NULL AND expires_at BETWEEN now() AND now() + interval '1 day' "
               "ORDER BY expires_at LIMIT 50"))
    tasks.push_back(
        {"invitation_ending", "", row[0].as<std::string>(), base::to_rfc3339(db::time_of(row[1]))});
}

}  // namespace

Result<std::vector<api::InstanceFacts>> instance_facts(db::Connection& connection) {
  using Facts = std::vector<api::InstanceFacts>;
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<Facts> {
    Facts facts;
    for (const auto& row : transaction.raw().exec(
             "SELECT id, host, to_micros(started_at), to_micros(heartbeat), master_keys "
             "FROM gateway_instance WHERE stopped_at IS NULL "
             "AND heartbeat > clock_timestamp() - interval '1 minute' ORDER BY started_at, id"))
      facts.push_back({row[0].as<std::string>(), row[1].as<std::string>(), db::time_of(row[2]),
                       db::time_of(row[3]), keys_in(row[4])});
    return facts;
  });
}

Result<std::vector<api::Task>> tasks_for_people(db::Connection& connection) {
  using Tasks = std::vector<api::Task>;
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<Tasks> {
    Tasks tasks;
    add_token_tasks(transaction.raw(), tasks);
    add_stream_tasks(transaction.raw(), tasks);
    add_invitation_tasks(transaction.raw(), tasks);
    return tasks;
  });
}

}  // namespace app
