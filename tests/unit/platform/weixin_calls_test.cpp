#include "platform/weixin_calls.hpp"

#include <doctest/doctest.h>

#include "weixin/api_fixture.hpp"

namespace weixin_calls_test {

using support::ok;
using tokens::Verdict;

struct Fixture : weixin_test::Fixture {
  using weixin_test::Fixture::Fixture;
  platform::WeixinComponentCalls component{api};
  platform::WeixinMerchantCalls merchants{api, "wxcomponent"};

  tokens::TokenAnswer token() {
    return support::run(loop, component.component_token({"wxcomponent", base::Secret("secret")},
                                                        base::Secret("ticket@@@1"), deadline()));
  }
  platform::MerchantAnswer state() {
    return support::run(loop,
                        merchants.merchant_state(base::Secret("component-1"), "wxmerchant", deadline()));
  }
};

TEST_CASE("platform calls - a component token") {
  Fixture f(ok(R"({"component_access_token":"component-1","expires_in":7200})"));
  const auto tokens = f.token();
  REQUIRE(tokens);
  CHECK(tokens->access.reveal() == "component-1");
  CHECK(tokens->refresh.empty());
  CHECK(tokens->expires_in == std::chrono::hours(2));
}

TEST_CASE("platform calls - a refused component token has this call s meaning") {
  Fixture f(
      ok(R"({"errcode":61006,"errmsg":"component ticket is invalid rid: 637f097b-107e6569-34b61712"})"));
  const auto tokens = f.token();
  REQUIRE_FALSE(tokens);
  CHECK(tokens.error().verdict == Verdict::transient);
  CHECK(tokens.error().error.detail == "WeChat refuses the component_verify_ticket");
  Fixture html(ok("<html>"));
  CHECK(html.token().error().error.cause == "upstream_failed: not_json");
}

TEST_CASE("platform calls - who a merchant is") {
  Fixture f(ok(
      R"({"authorizer_info":{"nick_name":"Tea","principal_name":"Tea Ltd","user_name":"gh_1","account_status":1,)"
      R"("service_type_info":{"id":2},"verify_type_info":{"id":0}},"authorization_info":)"
      R"({"authorizer_appid":"wxmerchant","func_info":[{"funcscope_category":{"id":46}}]}})"));
  const auto state = f.state();
  REQUIRE(state);
  CHECK(state->nick_name == "Tea");
  CHECK(state->principal_name == "Tea Ltd");
  CHECK(state->user_name == "gh_1");
  CHECK(state->service_type == 2);
  CHECK(state->verify_type == 0);
  CHECK(state->account_status == 1);
  CHECK_FALSE(state->mini_program);
  CHECK(state->permission_sets == std::vector{46});
}

TEST_CASE("platform calls - a merchant that left") {
  Fixture f(ok(R"({"errcode":61003,"errmsg":"component is not authorized by this account"})"));
  CHECK(f.state().error().verdict == Verdict::not_authorized);
}

}  // namespace weixin_calls_test
