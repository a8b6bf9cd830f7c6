// Runs a coroutine to its end inside a test.
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "base/async.hpp"

namespace support {

// Spawns `coroutine` on `loop` and runs the loop until it has finished: its value is returned, its exception
// (also that of a failed REQUIRE) is rethrown. Fails the test when it takes longer than `limit` of real time.
template <class T>
T run(boost::asio::io_context& loop, base::Awaitable<T> coroutine,
      std::chrono::milliseconds limit = std::chrono::seconds(5)) {
  bool finished = false;
  std::exception_ptr error;
  std::conditional_t<std::is_void_v<T>, int, std::optional<T>> value{};

  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(loop, std::move(coroutine), [&](std::exception_ptr thrown) {
      error = thrown;
      finished = true;
    });
  } else {
    boost::asio::co_spawn(loop, std::move(coroutine), [&](std::exception_ptr thrown, T result) {
      error = thrown;
      if (!thrown) value.emplace(std::move(result));
      finished = true;
    });
  }

  const auto end = std::chrono::steady_clock::now() + limit;
  loop.restart();
  while (!finished && loop.run_one_until(end) != 0) {
  }
  if (!finished) FAIL("the coroutine did not finish in time");
  if (error) std::rethrow_exception(error);
  if constexpr (!std::is_void_v<T>) return std::move(*value);
}

// The same on a loop of its own.
template <class T>
T run(base::Awaitable<T> coroutine, std::chrono::milliseconds limit = std::chrono::seconds(5)) {
  boost::asio::io_context loop;
  return run(loop, std::move(coroutine), limit);
}

// Runs the loop until `done()` holds, and fails the test when that takes longer than `limit` of real time.
template <class Condition>
void run_until(boost::asio::io_context& loop, Condition done,
               std::chrono::milliseconds limit = std::chrono::seconds(5)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  loop.restart();
  while (!done() && loop.run_one_until(end) != 0) {
  }
  if (!done()) FAIL("the condition did not come true in time");
}

}  // namespace support
