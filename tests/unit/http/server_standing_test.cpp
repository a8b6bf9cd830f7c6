// Who is closed so that another connection finds room.
#include <array>
#include <chrono>
#include <vector>

#include <doctest/doctest.h>

#include "http/standing.hpp"

namespace server_standing_test {

using http::Phase;
using namespace std::chrono_literals;

using Line = http::Standing<const int>;

constexpr std::array phases{Phase::opening, Phase::handshake, Phase::idle, Phase::arriving, Phase::working};
constexpr base::SteadyTime start{};

TEST_CASE("the longest idle connection goes first") {
  const int a = 1, b = 2, c = 3;
  Line line;
  auto first = line.add(a, Phase::opening, start);
  const auto second = line.add(b, Phase::opening, start);
  line.add(c, Phase::idle, start + 5s);
  line.move(first, Phase::idle, start + 6s);
  CHECK(line.dispensable(start + 7s) == &c);
  line.move(first, Phase::working, start + 7s);
  line.move(first, Phase::idle, start + 8s);
  line.move(second, Phase::idle, start + 9s);
  CHECK(line.dispensable(start + 9s) == &c);
  CHECK(line.count(Phase::idle) == 3);
  line.remove(first);
  CHECK(line.count(Phase::idle) == 2);
}

TEST_CASE("every pair of phases and ages is decided alike") {
  // The second connection is always the younger one.
  for (const Phase one : phases) {
    for (const Phase other : phases) {
      for (const auto age : {0ms, 999ms, 1'000ms, 60'000ms}) {
        for (const auto younger : {0ms, 999ms, 1'000ms, 60'000ms}) {
          if (younger > age) continue;
          const int a = 1, b = 2;
          const auto now = start + 1h;
          Line line;
          line.add(a, one, now - age);
          line.add(b, other, now - younger);

          const auto waits = [](Phase phase) { return phase != Phase::idle && phase != Phase::working; };
          const int* expected = nullptr;
          if (one == Phase::idle) {
            expected = &a;
          } else if (other == Phase::idle) {
            expected = &b;
          } else if (waits(one) && age >= 1s && (!waits(other) || age > younger || one <= other)) {
            expected = &a;
          } else if (waits(other) && younger >= 1s) {
            expected = &b;
          }
          CAPTURE(static_cast<int>(one));
          CAPTURE(static_cast<int>(other));
          CAPTURE(age.count());
          CAPTURE(younger.count());
          CHECK(line.dispensable(now) == expected);

          const int* handshake = nullptr;
          if (one == Phase::handshake && age >= 1s) handshake = &a;
          if (!handshake && other == Phase::handshake && one != Phase::handshake && younger >= 1s)
            handshake = &b;
          CHECK(line.slow_handshake(now) == handshake);
        }
      }
    }
  }
}

TEST_CASE("nobody is closed where nobody waits") {
  Line line;
  CHECK(line.dispensable(start) == nullptr);
  const int a = 1;
  line.add(a, Phase::working, start);
  CHECK(line.dispensable(start + 1h) == nullptr);
}

}  // namespace server_standing_test
