#include "api_fixture.hpp"

namespace api_authorization_test {

using namespace weixin_test;
using base::Secret;

const Secret component("component+token");

auto query_auth(Fixture& f) {
  const Secret code("queryauthcode@@@x");
  return support::run(f.loop, f.api.query_auth(component, "wxcomponent", code, f.deadline()));
}
auto preauthcode(Fixture& f) {
  return support::run(f.loop, f.api.create_preauthcode(component, "wxcomponent", f.deadline()));
}
auto start_push(Fixture& f) {
  const Secret secret("app\"secret");
  return support::run(f.loop, f.api.start_push_ticket("wxcomponent", secret, f.deadline()));
}

TEST_CASE("api - api_query_auth") {
  Fixture f(
      ok(R"({"authorization_info":{"authorizer_appid":"wxf8b4f85f3a794e77","authorizer_access_token":"75_a",
    "expires_in":"7100","authorizer_refresh_token":"refreshtoken@@@b","func_info":[{"funcscope_category":{"id":1}},
    {"funcscope_category":{"id":46,"type":0,"name":"n"},"confirm_info":{"need_confirm":0}}]}})"));
  const auto made = query_auth(f);
  CHECK(f.asked("/cgi-bin/component/api_query_auth?component_access_token=component%2Btoken") ==
        R"({"component_appid":"wxcomponent","authorization_code":"queryauthcode@@@x"})");
  CHECK(made.call.succeeded());
  CHECK(made.appid == "wxf8b4f85f3a794e77");
  CHECK(made.access.reveal() == "75_a");
  CHECK(made.refresh.reveal() == "refreshtoken@@@b");
  CHECK(made.expires_in == 7100s);
  CHECK(made.permission_sets == std::vector<int>{1, 46});
  CHECK(made.call.body.empty());  // it held tokens
}

TEST_CASE("api - an account without API permission gives no tokens") {
  Fixture f(ok(R"({"authorization_info":{"authorizer_appid":"wx1","func_info":[]}})"));
  const auto made = query_auth(f);
  CHECK(made.call.succeeded());
  CHECK(made.access.empty());
  CHECK(made.refresh.empty());
  CHECK(made.permission_sets.empty());
}

TEST_CASE("api - a used code") {
  Fixture f(ok(R"({"errcode":61010,"errmsg":"code is expired rid: 637f097b-107e6569-34b61712"})"));
  const auto made = query_auth(f);
  CHECK(made.call.answered());
  CHECK(made.call.errcode == 61010);
  Fixture g(ok(R"({"authorization_info":{"expires_in":7200}})"));
  CHECK(query_auth(g).call.failure == "incomplete");
}

TEST_CASE("api - api_create_preauthcode") {
  Fixture f(ok(R"({"pre_auth_code":"preauthcode@@@x","expires_in":1800})"));
  const auto made = preauthcode(f);
  CHECK(f.asked("/cgi-bin/component/api_create_preauthcode?component_access_token=component%2Btoken") ==
        R"({"component_appid":"wxcomponent"})");
  CHECK(made.code.reveal() == "preauthcode@@@x");
  CHECK(made.expires_in == 1800s);
  Fixture g(ok(R"({"pre_auth_code":"x"})"));
  CHECK(preauthcode(g).expires_in == 600s);
  Fixture h(ok(R"({"expires_in":1800})"));
  CHECK(preauthcode(h).call.failure == "incomplete");
}

TEST_CASE("api - api_start_push_ticket") {
  Fixture f(ok(R"({"errcode":0,"errmsg":"in a normal state"})"));
  const auto call = start_push(f);
  CHECK(f.asked("/cgi-bin/component/api_start_push_ticket") ==
        R"({"component_appid":"wxcomponent","component_secret":"app\"secret"})");
  CHECK(call.succeeded());
  CHECK(call.errmsg == "in a normal state");
  Fixture g(ok(R"({"errcode":40013,"errmsg":"invalid appid"})"));
  CHECK(start_push(g).errcode == 40013);
}

}  // namespace api_authorization_test
