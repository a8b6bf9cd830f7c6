#include <functional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/native_house.hpp"

namespace native_errors_test {

using audit::Outcome;
using base::Code;
using support::header;
using support::NativeHouse;
using support::refused;

// One row of the error table of the design, section 5.4: how it comes about, and all that is told of it.
struct Row {
  std::string_view name;
  std::function<void(NativeHouse&)> arrange;
  int status;
  Code code;
  std::string_view source = "gateway";
  std::string_view called = "no";
  bool retryable = false;
  std::optional<std::int64_t> errcode{};
  std::string_view retry_after = "";
  Outcome outcome = Outcome::refused;
  std::size_t attempts = 0;
  std::string_view body = NativeHouse::by_url;
};

void weixin_refuses(NativeHouse& house, std::int64_t errcode, int times = 1) {
  for (int i = 0; i < times; ++i) {
    house.weixin.then(refused(errcode));
  }
}

void change(NativeHouse& house, const std::function<void(tenancy::Merchant&)>& how) {
  auto merchant = support::good_merchant();
  how(merchant);
  house.put(merchant);
}

auto weixin(std::int64_t errcode, int times = 1) {
  return [errcode, times](NativeHouse& house) { weixin_refuses(house, errcode, times); };
}

Row refusal(std::string_view name, std::int64_t errcode, int status, Code code) {
  return {.name = name,
          .arrange = weixin(errcode),
          .status = status,
          .code = code,
          .source = "weixin",
          .called = "yes",
          .errcode = errcode,
          .attempts = 1};
}

std::vector<Row> gateway_rows() {
  const auto nothing = [](NativeHouse&) {};
  return {
      {.name = "empty body", .arrange = nothing, .status = 400, .code = Code::request_malformed, .body = ""},
      {.name = "not JSON",
       .arrange = nothing,
       .status = 400,
       .code = Code::request_malformed,
       .body = "code=1"},
      {.name = "wrong type",
       .arrange = nothing,
       .status = 400,
       .code = Code::request_malformed,
       .body = R"({"code":8})"},
      {.name = "no selector",
       .arrange = nothing,
       .status = 400,
       .code = Code::selector_invalid,
       .body = "{}"},
      {.name = "suspended",
       .arrange = [](auto& h) { change(h, [](auto& m) { m.suspended_at = base::WallTime{}; }); },
       .status = 403,
       .code = Code::merchant_suspended},
      {.name = "not authorised",
       .arrange = [](auto& h) { change(h, [](auto& m) { m.authorized = false; }); },
       .status = 403,
       .code = Code::merchant_not_authorized},
      {.name = "set 46 missing",
       .arrange = [](auto& h) { change(h, [](auto& m) { m.permission_sets = {1}; }); },
       .status = 403,
       .code = Code::permission_set_missing},
      {.name = "no Service Account",
       .arrange = [](auto& h) { change(h, [](auto& m) { m.mini_program = true; }); },
       .status = 403,
       .code = Code::account_type_not_supported},
      {.name = "no token for now",
       .arrange = [](auto& h) { h.tokens.token_error = Code::token_unavailable; },
       .status = 503,
       .code = Code::token_unavailable,
       .retryable = true,
       .retry_after = "5"},
      {.name = "token gone for good",
       .arrange = [](auto& h) { h.tokens.token_error = Code::merchant_needs_reauthorization; },
       .status = 403,
       .code = Code::merchant_needs_reauthorization},
  };
}

std::vector<Row> weixin_rows() {
  std::vector<Row> rows = {
      refusal("80300", 80300, 422, Code::application_unknown),
      refusal("80301", 80301, 422, Code::application_not_owned),
      refusal("80303", 80303, 422, Code::code_format),
      refusal("80306", 80306, 422, Code::index_out_of_range),
      refusal("48001", 48001, 403, Code::merchant_lacks_api),
      refusal("48004", 48004, 403, Code::merchant_api_banned),
      refusal("50002", 50002, 403, Code::merchant_account_limited),
      refusal("61003", 61003, 403, Code::merchant_not_authorized),
      refusal("61007", 61007, 403, Code::permission_set_missing),
      refusal("another errcode", 47001, 502, Code::upstream_refused),
      refusal("an unheard errcode", 123456789, 502, Code::upstream_refused),
  };
  for (const std::int64_t errcode : {61004, 40164, 89503}) {
    auto row = refusal("our address", errcode, 503, Code::provider_address_not_allowed);
    row.retryable = true;
    row.retry_after = "60";
    rows.push_back(row);
  }
  // The clock stands at 23:57:03 UTC, which is 07:57:03 in China.
  auto minute = refusal("45011", 45011, 429, Code::upstream_minute_quota);
  minute.retryable = true;
  minute.retry_after = "57";
  rows.push_back(minute);
  auto day = refusal("45009", 45009, 429, Code::upstream_day_quota);
  day.retry_after = "57777";
  rows.push_back(day);
  for (const std::int64_t errcode : {40001, 40014, 42001}) {
    auto row = refusal("token refused twice", errcode, 503, Code::token_unavailable);
    row.arrange = weixin(errcode, 2);
    row.retryable = true;
    row.retry_after = "5";
    row.attempts = 2;
    rows.push_back(row);
  }
  for (const std::int64_t errcode : {42002, 42007, 61023}) {
    auto row = refusal("authorisation is void", errcode, 403, Code::merchant_needs_reauthorization);
    row.arrange = weixin(errcode, 2);
    row.attempts = 2;
    rows.push_back(row);
  }
  auto busy = refusal("busy for too long", -1, 502, Code::upstream_failed);
  busy.arrange = weixin(-1, 4);
  busy.retryable = true;
  busy.retry_after = "1";
  busy.attempts = 4;
  busy.outcome = Outcome::upstream_error;
  rows.push_back(busy);
  return rows;
}

Row failure(std::string_view name, std::string kind, Code ours, http::Sent sent, int status,
            std::string_view called) {
  return {.name = name,
          .arrange = [kind, ours,
                      sent](NativeHouse& house) { house.weixin.then(support::failed(kind, ours, sent)); },
          .status = status,
          .code = ours,
          .called = called,
          .retryable = true,
          .retry_after = "1",
          .outcome = Outcome::upstream_error,
          .attempts = 1};
}

std::vector<Row> failure_rows() {
  return {
      failure("unreachable", "network", Code::upstream_failed, http::Sent::no, 502, "no"),
      failure("reset after the request", "network", Code::upstream_failed, http::Sent::maybe, 502, "unknown"),
      failure("5xx", "status", Code::upstream_failed, http::Sent::yes, 502, "yes"),
      failure("HTML", "not_json", Code::upstream_failed, http::Sent::yes, 502, "yes"),
      failure("too slow", "timeout", Code::upstream_timeout, http::Sent::maybe, 504, "unknown"),
      failure("no connection free", "network", Code::overloaded, http::Sent::no, 503, "no"),
  };
}

void check_row(const Row& row) {
  CAPTURE(std::string(row.name));
  NativeHouse house;
  row.arrange(house);
  const auto response = house.post(row.body);

  CHECK(response.status == row.status);
  CHECK(response.content_type == "application/problem+json");
  CHECK(response.code == base::name(row.code));
  CHECK(header(response, "X-Error-Source") == row.source);
  CHECK(header(response, "Retry-After") == row.retry_after);
  CHECK(header(response, "X-Audit-Id") == "0000000000001234/0");
  CHECK(header(response, "RateLimit-Remaining") == "4");
  CHECK(header(response, "Cache-Control") == "no-store");

  const auto json = support::parse(response);
  CHECK(json["type"] == "urn:marketcode-gateway:problem:" + std::string(base::name(row.code)));
  CHECK(!json["title"].empty());
  CHECK(json["status"] == row.status);
  CHECK(!json["detail"].empty());
  CHECK(json["code"] == base::name(row.code));
  CHECK(json["source"] == row.source);
  CHECK(json["upstream_called"] == row.called);
  CHECK(json["retryable"] == row.retryable);
  CHECK(json["request_id"] == "0193-request");
  CHECK(json.contains("errcode") == row.errcode.has_value());
  CHECK(json.contains("rid") == row.errcode.has_value());
  if (row.errcode) CHECK(json["errcode"] == *row.errcode);

  const auto& tail = house.record().tail;
  CHECK(tail.outcome == row.outcome);
  CHECK(tail.code == row.code);
  CHECK(tail.errcode == row.errcode);
  CHECK(tail.attempts.size() == row.attempts);
  CHECK(house.record().had_intent == (row.attempts > 0));
}

TEST_CASE("refusals of the gateway row by row") {
  for (const auto& row : gateway_rows()) {
    check_row(row);
  }
}

TEST_CASE("refusals of WeChat row by row") {
  for (const auto& row : weixin_rows()) {
    check_row(row);
  }
}

TEST_CASE("failures on the way to WeChat row by row") {
  for (const auto& row : failure_rows()) {
    check_row(row);
  }
}

TEST_CASE("a log that cannot be written is 503 before the call and after it") {
  const auto check = [](const http::Response& response, std::string_view called) {
    CHECK(response.status == 503);
    CHECK(header(response, "X-Audit-Id").empty());
    CHECK(header(response, "Retry-After") == "2");
    const auto json = support::parse(response);
    CHECK(json["code"] == "audit_unavailable");
    CHECK(json["upstream_called"] == called);
    CHECK(json["source"] == "gateway");
    CHECK(json["retryable"] == true);
    CHECK(!json.contains("errcode"));
    CHECK(response.body.find("test_name") == std::string::npos);
  };
  NativeHouse before;
  before.log.begin_fails = true;
  check(before.post(), "no");
  CHECK(before.weixin.seen.empty());

  NativeHouse after;
  after.log.finish_fails = true;
  check(after.post(), "yes");
  CHECK(after.weixin.seen.size() == 1);

  NativeHouse refusing;
  refusing.log.refuse_fails = true;
  check(refusing.post("{}"), "no");
}

TEST_CASE("an exception on the way to WeChat is 500 with a record") {
  NativeHouse house;
  house.weixin.then_throw();
  const auto response = house.post();
  CHECK(response.status == 500);
  const auto json = support::parse(response);
  CHECK(json["code"] == "internal");
  CHECK(json["upstream_called"] == "unknown");
  CHECK(json["request_id"] == "0193-request");
  CHECK(!header(response, "X-Audit-Id").empty());
}

}  // namespace native_errors_test
