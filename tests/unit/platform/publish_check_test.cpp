#include "platform/publish_check.hpp"

#include <doctest/doctest.h>

namespace publish_check_test {

weixin::Message text(std::string content) { return {"gh_1", "o-1", "text", std::move(content), ""}; }

TEST_CASE("each message of the publish check has its answer") {
  CHECK(platform::check_step(text("TESTCOMPONENT_MSG_TYPE_TEXT")).reply ==
        "TESTCOMPONENT_MSG_TYPE_TEXT_callback");
  CHECK(platform::check_step({"gh_1", "o-1", "event", "", "LOCATION"}).reply == "LOCATIONfrom_callback");
  const auto step = platform::check_step(text("QUERY_AUTH_CODE:queryauthcode@@@x"));
  CHECK(step.reply.empty());
  CHECK(step.code.reveal() == "queryauthcode@@@x");
}

TEST_CASE("any other message of a test account has none") {
  for (const auto* content :
       {"", "hello", "QUERY_AUTH_CODE", "QUERY_AUTH_CODE:", " TESTCOMPONENT_MSG_TYPE_TEXT"}) {
    CAPTURE(content);
    const auto step = platform::check_step(text(content));
    CHECK(step.reply.empty());
    CHECK(step.code.empty());
  }
  CHECK(platform::check_step(text("QUERY_AUTH_CODE:" + std::string(600, 'x'))).code.empty());
  CHECK(platform::check_step({"gh_1", "o-1", "event", "", ""}).reply.empty());
  CHECK(platform::check_step({"gh_1", "o-1", "image", "TESTCOMPONENT_MSG_TYPE_TEXT", ""}).reply.empty());
}

}  // namespace publish_check_test
