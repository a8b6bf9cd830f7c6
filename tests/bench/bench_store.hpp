// What the bench asks of the database past the program.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace bench {

struct BenchMerchant {
  int id = 0;
  std::string appid;
  int key = 0;  // api_key.id
  std::string key_id;
};

// Merchants with one key each are made when there are fewer.
base::Result<> make_merchants(db::Connection& connection, int count);
base::Result<std::vector<BenchMerchant>> bench_merchants(db::Connection& connection);

// Partitions of the last `count` days, today the last; as the owner. The days as text.
base::Result<std::vector<std::string>> make_days(db::Connection& owner, int count);
base::Result<> open_bench_stream(db::Connection& connection, std::int64_t id, const std::string& day);

struct LongStream {
  std::int64_t id = 0;
  std::int64_t size = 0;
};
// The longest that there is. Code::not_found in an empty log.
base::Result<LongStream> find_longest_stream(db::Connection& connection);

// Keeps what the server tells beside its answers, from a notice up, while it lives.
class Notices {
 public:
  explicit Notices(db::Connection& connection);
  ~Notices();
  Notices(const Notices&) = delete;
  Notices& operator=(const Notices&) = delete;
  std::string take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One line of text for each row of EXPLAIN's answer, or of any other statement with one column.
base::Result<std::string> text_of(db::Connection& connection, const std::string& sql);

}  // namespace bench
