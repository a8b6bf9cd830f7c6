#include "cli/platform_status.hpp"

#include <sstream>

#include <doctest/doctest.h>

namespace platform_status_test {

using namespace std::chrono_literals;

const base::WallTime now = base::parse_rfc3339("2027-01-01T12:00:00Z").value();

std::string printed(const app::PlatformStatus& status, bool json) {
  std::ostringstream out;
  cli::print_status(out, status, now, json);
  return out.str();
}

app::PlatformStatus status() {
  app::PlatformStatus made;
  made.platform.component_appid = "wxcomponent";
  made.platform.ticket_received_at = now - 40s;
  made.platform.token.expires_at = now + 1h + 55min;
  made.platform.token.generation = 7;
  made.merchants = {{"healthy", 12}, {"left", 1}};
  return made;
}

TEST_CASE("platform status for people") {
  auto shown = status();
  auto text = printed(shown, false);
  CHECK(text.contains("2027-01-01T11:59:20Z, 40 s ago"));
  CHECK(text.contains("2027-01-01T23:59:20Z, in 11 h 59 min"));
  CHECK(text.contains("in 1 h 55 min"));
  CHECK(text.contains("12 healthy, 1 left"));
  CHECK_FALSE(text.contains("failing"));
  CHECK_FALSE(text.contains("asked for"));

  shown.ticket_asked_at = now - 5min;
  shown.platform.token.failing_since = now - 2min;
  shown.platform.token.failures = 3;
  shown.platform.token.last_errcode = 61004;
  text = printed(shown, false);
  CHECK(text.contains("5 min ago"));
  CHECK(text.contains("2 min ago, 3 times, errcode 61004"));
  CHECK(printed({}, false).contains("none"));
}

TEST_CASE("platform status for programs") {
  CHECK(printed(status(), true) ==
        R"({"component_appid":"wxcomponent","ticket":{"received_at":"2027-01-01T11:59:20.000000Z",)"
        R"("age_seconds":40,"valid_until":"2027-01-01T23:59:20.000000Z"},"component_token":)"
        R"({"expires_at":"2027-01-01T13:55:00.000000Z","generation":7},"merchants":{"healthy":12,"left":1}})"
        "\n");
  CHECK(printed({}, true) ==
        "{\"component_appid\":\"\",\"ticket\":{},\"component_token\":{\"generation\":0},\"merchants\":{}}\n");
}

}  // namespace platform_status_test
