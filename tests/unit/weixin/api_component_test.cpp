#include "api_fixture.hpp"

namespace api_component_test {

using namespace weixin_test;
using base::Code;
using base::Secret;

const Secret component("component+token");

auto component_token(Fixture& f) {
  const Secret secret("app\"secret");
  const Secret ticket("ticket@@@abc");
  return support::run(f.loop, f.api.component_token("wxcomponent", secret, ticket, f.deadline()));
}
auto authorizer_token(Fixture& f) {
  const Secret refresh("refreshtoken@@@x");
  return support::run(f.loop,
                      f.api.authorizer_token(component, "wxcomponent", "wxmerchant", refresh, f.deadline()));
}
auto authorizer_info(Fixture& f) {
  return support::run(f.loop, f.api.authorizer_info(component, "wxcomponent", "wxmerchant", f.deadline()));
}
auto authorizer_list(Fixture& f) {
  return support::run(f.loop, f.api.authorizer_list(component, "wxcomponent", 500, 100, f.deadline()));
}

void check_incomplete(const weixin::Call& call) {
  CHECK(call.failure == "incomplete");
  CHECK(call.code == Code::upstream_failed);
  CHECK(!call.succeeded());
}

TEST_CASE("api - api_component_token") {
  Fixture f(
      ok(R"({"component_access_token":"61W3mEpU66027wgNZ_MhGHNQDHnFATkDa9-2llqrMBj","expires_in":7100})"));
  const auto made = component_token(f);
  CHECK(
      f.asked("/cgi-bin/component/api_component_token") ==
      R"({"component_appid":"wxcomponent","component_appsecret":"app\"secret","component_verify_ticket":"ticket@@@abc"})");
  CHECK(made.call.succeeded());
  CHECK(made.token.reveal() == "61W3mEpU66027wgNZ_MhGHNQDHnFATkDa9-2llqrMBj");
  CHECK(made.expires_in == 7100s);
  CHECK(made.call.body.empty());  // it held a token
}

TEST_CASE("api - a success without its token is none") {
  for (const std::string body :
       {"{}", R"({"expires_in":7200})", R"({"component_access_token":"","expires_in":7200})",
        R"({"component_access_token":null})", R"({"component_access_token":{"a":"b"}})",
        R"({"errcode":0,"data":{"component_access_token":"x"}})"}) {
    CAPTURE(body);
    Fixture f(ok(body));
    check_incomplete(component_token(f).call);
    Fixture g(ok(body));
    check_incomplete(authorizer_token(g).call);
  }
}

TEST_CASE("api - a refusal of the platform is told with its address") {
  Fixture f(ok(
      R"({"errcode":61004,"errmsg":"access clientip is not registered requestIP: 1.2.3.4 rid: 637f097b-107e6569-34b61712"})"));
  const auto made = component_token(f);
  CHECK(made.call.answered());
  CHECK(made.call.errcode == 61004);
  CHECK(made.call.errmsg.contains("1.2.3.4"));
  CHECK(made.call.rid == "637f097b-107e6569-34b61712");
  CHECK(made.token.empty());
}

TEST_CASE("api - api_authorizer_token") {
  Fixture f(ok(
      R"({"authorizer_access_token":"75_x","expires_in":"7200","authorizer_refresh_token":"BstnRqgTJBXb9N2aJq6L5hzfJwP406tpfahQeLNxX0w"})"));
  const auto made = authorizer_token(f);
  CHECK(
      f.asked("/cgi-bin/component/api_authorizer_token?component_access_token=component%2Btoken") ==
      R"({"component_appid":"wxcomponent","authorizer_appid":"wxmerchant","authorizer_refresh_token":"refreshtoken@@@x"})");
  CHECK(made.call.succeeded());
  CHECK(made.access.reveal() == "75_x");
  CHECK(made.refresh.reveal() == "BstnRqgTJBXb9N2aJq6L5hzfJwP406tpfahQeLNxX0w");
  CHECK(made.expires_in == 7200s);
  CHECK(made.call.body.empty());
}

TEST_CASE("api - an absent or empty refresh token is empty") {
  for (const std::string more :
       {"", R"(,"authorizer_refresh_token":"")", R"(,"authorizer_refresh_token":null)"}) {
    Fixture f(ok(R"({"authorizer_access_token":"75_x","expires_in":7200)" + more + "}"));
    const auto made = authorizer_token(f);
    CHECK(made.call.succeeded());
    CHECK(made.refresh.empty());
  }
}

TEST_CASE("api - expires_in is obeyed nonsense is not") {
  const auto life = [](const std::string& value) {
    Fixture f(ok("{\"authorizer_access_token\":\"75_x\"" + (value.empty() ? "" : ",\"expires_in\":" + value) +
                 "}"));
    const auto made = authorizer_token(f);
    CHECK(made.call.succeeded());
    return made.expires_in;
  };
  CHECK(life("600") == 600s);
  CHECK(life("\"600\"") == 600s);
  for (const auto* nonsense : {"", "null", "0", "-1", "\"soon\"", "1e3", "true", "18446744073709551615"}) {
    CAPTURE(nonsense);
    CHECK(life(nonsense) == 7200s);
  }
  CHECK(life("9223372036854775807") == std::chrono::hours(365 * 24));
}

