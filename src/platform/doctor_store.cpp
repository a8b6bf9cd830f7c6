#include "platform/doctor_store.hpp"

#include "db/field.hpp"
#include "db/transaction.hpp"
#include "tenancy/merchant.hpp"
#include "tokens/refused_address_store.hpp"

namespace platform {
namespace {

const std::string counts_sql =
    "SELECT count(*), count(*) FILTER (WHERE NOT $1 = ANY (permission_sets)),"
    "  count(*) FILTER (WHERE mini_program OR service_type <> 2),"
    "  count(*) FILTER (WHERE service_type IS NULL AND NOT mini_program),"
    "  count(*) FILTER (WHERE t.needs_reauthorization),"
    "  count(*) FILTER (WHERE t.failing_since IS NOT NULL AND NOT t.needs_reauthorization)"
    " FROM merchant m LEFT JOIN merchant_token t ON t.merchant = m.id WHERE authorized";

}  // namespace

base::Result<DoctorFacts> read_doctor_facts(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> base::Result<DoctorFacts> {
    DoctorFacts facts;
    const auto times = transaction.raw().exec1(
        "SELECT to_micros(clock_timestamp()), (SELECT to_micros(ticket_received_at) FROM platform)");
    facts.database_time = db::time_of(times[0]);
    facts.ticket_received_at = db::optional_time_of(times[1]);
    for (auto& refused : tokens::refused_addresses(transaction)) {
      facts.refused_addresses.push_back(std::move(refused.address));
    }
    const auto counts = transaction.raw().exec_params1(counts_sql, tenancy::marketcode_permission_set);
    facts.authorized = counts[0].as<std::size_t>();
    facts.without_set = counts[1].as<std::size_t>();
    facts.wrong_kind = counts[2].as<std::size_t>();
    facts.unknown_kind = counts[3].as<std::size_t>();
    facts.lost = counts[4].as<std::size_t>();
    facts.failing = counts[5].as<std::size_t>();
    return facts;
  });
}

}  // namespace platform
