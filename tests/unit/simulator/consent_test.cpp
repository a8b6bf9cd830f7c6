#include "peer.hpp"

namespace consent_test {

using namespace harness;

constexpr std::string_view back = "http://gateway.example/authorize/callback?state=a%2Fb";

class Consenting : public Peer {
 public:
  std::string pre_auth_code() {
    return call("/cgi-bin/component/api_create_preauthcode", component_token(),
                {{"component_appid", component_appid()}})["pre_auth_code"]
        .get<std::string>();
  }
  std::string page_url(const std::string& more = "", const std::string& code = "") {
    return "/cgi-bin/componentloginpage?component_appid=" + component_appid() +
           "&pre_auth_code=" + (code.empty() ? pre_auth_code() : code) +
           "&redirect_uri=http%3A%2F%2Fgateway.example%2Fauthorize%2Fcallback%3Fstate%3Da%252Fb" + more;
  }
  std::string page(const std::string& target, const std::string& referer = "http://gateway.example:80/x") {
    const auto response =
        ask({.method = http::Method::get, .target = target, .more_headers = {{"Referer", referer}}});
    CHECK(response.status == 200);
    return response.body;
  }
  http::Response submit(const std::string& target, const std::string& form) {
    return ask({.target = target, .body = form, .content_type = "application/x-www-form-urlencoded"});
  }
  json consent(json members, int expected = 200) {
    if (!members.contains("url")) members["url"] = "https://mp.weixin.qq.com" + page_url();
    if (!members.contains("appid")) members["appid"] = merchant;
    return control(http::Method::post, "consent", members, expected);
  }
  void leave() { control(http::Method::post, "merchants/" + std::string(merchant) + "/revoke"); }
};

std::string location(const http::Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "Location") return value;
  }
  return {};
}

std::string auth_code(const std::string& url) {
  return http::query_parameter(std::string_view(url).substr(url.find('?') + 1), "auth_code").value_or("");
}

TEST_CASE("a person chooses account and sets and is sent back with a code") {
  Consenting peer;
  peer.leave();
  peer.taken.clear();
  const std::string target = peer.page_url("&auth_type=1");
  const std::string page = peer.page(target);
  CHECK(page.contains("微信一物一码"));
  CHECK(page.contains("value=\"wxf8b4f85f3a794e77\" required checked"));
  CHECK_FALSE(page.contains("<script"));
  const auto response = peer.submit(target, "appid=wxf8b4f85f3a794e77&set=1&set=46");
  CHECK(response.status == 302);
  CHECK(location(response).starts_with(std::string(back) + "&auth_code=queryauthcode@@@"));
  CHECK(location(response).ends_with("&expires_in=3600"));
  REQUIRE(peer.taken.size() == 1);
  CHECK(peer.event(0).info_type == "authorized");
  CHECK(peer.event(0).authorization_code.reveal() == auth_code(location(response)));
  CHECK(peer.event(0).pre_auth_code.starts_with("preauthcode@@@"));
  const json known = peer.control(http::Method::get, "merchants/" + std::string(merchant));
  CHECK(known["permission_sets"] == json{1, 46});
  CHECK(peer.page(target).contains("预授权码无效"));  // used up
}

TEST_CASE("the page is for the accounts and sets that its URL names") {
  Consenting peer;
  peer.control(http::Method::post, "merchants",
               {{{"appid", "wxmini"}, {"mini_program", true}, {"nick_name", "<小程序>"}},
                {{"appid", "wxother"}, {"nick_name", "别家"}}});
  CHECK_FALSE(peer.page(peer.page_url("&auth_type=1")).contains("wxmini"));
  const std::string both = peer.page(peer.page_url());
  CHECK(both.contains("&lt;小程序&gt;"));
  CHECK(both.contains("wxother"));
  CHECK_FALSE(peer.page(peer.page_url("&auth_type=2")).contains("wxother"));
  const std::string one = peer.page(peer.page_url("&auth_type=2&biz_appid=wxother&category_id_list=46%7C15"));
  CHECK(one.contains("wxother"));
  CHECK_FALSE(one.contains("wxmini"));
  CHECK(one.contains("自定义菜单"));
  CHECK_FALSE(one.contains("群发与通知"));
  CHECK(peer.page(peer.page_url("&biz_appid=wx0")).contains("没有可授权的帐号"));
  const std::string target = peer.page_url("&category_id_list=46");
  CHECK(peer.submit(target, "appid=wxother&set=1").status == 200);
  CHECK(peer.submit(target, "appid=wx0&set=46").status == 200);
  CHECK(peer.submit(target, "appid=wxother&set=46").status == 302);
}