TEST_CASE("api - api_get_authorizer_info") {
  Fixture f(
      ok(R"({"authorizer_info":{"nick_name":"\u7801","head_img":"x","service_type_info":{"id":2,"name":"n"},
 "verify_type_info":{"id":-1,"name":"n"},"user_name":"gh_eb5e3a772040","business_info":{"open_pay":0},
 "principal_name":"p","account_status":1,"basic_config":{"is_phone_configured":true}},
 "authorization_info":{"authorizer_appid":"wxmerchant","authorizer_refresh_token":"r",
 "func_info":[{"funcscope_category":{"id":1,"type":1,"name":"n"},"confirm_info":{"id":99,"need_confirm":0}},
 {"funcscope_category":{"id":"46"}},{"funcscope_category":{"id":"x"}},{"other":1},7]}})"));
  const auto made = authorizer_info(f);
  CHECK(f.asked("/cgi-bin/component/api_get_authorizer_info?component_access_token=component%2Btoken") ==
        R"({"component_appid":"wxcomponent","authorizer_appid":"wxmerchant"})");
  CHECK(made.call.succeeded());
  CHECK(made.info.nick_name == "\xe7\xa0\x81");
  CHECK(made.info.principal_name == "p");
  CHECK(made.info.user_name == "gh_eb5e3a772040");
  CHECK(made.info.service_type == 2);
  CHECK(made.info.verify_type == -1);
  CHECK(made.info.account_status == 1);
  CHECK(!made.info.mini_program);
  CHECK(made.info.permission_sets == std::vector<int>{1, 46});
  CHECK(made.info.refresh.reveal() == "r");
  CHECK(made.call.body.empty());
}

TEST_CASE("api - of a Mini Program and of an account that tells little") {
  Fixture f(ok(
      R"({"authorizer_info":{"service_type_info":{"id":"0"},"MiniProgramInfo":{"network":{},"categories":[]}},
 "authorization_info":{"func_info":[]}})"));
  const auto made = authorizer_info(f);
  CHECK(made.call.succeeded());
  CHECK(made.info.mini_program);
  CHECK(made.info.service_type == 0);
  CHECK(!made.info.verify_type);
  CHECK(!made.info.account_status);
  CHECK(made.info.permission_sets.empty());
  CHECK(made.info.refresh.empty());
  CHECK(made.info.nick_name.empty());

  Fixture absent(ok(R"({"authorizer_info":{"MiniProgramInfo":null},"authorization_info":{"func_info":[]}})"));
  CHECK(!authorizer_info(absent).info.mini_program);
}

TEST_CASE("api - authorizer info without what decides is none") {
  for (const std::string body :
       {"{}", R"({"authorizer_info":{}})", R"({"authorization_info":{"func_info":[]}})",
        R"({"authorizer_info":{},"authorization_info":{}})",
        R"({"authorizer_info":{},"authorization_info":{"func_info":null}})",
        R"({"authorizer_info":"x","authorization_info":{"func_info":[]}})",
        R"({"authorizer_info":{},"authorization_info":{"func_info":{"id":46}}})"}) {
    CAPTURE(body);
    Fixture f(ok(body));
    check_incomplete(authorizer_info(f).call);
  }
}

TEST_CASE("api - api_get_authorizer_list") {
  Fixture f(
      ok(R"({"total_count":33,"list":[{"authorizer_appid":"wx1","refresh_token":"r1","auth_time":1558000607},
 {"authorizer_appid":"wx2","refresh_token":"","auth_time":"1558000608"},{"refresh_token":"nobody"},5,
 {"authorizer_appid":"wx3","auth_time":9223372036854775807,"more":{"authorizer_appid":"inner"}}]})"));
  const auto made = authorizer_list(f);
  CHECK(f.asked("/cgi-bin/component/api_get_authorizer_list?component_access_token=component%2Btoken") ==
        R"({"component_appid":"wxcomponent","offset":500,"count":100})");
  CHECK(made.call.succeeded());
  CHECK(made.total == 33);
  REQUIRE(made.list.size() == 3);
  CHECK(made.list[0].appid == "wx1");
  CHECK(made.list[0].refresh.reveal() == "r1");
  CHECK(base::to_rfc3339(made.list[0].authorized_at) == "2019-05-16T09:56:47.000000Z");
  CHECK(made.list[1].refresh.empty());
  CHECK(base::to_rfc3339(made.list[1].authorized_at) == "2019-05-16T09:56:48.000000Z");
  CHECK(made.list[2].appid == "wx3");
  CHECK(made.list[2].refresh.empty());
  CHECK(made.call.body.empty());
}

TEST_CASE("api - an empty list is a list no list is none") {
  Fixture empty(ok(R"({"total_count":0,"list":[]})"));
  const auto made = authorizer_list(empty);
  CHECK(made.call.succeeded());
  CHECK(made.list.empty());
  for (const std::string body : {"{}", R"({"total_count":1})", R"({"list":[]})",
                                 R"({"total_count":1,"list":{}})", R"({"total_count":-1,"list":[]})"}) {
    CAPTURE(body);
    Fixture f(ok(body));
    check_incomplete(authorizer_list(f).call);
  }
}

TEST_CASE("api - token calls take a fresh connection reading calls need not") {
  Fixture f(ok(
      R"({"component_access_token":"x","authorizer_access_token":"y","expires_in":7200,"total_count":0,"list":[]})"));
  CHECK(!authorizer_list(f).call.reused);
  CHECK(authorizer_list(f).call.reused);
  CHECK(!component_token(f).call.reused);
  CHECK(!authorizer_token(f).call.reused);
}

}  // namespace api_component_test
