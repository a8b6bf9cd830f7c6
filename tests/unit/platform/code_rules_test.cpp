#include "platform/code_rules.hpp"

#include <doctest/doctest.h>

namespace code_rules_test {

using namespace std::chrono_literals;
using platform::CodeStep;
using platform::step_after;

TEST_CASE("what becomes of a code that was not exchanged") {
  // Used or expired: where a push told whose it is, the tokens can still be had.
  CHECK(step_after(tokens::refusal_of(61010), true, false) == CodeStep::recover);
  CHECK(step_after(tokens::refusal_of(61010), true, true) == CodeStep::recover);
  CHECK(step_after(tokens::refusal_of(61010), false, false) == CodeStep::give_up);
  CHECK(step_after(tokens::refusal_of(61009), true, false) == CodeStep::give_up);  // no code of ours
  CHECK(step_after(tokens::refusal_of(50002), true, false) == CodeStep::give_up);  // frozen
  for (const std::int64_t errcode : {-1, 40001, 45009, 45011, 61004, 61005, 99999}) {
    CHECK(step_after(tokens::refusal_of(errcode), true, false) == CodeStep::later);
    CHECK(step_after(tokens::refusal_of(errcode), false, true) == CodeStep::give_up);
  }
  const auto silence = tokens::no_answer({base::Code::upstream_timeout, "", ""});
  CHECK(step_after(silence, false, false) == CodeStep::later);
  CHECK(step_after(silence, false, true) == CodeStep::give_up);
}

TEST_CASE("the pauses between tries grow to a minute") {
  CHECK(platform::pause_after(1) == 2s);
  CHECK(platform::pause_after(2) == 4s);
  CHECK(platform::pause_after(5) == 32s);
  CHECK(platform::pause_after(6) == 60s);
  CHECK(platform::pause_after(1'000'000) == 60s);
}

TEST_CASE("the accounts of the publish check") {
  CHECK(platform::is_publish_check("wx570bc396a51b8ff8"));
  CHECK(platform::is_publish_check("wx05d483572dcd5d8b"));
  CHECK(platform::is_publish_check("wxd101a85aa106f53e"));
  CHECK_FALSE(platform::is_publish_check("wxf8b4f85f3a794e77"));
  CHECK_FALSE(platform::is_publish_check(""));
}

}  // namespace code_rules_test
