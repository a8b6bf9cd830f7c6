#include "simulator/script.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "support/fake_clock.hpp"

namespace script_test {

using namespace simulator;

constexpr std::string_view body = R"({"errcode":0,"errmsg":"ok"})";

Fault of(FaultKind kind) {
  Fault fault;
  fault.kind = kind;
  return fault;
}

Script script_of(FaultKind kind, Fault fault = {}) {
  fault.kind = kind;
  REQUIRE(needs_script(kind));
  return make_script(fault, body, support::FakeClock().wall());
}

std::string all_bytes(const Script& script) {
  std::string bytes;
  for (const Step& step : script.steps) {
    for (std::uint64_t i = 0; i < step.repeat; ++i) {
      bytes += step.bytes;
    }
  }
  return bytes;
}

std::uint64_t announced_length(const std::string& bytes) {
  const std::size_t at = bytes.find("Content-Length: ") + 16;
  return *base::parse_uint64(std::string_view(bytes).substr(at, bytes.find("\r\n", at) - at));
}

std::string body_of(const std::string& bytes) { return bytes.substr(bytes.find("\r\n\r\n") + 4); }

TEST_CASE("a whole answer has its date and its length") {
  const std::string bytes = all_bytes(script_of(FaultKind::silent_close));
  CHECK(bytes.starts_with("HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 23:57:03 GMT\r\n"));
  CHECK(announced_length(bytes) == body.size());
  CHECK(body_of(bytes) == body);
}

TEST_CASE("a truncated answer announces more than it has") {
  const std::string bytes = all_bytes(script_of(FaultKind::truncated));
  CHECK(announced_length(bytes) > body_of(bytes).size());
  CHECK_FALSE(script_of(FaultKind::truncated).reset);
}

TEST_CASE("a cut chunked answer lacks the last chunk") {
  const std::string bytes = all_bytes(script_of(FaultKind::chunked_cut));
  CHECK(body_of(bytes) == "1b\r\n" + std::string(body) + "\r\n");
  CHECK(bytes.contains("Transfer-Encoding: chunked\r\n"));
}

TEST_CASE("a huge answer is as long as it announces") {
  Fault fault;
  fault.bytes = 100'000;
  const std::string bytes = all_bytes(script_of(FaultKind::huge, fault));
  CHECK(body_of(bytes).size() == announced_length(bytes));
  CHECK(body_of(bytes).size() > 100'000);
  CHECK(bytes.ends_with(R"(","errcode":0,"errmsg":"ok"})"));
}

TEST_CASE("interim answers come before the answer") {
  Fault fault;
  fault.count = 2;
  fault.status = 100;
  const std::string bytes = all_bytes(script_of(FaultKind::interim, fault));
  CHECK(bytes.starts_with("HTTP/1.1 100 Interim\r\n\r\nHTTP/1.1 100 Interim\r\n\r\nHTTP/1.1 200 OK\r\n"));
  fault.status = 502;
  CHECK(all_bytes(script_of(FaultKind::interim, fault)).starts_with("HTTP/1.1 103 "));
}

TEST_CASE("a drip is the whole answer in small pieces") {
  Fault fault;
  fault.chunk = 0;
  fault.interval = std::chrono::milliseconds(7);
  const Script script = script_of(FaultKind::drip, fault);
  REQUIRE(script.steps.size() == 1);
  CHECK(script.steps[0].chunk == 1);
  CHECK(script.steps[0].pause == std::chrono::milliseconds(7));
  CHECK(body_of(script.steps[0].bytes) == body);
}

TEST_CASE("resets end without an answer or in its middle") {
  CHECK(script_of(FaultKind::reset).steps.empty());
  CHECK(script_of(FaultKind::reset).reset);
  CHECK(script_of(FaultKind::reset_unread).reset);
  const Script middle = script_of(FaultKind::reset_mid);
  CHECK(middle.reset);
  CHECK(body_of(all_bytes(middle)).size() < body.size());
  CHECK(all_bytes(middle).contains("\r\n\r\n"));
}

TEST_CASE("what needs no script is a well formed answer") {
  Fault fault;
  fault.kind = FaultKind::status;
  fault.status = 504;
  http::Response response = spoilt_response(fault, std::string(body));
  CHECK(response.status == 504);
  CHECK(response.body.contains("<h1>504 Gateway Time-out</h1>"));
  fault.body = "maintenance";
  CHECK(spoilt_response(fault, std::string(body)).body == "maintenance");
  fault = of(FaultKind::html);
  CHECK(spoilt_response(fault, std::string(body)).status == 200);
  fault = of(FaultKind::empty);
  CHECK(spoilt_response(fault, std::string(body)).body.empty());
  fault = of(FaultKind::invalid_json);
  CHECK(body.starts_with(spoilt_response(fault, std::string(body)).body));
  CHECK(spoilt_response(fault, std::string(body)).body.size() < body.size());
  fault = of(FaultKind::not_utf8);
  CHECK_FALSE(base::is_utf8(spoilt_response(fault, std::string(body)).body));
  fault = of(FaultKind::delay);
  CHECK(spoilt_response(fault, std::string(body)).body == body);
}

}  // namespace script_test
