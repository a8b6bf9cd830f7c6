#include "bench_store.hpp"

#include <utility>

#include <pqxx/pqxx>

#include "db/transaction.hpp"

namespace bench {

using base::Result;

Result<> make_merchants(db::Connection& connection, int count) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    auto& tx = transaction.raw();
    tx.exec_params0(
        "INSERT INTO merchant (appid, nick_name, service_type, permission_sets, authorized, authorized_at, "
        "stamp) "
        "SELECT 'wxbench' || lpad(n::text, 11, '0'), 'bench ' || n, 2, '{46}', true, now(), next_stamp() "
        "FROM generate_series(1, $1::integer) n ON CONFLICT DO NOTHING",
        count);
    tx.exec_params0(
        "INSERT INTO api_key (key_id, merchant, name, hash, rate, burst, created_by, stamp) "
        "SELECT lpad(id::text, 12, '0'), id, 'bench', sha256(appid::bytea), 1000000, 1000000, 'bench', "
        "next_stamp() "
        "FROM merchant WHERE appid LIKE 'wxbench%' ON CONFLICT DO NOTHING");
    return {};
  });
}

Result<std::vector<BenchMerchant>> bench_merchants(db::Connection& connection) {
  return db::in_transaction(
      connection, [](db::Transaction& transaction) -> Result<std::vector<BenchMerchant>> {
        std::vector<BenchMerchant> merchants;
        for (const auto& row : transaction.raw().exec(
                 "SELECT m.id, m.appid, k.id, k.key_id FROM merchant m JOIN api_key k ON k.merchant = m.id "
                 "WHERE m.appid LIKE 'wxbench%' ORDER BY m.id")) {
          merchants.push_back(
              {row[0].as<int>(), row[1].as<std::string>(), row[2].as<int>(), row[3].as<std::string>()});
        }
        return merchants;
      });
}

Result<std::vector<std::string>> make_days(db::Connection& owner, int count) {
  return db::in_transaction(owner, [&](db::Transaction& transaction) -> Result<std::vector<std::string>> {
    auto& tx = transaction.raw();
    std::vector<std::string> days;
    for (int back = count - 1; back >= 0; --back) {
      const auto row = tx.exec_params1(
          "SELECT d::text, 'audit_record_' || to_char(d, 'YYYYMMDD') FROM "
          "(SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date - $1::integer AS d) days",
          back);
      days.push_back(row[0].as<std::string>());
      const auto partition = row[1].as<std::string>();
      if (!tx.exec_params1("SELECT to_regclass($1) IS NULL", partition)[0].as<bool>()) continue;
      tx.exec_params("SELECT audit_make_partition($1::date)", days.back());
    }
    return days;
  });
}

// Nobody recovers it for a day.
Result<> open_bench_stream(db::Connection& connection, std::int64_t id, const std::string& day) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    transaction.raw().exec_params0(
        "INSERT INTO audit_stream (id, day, owner, heartbeat) VALUES ($1, $2::date, 'bench', now() + "
        "interval '1 day')",
        id, day);
    return {};
  });
}

Result<LongStream> find_longest_stream(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<LongStream> {
    const auto rows = transaction.raw().exec(
        "SELECT id, size FROM audit_stream WHERE size > 0 ORDER BY size DESC, id LIMIT 1");
    if (rows.empty()) return base::fail(base::Code::not_found, "the log is empty");
    return LongStream{rows[0][0].as<std::int64_t>(), rows[0][1].as<std::int64_t>()};
  });
}

struct Notices::Impl final : pqxx::errorhandler {
  explicit Impl(pqxx::connection_base& session) : errorhandler(session) {
    pqxx::nontransaction(session).exec0("SET client_min_messages = notice");
  }
  bool operator()(const char message[]) noexcept override {
    try {
      all += message;
    } catch (const std::exception&) {
      all.clear();
    }
    return false;
  }
  std::string all;
};

Notices::Notices(db::Connection& connection) : impl_(std::make_unique<Impl>(connection.raw())) {}
Notices::~Notices() = default;
std::string Notices::take() { return std::exchange(impl_->all, {}); }

Result<std::string> text_of(db::Connection& connection, const std::string& sql) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::string> {
    std::string out;
    for (const auto& row : transaction.raw().exec(sql))
      out += row[0].as<std::string>("") + '\n';
    return out;
  });
}

}  // namespace bench
