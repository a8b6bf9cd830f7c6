#include "platform/doctor_rules.hpp"

#include <doctest/doctest.h>

namespace doctor_rules_test {

using namespace std::chrono_literals;
using platform::Mark;

const base::WallTime now = base::parse_rfc3339("2026-11-22T23:57:03Z").value();

TEST_CASE("the doctor reads a Date header") {
  CHECK(platform::read_http_date("Sun, 22 Nov 2026 23:57:03 GMT") == now);
  CHECK_FALSE(platform::read_http_date(""));
  CHECK_FALSE(platform::read_http_date("Sun, 22 Nov 2026 23:57:03 GMT and more"));
}

TEST_CASE("the doctor judges clocks") {
  CHECK(platform::judge_clock("clock", now, now + 2s).mark == Mark::ok);
  CHECK(platform::judge_clock("clock", now + 3s, now).mark == Mark::warn);
  CHECK(platform::judge_clock("clock", now, now + 31s).mark == Mark::fail);
  CHECK(platform::judge_clock("clock", now, now + 31s).what == "31 s apart");
}

TEST_CASE("the doctor judges the age of the ticket") {
  CHECK(platform::judge_ticket(now - 20min, now).mark == Mark::ok);
  CHECK(platform::judge_ticket(now - 61min, now).mark == Mark::warn);
  CHECK(platform::judge_ticket(now - 12h, now).mark == Mark::fail);
  CHECK(platform::judge_ticket(std::nullopt, now).mark == Mark::fail);
}

TEST_CASE("the doctor names the address to whitelist") {
  platform::DoctorFacts facts;
  CHECK(platform::judge_address(0, "", facts).mark == Mark::ok);
  CHECK(platform::judge_address(std::nullopt, "", facts).mark == Mark::warn);
  const auto refused =
      platform::judge_address(61004, "access clientip is not registered requestIP: 1.2.3.4", facts);
  CHECK(refused.mark == Mark::fail);
  CHECK(refused.advice.contains("put 1.2.3.4 on the platform"));
  facts.refused_addresses = {"5.6.7.8"};
  CHECK(platform::judge_address(0, "", facts).what == "WeChat refuses 5.6.7.8");
}

TEST_CASE("the doctor judges a call with the component token") {
  CHECK(platform::judge_component_call(0, "").mark == Mark::ok);
  CHECK(platform::judge_component_call(std::nullopt, "timeout").what == "no answer: timeout");
  CHECK(platform::judge_component_call(61004, "").advice == "see the egress address");
  CHECK(platform::judge_component_call(40001, "").advice.contains("another program"));
  CHECK(platform::judge_component_call(40125, "").mark == Mark::fail);
}

TEST_CASE("the doctor counts merchants that cannot be asked for") {
  platform::DoctorFacts facts;
  facts.authorized = 3;
  CHECK(platform::judge_permissions(facts).mark == Mark::ok);
  CHECK(platform::judge_kinds(facts).mark == Mark::ok);
  CHECK(platform::judge_tokens(facts).mark == Mark::ok);
  facts.without_set = facts.wrong_kind = facts.lost = 1;
  CHECK(platform::judge_permissions(facts).mark == Mark::warn);
  CHECK(platform::judge_permissions(facts).what == "1 of 3 merchants without it");
  CHECK(platform::judge_kinds(facts).mark == Mark::warn);
  CHECK(platform::judge_tokens(facts).mark == Mark::warn);
}

TEST_CASE("the doctor judges the callback") {
  CHECK(platform::judge_public_url("https://example.com").mark == Mark::ok);
  CHECK(platform::judge_public_url("http://example.com").mark == Mark::ok);
  CHECK(platform::judge_public_url("https://example.com:8443").mark == Mark::warn);
  CHECK(platform::judge_public_url("example.com").mark == Mark::fail);
  CHECK(platform::judge_callback(200, "success", "").mark == Mark::ok);
  CHECK(platform::judge_callback(200, "success\n", "").mark == Mark::fail);
  CHECK(platform::judge_callback(403, "", "").advice.contains("push_token"));
  CHECK(platform::judge_callback(0, "", "connect").what == "no answer: connect");
  CHECK(platform::judge_domain("https://example.com").mark == Mark::ok);
  CHECK(platform::judge_domain("http://127.0.0.1").mark == Mark::warn);
}

}  // namespace doctor_rules_test
