#include <set>
#include <string>

#include <doctest/doctest.h>

#include "http/request_ids.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"

namespace server_request_ids_test {

class Counting final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override {
    ++calls;
    random_.fill(out);
  }
  int calls = 0;

 private:
  support::FakeRandom random_;
};

TEST_CASE("request ids differ and rarely ask the generator") {
  Counting random;
  const support::FakeClock clock;
  http::RequestIds ids(random);
  std::set<std::string> seen;
  for (int i = 0; i < 6'400; ++i) {
    const auto id = ids.next(clock.wall());
    CHECK(id.size() == 36);
    seen.insert(id);
  }
  CHECK(seen.size() == 6'400);
  CHECK(random.calls == 100);
}

}  // namespace server_request_ids_test
