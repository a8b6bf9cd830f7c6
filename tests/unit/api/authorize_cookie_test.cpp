#include "api/public/authorize_cookie.hpp"

#include <doctest/doctest.h>

namespace authorize_cookie_test {

using namespace std::chrono_literals;

const std::string state = std::string(60, 's') + "-abcdefghi_9";

http::Request request(std::string_view cookies) {
  http::Request made;
  if (!cookies.empty()) made.headers.push_back({"cookie", cookies});
  return made;
}

TEST_CASE("a browser keeps its mark to itself and brings it back from WeChat") {
  CHECK(api::browser_cookie(state, "MARK", 1h, true) ==
        "authorize_-abcdefghi_9=MARK; Path=/authorize; Max-Age=3600; HttpOnly; SameSite=Lax; Secure");
  CHECK_FALSE(api::browser_cookie(state, "MARK", 1h, false).contains("Secure"));
}

TEST_CASE("the mark of a state is found among other cookies") {
  CHECK(api::browser_mark_of(request("authorize_-abcdefghi_9=MARK"), state) == "MARK");
  CHECK(api::browser_mark_of(request("a=b; authorize_-abcdefghi_9=MARK; c=d"), state) == "MARK");
  CHECK(api::browser_mark_of(request("authorize_-abcdefghi_8=OTHER;authorize_-abcdefghi_9=MARK"), state) ==
        "MARK");
  for (const char* cookies : {"", ";", " ; ;", "authorize_-abcdefghi_9", "xauthorize_-abcdefghi_9=MARK",
                              "authorize_-abcdefghi_90=MARK", "authorize_-abcdefghi_9 =MARK"}) {
    CHECK(api::browser_mark_of(request(cookies), state).empty());
  }
}

}  // namespace authorize_cookie_test
