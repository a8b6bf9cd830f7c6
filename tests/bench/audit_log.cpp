// bench_audit_log: fills a database with a busy log, indexes it as a gateway would, and measures searches and
// proofs.
//
//   bench_audit_log fill   APP_URL OWNER_URL DAYS RECORDS_A_DAY
//   bench_audit_log index  APP_URL
//   bench_audit_log search APP_URL ROUNDS        one JSON object a line
//   bench_audit_log plans  APP_URL ROUNDS        likewise: what auto_explain told of the same searches
//   bench_audit_log proof  APP_URL ROUNDS        likewise
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <thread>

#include "audit/index_store.hpp"
#include "base/json_writer.hpp"
#include "bench_store.hpp"
#include "log_filler.hpp"
#include "proof_bench.hpp"
#include "search_bench.hpp"

namespace {

using base::Result;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

Result<std::unique_ptr<db::Connection>> connect(const std::string& url) {
  db::ConnectOptions options;
  options.url = base::Secret(url);
  options.application_name = "bench";
  options.statement_timeout = options.idle_in_transaction_timeout = std::chrono::milliseconds(0);
  return db::Connection::open(options);
}

Result<> fill(const std::string& app, const std::string& owner_url, bench::FillOptions options) {
  auto owner = connect(owner_url);
  if (!owner) return std::unexpected(owner.error());
  const auto days = bench::make_days(**owner, options.days);
  if (!days) return std::unexpected(days.error());
  auto connection = connect(app);
  if (!connection) return std::unexpected(connection.error());
  if (auto made = bench::make_merchants(**connection, options.merchants); !made) return made;
  const auto began = Clock::now();
  for (const std::string& day : *days) {
    if (auto filled = bench::fill_day(**connection, options, day, day == days->back()); !filled)
      return filled;
    std::cerr << day << " after " << seconds_since(began) << " s\n";
  }
  return {};
}

// A partition that autovacuum is at takes no index: once more, as the gateway does.
template <class F>
auto until_unlocked(F work) -> decltype(work()) {
  constexpr int attempts = 600;  // of at least a second
  for (int i = 1;; ++i) {
    auto done = work();
    if (done || done.error().code != base::Code::deadline_passed || i == attempts) return done;
  }
}

Result<> index(const std::string& app) {
  auto connection = connect(app);
  if (!connection) return std::unexpected(connection.error());
  auto began = Clock::now();
  std::int64_t counted = 0;
  while (true) {
    const auto more = audit::count_more(**connection, 50'000);
    if (!more) return std::unexpected(more.error());
    if (*more == 0) break;
    counted += *more;
  }
  std::cerr << counted << " records counted in " << seconds_since(began) << " s\n";
  began = Clock::now();
  const auto days = audit::days_to_summarize(**connection);
  if (!days) return std::unexpected(days.error());
  int ranges = 0;
  for (const std::string& day : *days) {
    const auto done = until_unlocked([&] { return audit::summarize_day(**connection, day); });
    if (!done) return std::unexpected(done.error());
    ranges += *done;
  }
  std::cerr << ranges << " ranges summarized in " << seconds_since(began) << " s\n";
  while (true) {
    const auto day = audit::day_to_index(**connection);
    if (!day) return std::unexpected(day.error());
    if (!*day) return {};
    began = Clock::now();
    while (true) {
      const auto more = until_unlocked([&] { return audit::index_more(**connection, **day); });
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
    }
    std::cerr << **day << " indexed in " << seconds_since(began) << " s\n";
  }
}

Result<> tell(const std::string& app, int rounds, decltype(bench::measure_search)& measure) {
  auto connection = connect(app);
  if (!connection) return std::unexpected(connection.error());
  const auto figures = measure(**connection, rounds);
  if (!figures) return std::unexpected(figures.error());
  for (const bench::Figure& figure : *figures) {
    std::string out = "{";
    base::JsonMembers(out)
        .text("id", figure.id)
        .raw("value", std::to_string(figure.value))
        .raw("median", std::to_string(figure.median))
        .text("unit", figure.unit)
        .raw("goal", std::to_string(figure.goal))
        .boolean("met", figure.value <= figure.goal);
    std::cout << out << "}\n";
  }
  return {};
}

Result<> tell_plans(const std::string& app, int rounds) {
  auto connection = connect(app);
  if (!connection) return std::unexpected(connection.error());
  const auto all = bench::plans_of_search(**connection, rounds);
  if (!all) return std::unexpected(all.error());
  for (const bench::Plans& plans : *all) {
    std::string out = "{";
    base::JsonMembers(out).text("id", plans.id).text("plans", plans.text);
    std::cout << out << "}\n";
  }
  return {};
}

Result<> run(std::span<char*> words) {
  const std::string_view verb = words.size() > 2 ? words[1] : "";
  if (verb == "fill" && words.size() == 6)
    return fill(words[2], words[3],
                {.days = std::atoi(words[4]), .records_a_day = std::atoll(words[5]), .merchants = 200});
  if (verb == "index" && words.size() == 3) return index(words[2]);
  if (verb == "search" && words.size() == 4)
    return tell(words[2], std::atoi(words[3]), bench::measure_search);
  if (verb == "plans" && words.size() == 4) return tell_plans(words[2], std::atoi(words[3]));
  if (verb == "proof" && words.size() == 4) return tell(words[2], std::atoi(words[3]), bench::measure_proofs);
  return base::fail(
      base::Code::invalid_argument,
      "fill APP OWNER DAYS RECORDS | index APP | search APP ROUNDS | plans APP ROUNDS | proof APP ROUNDS");
}

}  // namespace

int main(int argc, char** argv) {
  const auto done = run({argv, static_cast<std::size_t>(argc)});
  if (done) return 0;
  std::cerr << "bench_audit_log: " << done.error().detail << ' ' << done.error().cause << '\n';
  return 1;
}
