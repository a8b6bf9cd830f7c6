#include <functional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/compatible_house.hpp"

namespace compatible_errors_test {

using base::Code;
using support::CompatibleHouse;
using support::header;
using support::refused;

// One row of the error table of the design, section 5.4, as the compatible dialect tells it.
struct Row {
  std::string_view name;
  std::function<void(CompatibleHouse&)> arrange;
  std::int64_t errcode;
  Code code;
  bool passed = false;  // WeChat's own words
  std::string_view retry_after = "";
  std::string_view body = CompatibleHouse::by_url;
};

auto weixin(std::int64_t errcode, int times = 1) {
  return [errcode, times](CompatibleHouse& house) {
    for (int i = 0; i < times; ++i)
      house.weixin.then(refused(errcode, "say so"));
  };
}

auto merchant(std::function<void(tenancy::Merchant&)> change) {
  return [change](CompatibleHouse& house) {
    auto changed = support::good_merchant();
    change(changed);
    house.put(changed);
  };
}

auto no_token(Code code) {
  return [code](CompatibleHouse& house) { house.tokens.token_error = code; };
}

auto failure(std::string kind, Code code, http::Sent sent) {
  return [=](CompatibleHouse& house) { house.weixin.then(support::failed(kind, code, sent)); };
}

void nothing(CompatibleHouse&) {}

std::vector<Row> own_rows() {
  return {
      {"not JSON", nothing, 47001, Code::request_malformed, false, "", "code=1"},
      {"wrong type", nothing, 47001, Code::request_malformed, false, "", R"({"code":8})"},
      {"no selector", nothing, 40097, Code::selector_invalid, false, "", "{}"},
      {"suspended", merchant([](auto& m) { m.suspended_at = base::WallTime{}; }), 48004,
       Code::merchant_suspended},
      {"not authorised", merchant([](auto& m) { m.authorized = false; }), 61003,
       Code::merchant_not_authorized},
      {"set 46 missing", merchant([](auto& m) { m.permission_sets = {1}; }), 61007,
       Code::permission_set_missing},
      {"no Service Account", merchant([](auto& m) { m.mini_program = true; }), 48001,
       Code::account_type_not_supported},
      {"no token for now", no_token(Code::token_unavailable), -1, Code::token_unavailable, false, "5"},
      {"token gone for good", no_token(Code::merchant_needs_reauthorization), 61023,
       Code::merchant_needs_reauthorization},
      {"unreachable", failure("network", Code::upstream_failed, http::Sent::no), -1, Code::upstream_failed,
       false, "1"},
      {"HTML", failure("not_json", Code::upstream_failed, http::Sent::yes), -1, Code::upstream_failed, false,
       "1"},
      {"too slow", failure("timeout", Code::upstream_timeout, http::Sent::maybe), -1, Code::upstream_timeout,
       false, "1"},
      {"no connection free", failure("network", Code::overloaded, http::Sent::no), -1, Code::overloaded,
       false, "1"},
  };
}

std::vector<Row> weixin_rows() {
  std::vector<Row> rows = {
      {"80300", weixin(80300), 80300, Code::application_unknown, true},
      {"80301", weixin(80301), 80301, Code::application_not_owned, true},
      {"80303", weixin(80303), 80303, Code::code_format, true},
      {"80306", weixin(80306), 80306, Code::index_out_of_range, true},
      {"48001", weixin(48001), 48001, Code::merchant_lacks_api, true},
      {"48004", weixin(48004), 48004, Code::merchant_api_banned, true},
      {"50002", weixin(50002), 50002, Code::merchant_account_limited, true},
      {"61003", weixin(61003), 61003, Code::merchant_not_authorized, true},
      {"61007", weixin(61007), 61007, Code::permission_set_missing, true},
      {"minute quota", weixin(45011), 45011, Code::upstream_minute_quota, true, "57"},
      {"day quota", weixin(45009), 45009, Code::upstream_day_quota, true, "57777"},
      {"another errcode", weixin(123456789), 123456789, Code::upstream_refused, true},
      {"busy for too long", weixin(-1, 4), -1, Code::upstream_failed, true, "1"},
  };
  // What concerns the provider's credentials is not told on.
  for (const std::int64_t errcode : {61004, 40164, 89503}) {
    rows.push_back({"our address", weixin(errcode), -1, Code::provider_address_not_allowed, false, "60"});
  }
  for (const std::int64_t errcode : {40001, 40014, 42001}) {
    rows.push_back({"token refused twice", weixin(errcode, 2), -1, Code::token_unavailable, false, "5"});
  }
  for (const std::int64_t errcode : {42002, 42007, 61023}) {
    rows.push_back(
        {"authorisation is void", weixin(errcode, 2), 61023, Code::merchant_needs_reauthorization});
  }
  return rows;
}

void check_row(const Row& row) {
  CAPTURE(std::string(row.name));
  CAPTURE(row.errcode);
  CompatibleHouse house;
  row.arrange(house);
  const auto response = house.query(row.body);

  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json; encoding=utf-8");
  CHECK(response.code == base::name(row.code));
  CHECK(header(response, "X-Error-Source") == (row.passed ? "weixin" : "gateway"));
  CHECK(header(response, "Retry-After") == row.retry_after);
  CHECK(header(response, "X-Audit-Id") == "0000000000001234/0");
  CHECK(header(response, "RateLimit-Remaining") == "4");
  CHECK(header(response, "Cache-Control") == "no-store");

  const auto json = support::parse(response);
  CHECK(json.at("errcode") == row.errcode);
  const auto errmsg = json.at("errmsg").get<std::string>();
  if (row.passed) {
    CHECK(errmsg == "say so rid: 637f097b-107e6569-34b61712");
  } else {
    CHECK(errmsg.starts_with("[gateway] "));
    CHECK(errmsg.ends_with(" gw_rid: 0193-request"));
    CHECK(errmsg.find("say so") == std::string::npos);
  }
  CHECK(house.record().tail.code == row.code);
  CHECK(house.record().head.dialect == audit::Dialect::compatible);
}

TEST_CASE("refusals of the gateway in the form of WeChat row by row") {
  for (const auto& row : own_rows())
    check_row(row);
}

TEST_CASE("refusals of WeChat passed through or replaced row by row") {
  for (const auto& row : weixin_rows())
    check_row(row);
}

TEST_CASE("a log that cannot be written is minus one whatever WeChat said") {
  CompatibleHouse house;
  house.log.finish_fails = true;
  const auto response = house.query();
  CHECK(response.status == 200);
  CHECK(support::parse(response).at("errcode") == -1);
  CHECK(header(response, "Retry-After") == "2");
  CHECK(header(response, "X-Audit-Id").empty());
  CHECK(response.body.find("test_name") == std::string::npos);
}

TEST_CASE("an exception on the way to WeChat is minus one with a record") {
  CompatibleHouse house;
  house.weixin.then_throw();
  const auto response = house.query();
  CHECK(support::parse(response).at("errcode") == -1);
  CHECK(response.code == "internal");
  CHECK(!header(response, "X-Audit-Id").empty());
}

}  // namespace compatible_errors_test
