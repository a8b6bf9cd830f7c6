#include "db/silence.hpp"

#include <doctest/doctest.h>

namespace silence_test {

using db::Silence;

TEST_CASE("a session in use that takes no step for all rounds is silent for too long") {
  Silence silence;
  CHECK_FALSE(silence.too_long(true, 7));  // it may just have begun
  for (int round = 1; round < Silence::rounds; ++round)
    CHECK_FALSE(silence.too_long(true, 7));
  CHECK(silence.too_long(true, 7));
}

TEST_CASE("a step begins the count anew") {
  Silence silence;
  for (std::uint64_t step = 0; step < 100; ++step) {
    for (int round = 0; round < Silence::rounds; ++round)
      CHECK_FALSE(silence.too_long(true, step + 1));
  }
}

TEST_CASE("a session that is not in use may be silent for ever") {
  Silence silence;
  for (int round = 0; round < 100; ++round)
    CHECK_FALSE(silence.too_long(false, 7));
  CHECK_FALSE(silence.too_long(true, 8));
}

}  // namespace silence_test
