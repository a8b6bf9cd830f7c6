#include "base/async.hpp"

#include <stdexcept>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "support/run_loop.hpp"

using namespace std::chrono_literals;

namespace {

base::Deadline in(std::chrono::milliseconds time) { return {std::chrono::steady_clock::now() + time}; }

}  // namespace

TEST_CASE("a value delivered from another thread resumes the waiting coroutine on its loop") {
  boost::asio::io_context loop;
  const auto handoff = std::make_shared<base::Handoff<int>>(loop.get_executor());
  std::thread other([handoff] { handoff->deliver(42); });
  CHECK(support::run(loop, handoff->wait(in(5s))) == 42);
  other.join();
}

TEST_CASE("a value that was there first is taken without waiting") {
  boost::asio::io_context loop;
  const auto handoff = std::make_shared<base::Handoff<int>>(loop.get_executor());
  handoff->accept(7);
  CHECK(support::run(loop, handoff->wait(in(0ms))) == 7);
}

TEST_CASE("a value that comes late goes to whoever asked for late ones") {
  boost::asio::io_context loop;
  const auto handoff = std::make_shared<base::Handoff<int>>(loop.get_executor());
  int late = 0;
  handoff->on_late([&](int value) { late = value; });
  CHECK_FALSE(support::run(loop, handoff->wait(in(1ms))).has_value());
  handoff->deliver(9);
  support::run_until(loop, [&] { return late == 9; });
  CHECK(late == 9);
}

TEST_CASE("work runs on the other loop and its result comes back") {
  boost::asio::io_context here;
  boost::asio::io_context there;
  auto guard = boost::asio::make_work_guard(there);
  std::thread thread([&] { there.run(); });
  const auto id = thread.get_id();
  const auto work = []() -> base::Awaitable<std::thread::id> { co_return std::this_thread::get_id(); };
  CHECK(support::run(here, base::run_on(there.get_executor(), in(5s), work)) == id);

  const auto broken = []() -> base::Awaitable<int> {
    throw std::runtime_error("no");
    co_return 1;
  };
  CHECK_FALSE(support::run(here, base::run_on(there.get_executor(), in(5s), broken)).has_value());

  const auto slow = []() -> base::Awaitable<int> {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 200ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
    co_return 1;
  };
  CHECK_FALSE(support::run(here, base::run_on(there.get_executor(), in(5ms), slow)).has_value());
  guard.reset();
  thread.join();
}
