#include "db/connect_pause.hpp"

#include <doctest/doctest.h>

namespace connect_pause_test {

using std::chrono::milliseconds;

TEST_CASE("the pause doubles from 100 ms to 1 s and is forgotten after a success") {
  const base::SteadyTime now(std::chrono::hours(1));
  db::ConnectPause pause;
  CHECK(pause.over(now));
  CHECK_FALSE(pause.failing());
  for (const auto length : {100, 200, 400, 800, 1000, 1000}) {
    CAPTURE(length);
    pause.failed(now);
    CHECK(pause.failing());
    CHECK_FALSE(pause.over(now + milliseconds(length - 1)));
    CHECK(pause.over(now + milliseconds(length)));
  }
  pause.succeeded();
  CHECK(pause.over(now));
  CHECK_FALSE(pause.failing());
}

}  // namespace connect_pause_test
