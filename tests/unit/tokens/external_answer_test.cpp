#include "tokens/external_answer.hpp"

#include <doctest/doctest.h>

namespace external_answer_test {

using tokens::Reason;
using tokens::Verdict;

TEST_CASE("a token centre is told whose token and why") {
  CHECK(tokens::external_request({"wx1", Reason::ahead, 7, "ab"}) == R"({"appid":"wx1","reason":"ahead"})");
  CHECK(tokens::external_request({"wx1", Reason::refused, 7, "ab"}) ==
        R"({"appid":"wx1","reason":"refused","refused_generation":7,"refused_sha256":"ab"})");
}

TEST_CASE("a token centre gives a token and its life") {
  const auto answer = tokens::external_answer(200, R"({"access_token":"t-1","expires_in":7000,"more":1})");
  REQUIRE(answer);
  CHECK(answer->access.reveal() == "t-1");
  CHECK(answer->refresh.empty());
  CHECK(answer->expires_in == std::chrono::seconds(7000));
  const auto endless = tokens::external_answer(200, R"({"access_token":"t","expires_in":99999999999})");
  REQUIRE(endless);
  CHECK(endless->expires_in == std::chrono::hours(30 * 24));
}

TEST_CASE("what a token centre says wrong is trouble that passes") {
  for (const auto* body :
       {"", "[]", "{}", R"({"access_token":"t"})", R"({"access_token":"","expires_in":1})",
        R"({"access_token":"t","expires_in":0})", R"({"access_token":"t","expires_in":-1})",
        R"({"access_token":1,"expires_in":1})", R"({"access_token":"a b","expires_in":1})"}) {
    CAPTURE(body);
    const auto answer = tokens::external_answer(200, body);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().verdict == Verdict::transient);
    CHECK(answer.error().error.code == base::Code::token_unavailable);
  }
  CHECK(tokens::external_answer(500, "").error().verdict == Verdict::transient);
  CHECK(tokens::external_answer(404, "").error().verdict == Verdict::not_authorized);
}

}  // namespace external_answer_test
