#include "app/rollcall.hpp"

#include <chrono>

#include <doctest/doctest.h>

#include "support/captured_stderr.hpp"
#include "support/run_loop.hpp"

namespace {

using namespace std::chrono_literals;

TEST_CASE("a roll call is complete as long as every loop turns") {
  base::Log log(base::LogLevel::info, base::LogFormat::text);
  boost::asio::io_context home;
  boost::asio::io_context first;
  boost::asio::io_context second;
  int complete = 0;
  app::Rollcall rollcall(home, {{"first", first}, {"second", second}}, 1ms, [&] { ++complete; }, log);
  const auto turn = [](boost::asio::io_context& loop) {
    loop.restart();
    loop.poll();
  };
  std::string said;
  const auto pass = [&](int rounds) {
    home.restart();
    const support::CapturedStderr captured;
    for (int i = 0; i < rounds; ++i) {
      home.run_one_for(1s);  // the timer
      home.poll();
    }
    said = captured.text();
  };

  rollcall.start();
  CHECK(complete == 1);
  turn(first);
  turn(second);
  support::run_until(home, [&] { return complete == 2; });

  turn(first);  // the second one hangs
  pass(3);
  CHECK(complete == 2);
  CHECK(said.contains("loop_stalled loop=second"));
  CHECK_FALSE(said.contains("loop=first"));
  pass(3);
  CHECK(said.empty());  // said once

  turn(second);
  support::run_until(home, [&] { return complete == 3; });
  rollcall.stop();
  home.restart();
  CHECK(home.run_for(5s) <= 1);
  CHECK(home.stopped());
}

}  // namespace
