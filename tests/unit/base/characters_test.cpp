#include "base/characters.hpp"

#include <doctest/doctest.h>

namespace characters_test {

constexpr std::string_view four = "a长🙂é";

TEST_CASE("texts are measured and cut by characters") {
  CHECK(base::characters("") == 0);
  CHECK(base::characters(four) == 4);
  CHECK(base::first_characters(four, 0).empty());
  CHECK(base::first_characters(four, 2) == "a长");
  CHECK(base::first_characters(four, 3) == "a长🙂");
  CHECK(base::first_characters(four, 4) == four);
  CHECK(base::first_characters(four, 5) == four);
}

}  // namespace characters_test
