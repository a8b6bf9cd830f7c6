#include "platform/webhook_message.hpp"

#include <doctest/doctest.h>

namespace webhook_message_test {

platform::WebhookDelivery delivery() {
  platform::WebhookDelivery row;
  row.id = 42;
  row.type = "left";
  row.created_at = base::parse_rfc3339("2026-11-22T23:57:03Z").value();
  row.merchant = "wx1";
  return row;
}

TEST_CASE("a webhook says what happened to whom and when") {
  CHECK(platform::webhook_body(delivery()) ==
        R"({"id":"42","type":"left","time":"2026-11-22T23:57:03.000000Z","merchant":"wx1","details":{}})");
  auto of_platform = delivery();
  of_platform.merchant = "";
  of_platform.details = R"({"a":1})";
  of_platform.tries = 3;
  CHECK(platform::webhook_body(of_platform) ==
        R"({"id":"42","type":"left","time":"2026-11-22T23:57:03.000000Z","details":{"a":1}})");
}

// printf '1800000000.{}' | openssl dgst -sha256 -hmac key
TEST_CASE("a webhook is signed over its time and its body") {
  const base::WallTime now{std::chrono::milliseconds(1'800'000'000'999)};
  CHECK(platform::webhook_signature(base::Secret("key"), now, "{}") ==
        "t=1800000000,v1=7321475872b03ff21bdc2dfd86ea2d99ec29c479fbe4a77aa6acf4509505493f");
}

TEST_CASE("five tries within an hour") {
  std::chrono::seconds all{0};
  int tries = 1;
  for (auto pause = platform::webhook_pause(tries); pause; pause = platform::webhook_pause(++tries)) {
    CHECK(*pause > all / 2);
    all += *pause;
  }
  CHECK(tries == 5);
  CHECK(all <= std::chrono::hours(1));
  CHECK_FALSE(platform::webhook_pause(6));
  CHECK_FALSE(platform::webhook_pause(0));
}

}  // namespace webhook_message_test
