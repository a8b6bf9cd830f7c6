// An executor on a database of its own, and jobs that hold it up.
#pragma once

#include <future>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "db/executor.hpp"
#include "session.hpp"
#include "support/fake_clock.hpp"
#include "support/run_loop.hpp"

using base::Code;
using namespace std::chrono_literals;

namespace {

inline base::Log& quiet() {
  static base::Log log(base::LogLevel::error, base::LogFormat::text);
  return log;
}

// An executor with a database of its own, and a clock that stands still.
struct Fixture {
  explicit Fixture(std::size_t threads = 1, std::size_t queue = 8, std::string given_url = {})
      : url(given_url.empty() ? support::Postgres::instance().create_database() : std::move(given_url)) {
    executor.emplace(db::ExecutorOptions{options_for(url), threads, queue}, clock, quiet());
  }

  base::Deadline in(std::chrono::milliseconds limit) const { return {clock.steady() + limit}; }

  base::Result<std::string> run(const std::string& statement, std::chrono::milliseconds limit = 10min) {
    return support::run(loop, executor->run(in(limit), [statement](db::Connection& session) {
      return query(session, statement);
    }));
  }

  std::string url;
  support::FakeClock clock;
  boost::asio::io_context loop;
  std::optional<db::Executor> executor;
};

// A job that keeps its thread until it is let go.
class Blocker {
 public:
  // Returns when the job has begun.
  explicit Blocker(Fixture& fixture)
      : thread_([this, &fixture] {
          result_ = fixture.executor->run_blocking({}, [this](db::Connection&) -> base::Result<> {
            begun_.set_value();
            released_.get_future().wait();
            return {};
          });
        }) {
    REQUIRE(begun_.get_future().wait_for(10s) == std::future_status::ready);
  }
  ~Blocker() { release(); }
  base::Result<> release() {
    if (thread_.joinable()) {
      released_.set_value();
      thread_.join();
    }
    return result_;
  }

 private:
  std::promise<void> begun_;
  std::promise<void> released_;
  base::Result<> result_;
  std::thread thread_;
};

// Starts a job and leaves its answer in the optional.
template <class F>
void start(Fixture& fixture, base::Deadline deadline, F work,
           std::optional<base::Result<std::string>>& answer) {
  boost::asio::co_spawn(fixture.loop, fixture.executor->run(deadline, std::move(work)),
                        [&answer](std::exception_ptr error, base::Result<std::string> result) {
                          REQUIRE_FALSE(error);
                          answer = std::move(result);
                        });
  fixture.loop.restart();
  fixture.loop.poll();  // up to the point where the job is in the queue
}

inline auto select(const std::string& value) {
  return [value](db::Connection& session) { return query(session, "SELECT '" + value + "'"); };
}

}  // namespace
