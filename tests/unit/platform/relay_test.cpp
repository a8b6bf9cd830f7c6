#include "platform/relay.hpp"

#include <doctest/doctest.h>

namespace relay_test {

platform::RelayedPush push(std::string appid) {
  return {std::move(appid), "nonce=1&x=%2B", "text/xml", "<xml/>"};
}

TEST_CASE("a push goes to its URL with its own query string") {
  CHECK(platform::relay_target("/events", push("")) == "/events?nonce=1&x=%2B");
  CHECK(platform::relay_target("/events?of=us", push("")) == "/events?of=us&nonce=1&x=%2B");
  CHECK(platform::relay_target("/$APPID$/callback", push("wx_1-A")) == "/wx_1-A/callback?nonce=1&x=%2B");
}

TEST_CASE("an appid that would change the URL goes nowhere") {
  for (const auto* appid : {"", "..", "a/b", "a%2Fb", "a?b", "a b"}) {
    CAPTURE(appid);
    CHECK_FALSE(platform::relay_target("/$APPID$/callback", push(appid)));
  }
}

}  // namespace relay_test
