#include "audit/line.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "audit/samples.hpp"
#include "audit/stored_head.hpp"
#include "base/text.hpp"
#include "support/fake_random.hpp"

namespace line_test {

std::string line_of(const audit::QueryHead& head, const audit::QueryTail& tail) {
  support::FakeRandom random;
  return audit::assemble(audit::Kind::query, 0x18f3a1b2c3d4e5f6, 12, 3, 5,
                         audit::query_head(head, samples::day_key(), random), audit::query_tail(tail));
}

TEST_CASE("the line of a query byte for byte") {
  const std::string line = line_of(samples::head(), samples::active());
  const auto client = nlohmann::json::parse(line)["client"].get<std::string>();
  CHECK(
      line ==
      R"({"v":1,"kind":"query","stream":"18f3a1b2c3d4e5f6","seq":12,"mseq":3,"intent":5,)"
      R"("time":"2026-11-22T23:57:03.000000Z","request_id":"019ab0d2-6a10-7000-8000-000000000001",)"
      R"("merchant":"wxf8b4f85f3a794e77","authorization":2,)"
      R"("caller":{"type":"key","id":"k1k1k1k1k1k1","name":"tills"},"client":")" +
          client +
          R"(","dialect":"native","selector":{"received":{"code":"044GZ*J10"},"sent":{"code":"044GZ*J10"}},)"
          R"("outcome":"active","errcode":0,"attempts":[{"host":"api.weixin.qq.com",)"
          R"("time":"2026-11-22T23:57:03.000000Z","us":1500,"status":200,"errcode":0,)"
          R"("date":"Sun, 22 Nov 2026 23:57:03 GMT","generation":4}],"us":2100,)"
          R"("reply":"{\"errcode\":0,\"errmsg\":\"ok\"}"})");
}

TEST_CASE("the address of the client is sealed with the key of the day and opens again") {
  const auto line = nlohmann::json::parse(line_of(samples::head(), samples::active()));
  const auto sealed = line["client"].get<std::string>();
  CHECK(sealed.starts_with("2026-11-22:"));
  CHECK(audit::open_personal(samples::day_key(), sealed).value() == "203.0.113.7");
  audit::DayKey other{"2026-11-22", base::Secret(std::string(32, 'x'))};
  CHECK_FALSE(audit::open_personal(other, sealed));
  CHECK_FALSE(audit::open_personal({"2026-11-23", base::Secret(std::string(32, 'k'))}, sealed));
}

TEST_CASE("a line has no line feed and no raw control character whatever the parts hold") {
  auto head = samples::head();
  head.client_request_id = "a\nb\x01";
  auto tail = samples::active();
  tail.reply = std::string("x\ny\0z", 5);
  const std::string line = line_of(head, tail);
  CHECK_FALSE(base::has_control(line));
  CHECK(nlohmann::json::parse(line)["reply"].get<std::string>() == *tail.reply);
}

TEST_CASE("a long or broken reply is told by its size and digest") {
  auto tail = samples::active();
  tail.reply = std::string(16 * 1024 + 1, 'x');
  const auto large = nlohmann::json::parse(line_of(samples::head(), tail));
  CHECK(large["reply"]["bytes"] == 16 * 1024 + 1);
  CHECK(large["reply"]["sha256"].get<std::string>().size() == 64);
  tail.reply = "\xff\xfe";
  CHECK(nlohmann::json::parse(line_of(samples::head(), tail))["reply"]["bytes"] == 2);
  tail.reply = std::string(16 * 1024, 'x');
  CHECK(nlohmann::json::parse(line_of(samples::head(), tail))["reply"].is_string());
}

TEST_CASE("an attempt without an answer says how far it came") {
  auto tail = samples::active();
  tail.outcome = audit::Outcome::upstream_error;
  tail.code = base::Code::upstream_timeout;
  tail.errcode.reset();
  tail.reply.reset();
  tail.attempts[0].sent = audit::Sent::maybe;
  tail.attempts[0].failure = "timeout";
  tail.attempts[0].http_status = 0;
  tail.attempts[0].errcode.reset();
  tail.attempts[0].date.clear();
  const auto line = nlohmann::json::parse(line_of(samples::head(), tail));
  CHECK(line["attempts"][0]["sent"] == "maybe");
  CHECK(line["attempts"][0]["failure"] == "timeout");
  CHECK_FALSE(line["attempts"][0].contains("status"));
  CHECK(line["code"] == "upstream_timeout");
  CHECK_FALSE(line.contains("reply"));
  CHECK_FALSE(line.contains("errcode"));
}

TEST_CASE("the name of a person is sealed in an event and that of the gateway is not") {
  support::FakeRandom random;
  audit::Event event;
  event.time = samples::head().time;
  event.actor_kind = "command";
  event.actor = "zhang.san";
  event.action = "merchant_suspended";
  event.merchant_appid = "wxf8b4f85f3a794e77";
  event.details = R"({"reason":"test"})";
  const auto head = audit::event_head(event, samples::day_key(), random);
  CHECK(head.find("zhang") == std::string::npos);
  const auto parsed = nlohmann::json::parse("{" + head + "}");
  CHECK(audit::open_personal(samples::day_key(), parsed["actor"]["name"].get<std::string>()).value() ==
        "zhang.san");

  event.actor_kind = "gateway";
  event.actor = "gw-1";
  CHECK(audit::event_head(event, samples::day_key(), random).find("gw-1") != std::string::npos);
}

TEST_CASE("recovery reads back what the index needs from a stored head") {
  support::FakeRandom random;
  auto head = samples::head();
  head.sent = R"({"application_id":18446744073709551615,"code_index":0})";
  const auto stored = audit::read_head(audit::query_head(head, samples::day_key(), random));
  REQUIRE(stored);
  CHECK(stored->columns.time == head.time);
  CHECK(stored->columns.request_id == head.request_id);
  CHECK(stored->columns.dialect == audit::Dialect::native);
  CHECK(stored->columns.selector.application_id == 18446744073709551615ULL);
  CHECK(stored->columns.selector.code_index == 0);
  CHECK(stored->merchant == "wxf8b4f85f3a794e77");
  CHECK(stored->key_id == "k1k1k1k1k1k1");
  CHECK_FALSE(audit::read_head("\"time\":1"));
  CHECK_FALSE(audit::read_head("nonsense"));
}

}  // namespace line_test
