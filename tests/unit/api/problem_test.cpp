#include "api/problem.hpp"

#include <set>
#include <string>

#include <doctest/doctest.h>

#include "support/http_samples.hpp"

namespace problem_test {

using base::Code;

constexpr int public_codes = static_cast<int>(Code::internal) + 1;

Code code_at(int i) { return static_cast<Code>(i); }

TEST_CASE("every public code has a row of its own with words in both languages") {
  std::set<std::string> titles;
  for (int i = 0; i < public_codes; ++i) {
    const auto& kind = api::problem_kind(code_at(i));
    CAPTURE(base::name(code_at(i)));
    CHECK(kind.code == code_at(i));
    CHECK(kind.status >= 400);
    CHECK(kind.status <= 504);
    for (const auto* words : {&kind.en, &kind.zh}) {
      CHECK(!words->help.empty());
      CHECK(titles.insert(std::string(words->title)).second);
    }
    // Whoever may try again is told when.
    CHECK((!kind.retryable || kind.retry_after.count() > 0));
  }
}

TEST_CASE("codes that stay inside become internal") {
  for (const auto code :
       {Code::invalid_argument, Code::busy, Code::database_unavailable, Code::fenced, Code::io_failed}) {
    CHECK(api::problem_kind(code).code == Code::internal);
    CHECK(api::problem_kind(code).status == 500);
  }
}

TEST_CASE("statuses and compatible errcodes are those of the design") {
  struct Row {
    Code code;
    int status;
    std::int64_t errcode;
    bool retryable;
  };
  const Row rows[] = {
      {Code::api_key_invalid, 401, 40001, false},
      {Code::address_not_allowed, 403, 40164, false},
      {Code::method_not_allowed, 405, 43002, false},
      {Code::request_malformed, 400, 47001, false},
      {Code::not_found, 404, 40066, false},
      {Code::selector_invalid, 400, 40097, false},
      {Code::merchant_suspended, 403, 48004, false},
      {Code::merchant_not_authorized, 403, 61003, false},
      {Code::permission_set_missing, 403, 61007, false},
      {Code::account_type_not_supported, 403, 48001, false},
      {Code::rate_limited, 429, 45011, true},
      {Code::overloaded, 503, -1, true},
      {Code::application_unknown, 422, 0, false},
      {Code::application_not_owned, 422, 0, false},
      {Code::code_format, 422, 0, false},
      {Code::index_out_of_range, 422, 0, false},
      {Code::upstream_minute_quota, 429, 0, true},
      {Code::upstream_day_quota, 429, 0, false},
      {Code::merchant_lacks_api, 403, 0, false},
      {Code::merchant_api_banned, 403, 0, false},
      {Code::merchant_account_limited, 403, 0, false},
      {Code::provider_address_not_allowed, 503, -1, true},
      {Code::token_unavailable, 503, -1, true},
      {Code::merchant_needs_reauthorization, 403, 61023, false},
      {Code::upstream_failed, 502, -1, true},
      {Code::upstream_timeout, 504, -1, true},
      {Code::upstream_refused, 502, 0, false},
      {Code::audit_unavailable, 503, -1, true},
      {Code::not_yet_covered, 409, -1, true},
      {Code::login_required, 401, -1, false},
      {Code::login_failed, 401, -1, false},
      {Code::second_factor_required, 401, -1, false},
      {Code::login_throttled, 429, -1, true},
      {Code::password_change_required, 403, -1, false},
      {Code::permission_denied, 403, -1, false},
      {Code::csrf_token_invalid, 403, -1, false},
      {Code::input_invalid, 400, -1, false},
      {Code::state_conflict, 409, -1, false},
      {Code::service_unavailable, 503, -1, true},
      {Code::internal, 500, -1, false},
  };
  CHECK(std::size(rows) == public_codes);
  for (const auto& row : rows) {
    CAPTURE(base::name(row.code));
    const auto& kind = api::problem_kind(row.code);
    CHECK(kind.status == row.status);
    CHECK(kind.errcode == row.errcode);
    CHECK(kind.retryable == row.retryable);
  }
}

TEST_CASE("a problem is rendered with every member that it has in a fixed order") {
  const auto response = api::render({.code = Code::upstream_refused,
                                     .from_weixin = true,
                                     .upstream_called = api::Called::yes,
                                     .errcode = 47001,
                                     .rid = "637f097b-107e6569-34b61712",
                                     .request_id = "0193-id",
                                     .language = api::Language::en});
  CHECK(response.status == 502);
  CHECK(response.content_type == "application/problem+json");
  CHECK(response.code == "upstream_refused");
  CHECK(
      response.body ==
      R"({"type":"urn:marketcode-gateway:problem:upstream_refused","title":"Refused by WeChat","status":502,)"
      R"("detail":"WeChat refused the query for a reason that is given in errcode.","code":"upstream_refused",)"
      R"("source":"weixin","upstream_called":"yes","retryable":false,"errcode":47001,)"
      R"("rid":"637f097b-107e6569-34b61712","request_id":"0193-id"})");
  CHECK(support::header(response, "X-Error-Source") == "weixin");
  CHECK(support::header(response, "Cache-Control") == "no-store");
  CHECK(support::header(response, "Content-Language") == "en");
  CHECK(support::header(response, "Retry-After").empty());
}

TEST_CASE("a problem takes its own words status and wait before those of the table") {
  api::Problem problem{.code = Code::request_malformed, .status = 413};
  problem.detail = "\"too long\"";
  problem.member = "code";
  problem.language = api::Language::zh;
  problem.retry_after = std::chrono::milliseconds(1'001);
  const auto response = api::render(problem);
  const auto json = support::parse(response);
  CHECK(response.status == 413);
  CHECK(json["status"] == 413);
  CHECK(json["detail"] == "\"too long\"");
  CHECK(json["member"] == "code");
  CHECK(json["title"] == "请求格式错误");
  CHECK(json["source"] == "gateway");
  CHECK(json["upstream_called"] == "no");
  CHECK(!json.contains("errcode"));
  CHECK(!json.contains("rid"));
  CHECK(support::header(response, "Content-Language") == "zh");
  CHECK(support::header(response, "Retry-After") == "2");
}

TEST_CASE("Retry-After is at least a second and comes from the table when nothing better is known") {
  api::Problem problem{.code = Code::rate_limited};
  problem.retry_after = base::Micros(0);
  CHECK(support::header(api::render(problem), "Retry-After") == "1");
  problem.retry_after = base::Micros(1);
  CHECK(support::header(api::render(problem), "Retry-After") == "1");
  problem.retry_after.reset();
  problem.code = Code::token_unavailable;
  CHECK(support::header(api::render(problem), "Retry-After") == "5");
  problem.code = Code::merchant_suspended;
  CHECK(support::header(api::render(problem), "Retry-After").empty());
}

TEST_CASE("whether WeChat was asked is told in words") {
  api::Problem problem{.code = Code::upstream_timeout};
  problem.upstream_called = api::Called::unknown;
  CHECK(support::parse(api::render(problem))["upstream_called"] == "unknown");
}

}  // namespace problem_test