TEST_CASE("the page refuses what WeChat refuses") {
  Consenting peer;
  CHECK(peer.page("/wxaopen/safe/bindcomponent?component_appid=wx0").contains("component_appid"));
  CHECK(peer.page(peer.page_url("", "preauthcode@@@x")).contains("预授权码无效"));
  const std::string code = peer.pre_auth_code();
  peer.advance(std::chrono::seconds(1800));
  CHECK(peer.page(peer.page_url("", code)).contains("预授权码无效"));
  peer.configure({{"authorize_domain", "gateway.example"}});
  CHECK(peer.page(peer.page_url()).contains("选择帐号"));
  CHECK(peer.page(peer.page_url(), "http://elsewhere.example/").contains("域名:elsewhere.example"));
  CHECK(peer.page(peer.page_url(), "").contains("授权入口页所在域名:空"));
  peer.configure({{"authorize_domain", "other.example"}});
  CHECK(peer.page(peer.page_url(), "https://other.example/").contains("回调页面域名与"));
}

TEST_CASE("scripts consent too") {
  Consenting peer;
  peer.configure({{"authorize_domain", "gateway.example"}});
  CHECK(peer.consent({}, 409)["error"].get<std::string>().contains("空"));
  const json answer = peer.consent({{"referer", "http://gateway.example/"}, {"permission_sets", {46}}});
  CHECK(answer["redirect"].get<std::string>().starts_with(back));
  peer.consent({{"url", "http://x/elsewhere?a=b"}}, 400);
  peer.consent({{"referer", "http://gateway.example/"}, {"appid", "wx0"}}, 409);
}

TEST_CASE("a push follows the consent only when something changed") {
  Consenting peer;
  const auto kinds = [&] {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < peer.taken.size(); ++i) {
      all.push_back(peer.event(i).info_type);
    }
    return all;
  };
  peer.consent({{"permission_sets", {1, 4}}});
  peer.consent({{"permission_sets", {4, 1}}});
  CHECK(kinds() == std::vector<std::string>{"updateauthorized"});
  peer.leave();
  peer.leave();
  peer.consent({});
  CHECK(kinds() == std::vector<std::string>{"updateauthorized", "unauthorized", "authorized"});
  peer.set({{"lose_revocations", true}});
  peer.leave();
  peer.set({{"push_order", "never"}, {"lose_revocations", false}});
  CHECK(auth_code(peer.consent({})["redirect"].get<std::string>()).starts_with("queryauthcode@@@"));
  peer.control(http::Method::post, "merchants/" + std::string(merchant) + "/revoke", {{"push", false}});
  CHECK(peer.taken.size() == 3);
  peer.set({{"push_order", "before"}, {"double_pushes", true}, {"redirect", false}});
  CHECK(peer.consent({})["redirect"].is_null());
  CHECK(peer.taken.size() == 5);
}

TEST_CASE("the push may come after the redirect") {
  Consenting peer;
  peer.leave();
  peer.taken.clear();
  peer.set({{"push_order", "after"}, {"push_delay_ms", 1}});
  peer.consent({});
  CHECK(peer.taken.empty());
  support::run_until(peer.loop, [&] { return !peer.taken.empty() && !peer.pushes().empty(); });
  CHECK(peer.event(0).info_type == "authorized");
  peer.set({{"push_order", "before"}});
  peer.control(http::Method::post, "settings", {{"push_order", "sometimes"}}, 400);
}

TEST_CASE("no push goes to a platform without an event URL") {
  Peer peer(false);
  peer.control(http::Method::post, "merchants/" + std::string(merchant) + "/revoke");
  CHECK(peer.pushes().empty());
}

}  // namespace consent_test
