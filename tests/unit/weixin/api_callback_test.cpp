#include "api_fixture.hpp"

namespace api_callback_test {

using namespace weixin_test;
using base::Secret;

const Secret token("to+ken");

TEST_CASE("api - getcallbackip") {
  Fixture f(ok(R"({"ip_list":["1.2.3.4","101.226.103.0/25"]})"));
  const auto got = support::run(f.loop, f.api.callback_addresses(token, f.deadline()));
  CHECK(got.call.succeeded());
  CHECK(got.addresses == std::vector<std::string>{"1.2.3.4", "101.226.103.0/25"});
  REQUIRE(f.requests.size() == 1);
  CHECK(f.requests[0].starts_with("GET /cgi-bin/getcallbackip?access_token=to%2Bken HTTP/1.1\r\n"));
}

TEST_CASE("api - getcallbackip without a list") {
  Fixture f(ok(R"({"errcode":0})"));
  const auto got = support::run(f.loop, f.api.callback_addresses(token, f.deadline()));
  CHECK(got.call.failure == "incomplete");
}

TEST_CASE("api - callback check") {
  Fixture f(ok(R"({"dns":[{"ip":"1.2.3.4","real_operator":"UNICOM"}],"ping":[)"
               R"({"ip":"1.2.3.4","from_operator":"UNICOM","package_loss":"0%","time":"23.079ms"},)"
               R"({"ip":"1.2.3.4","from_operator":"CAP","package_loss":"25%","time":"21.434ms"}]})"));
  const auto got = support::run(f.loop, f.api.callback_check(token, f.deadline()));
  CHECK(got.call.succeeded());
  CHECK(got.probes == 2);
  CHECK(got.lossy == 1);
  CHECK(f.asked("/cgi-bin/callback/check?access_token=to%2Bken") ==
        R"({"action":"all","check_operator":"DEFAULT"})");
}

TEST_CASE("api - a text of the customer service") {
  Fixture f(ok(R"({"errcode":45015,"errmsg":"response out of time limit"})"));
  const auto call = support::run(f.loop, f.api.send_customer_text(token, "o-1", "a \"text\"", f.deadline()));
  CHECK(call.errcode == 45015);
  CHECK(f.asked("/cgi-bin/message/custom/send?access_token=to%2Bken") ==
        R"({"touser":"o-1","msgtype":"text","text":{"content":"a \"text\""}})");
}

}  // namespace api_callback_test
