#include "cli/key_usage.hpp"

#include <sstream>

#include <doctest/doctest.h>

#include "support/fake_random.hpp"

namespace key_usage_test {

// Keys 1, 2 and 3; 3 is current.
crypto::KeyRing three_keys() {
  support::FakeRandom random;
  std::string text;
  for (const std::uint32_t id : {1U, 2U, 3U}) {
    text += crypto::KeyRing::generate_line(id, random).reveal();
    text += "\n";
  }
  return *crypto::KeyRing::parse(base::Secret(std::string_view(text)));
}

TEST_CASE("each key tells whether it is needed") {
  const auto keys = three_keys();
  const auto usage = cli::key_usage(keys, {{1, 4}, {3, 9}, {7, 2}}, {});
  REQUIRE(usage.size() == 4);
  CHECK(usage[0].state == "needed");
  CHECK(usage[0].envelopes == 4);
  CHECK(usage[1].state == "unused");
  CHECK(usage[2].state == "current");
  CHECK(usage[3].id == 7);
  CHECK(usage[3].state == "missing");
}

TEST_CASE("a key that a running gateway seals under is not unused") {
  const auto usage = cli::key_usage(three_keys(), {{3, 9}}, {{"a", "host", {1, 2, 3}, 2}});
  CHECK(usage[0].state == "unused");
  CHECK(usage[1].state == "sealing");
}

TEST_CASE("usage as JSON") {
  std::ostringstream out;
  cli::print_key_usage(out, {{1, 0, "unused"}, {2, 5, "current"}}, true);
  CHECK(
      out.str() ==
      "[{\"id\":1,\"state\":\"unused\",\"envelopes\":0},{\"id\":2,\"state\":\"current\",\"envelopes\":5}]\n");
}

TEST_CASE("usage as a table says what it means") {
  std::ostringstream out;
  cli::print_key_usage(out, {{1, 0, "unused"}, {2, 5, "current"}}, false);
  CHECK(out.str().find("it may be dropped") != std::string::npos);
}

}  // namespace key_usage_test
