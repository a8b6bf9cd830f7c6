#include "tokens/refused_tokens.hpp"

#include <doctest/doctest.h>

namespace refused_tokens_test {

using namespace std::chrono_literals;

const base::Secret first("refresh-1");
const base::Secret other("refresh-2");
const base::SteadyTime begin{1h};

TEST_CASE("refused tokens - the first refusal of a token counts") {
  tokens::RefusedTokens refused;
  CHECK(refused.note("wx1", first, begin) == begin);
  CHECK(refused.note("wx1", first, begin + 30min) == begin);
  CHECK(refused.note("wx2", first, begin + 1min) == begin + 1min);
  CHECK(refused.size() == 2);
}

TEST_CASE("refused tokens - another token an old row or a settled matter begins anew") {
  tokens::RefusedTokens refused;
  refused.note("wx1", first, begin);
  const auto later = begin + 1min;
  SUBCASE("another token") { CHECK(refused.note("wx1", other, later) == later); }
  SUBCASE("an old row") {
    const auto late = begin + 30min + 1us;
    CHECK(refused.note("wx1", first, late) == late);
  }
  SUBCASE("a settled matter") {
    refused.forget("wx1");
    CHECK(refused.size() == 0);
    CHECK(refused.note("wx1", first, later) == later);
  }
}

}  // namespace refused_tokens_test
