#include "api/public/compatible.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/compatible_house.hpp"

namespace compatible_test {

using base::Code;
using std::chrono::hours;
using std::chrono::seconds;
using support::CompatibleHouse;
using support::header;
using support::parse;

// A refusal of the gateway's own, in its form; returns its errcode.
std::int64_t own_errcode(const http::Response& response) {
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json; encoding=utf-8");
  CHECK(header(response, "X-Error-Source") == "gateway");
  CHECK(header(response, "Cache-Control") == "no-store");
  const auto json = parse(response);
  CHECK(json.size() == 2);
  const auto errmsg = json.at("errmsg").get<std::string>();
  CHECK(errmsg.starts_with("[gateway] "));
  CHECK(errmsg.ends_with(" gw_rid: 0193-request"));
  CHECK(errmsg.find(" rid:") == std::string::npos);
  return json.at("errcode").get<std::int64_t>();
}

std::string stable(std::string_view grant_type, std::string_view appid, std::string_view secret) {
  return R"({"grant_type":")" + std::string(grant_type) + R"(","appid":")" + std::string(appid) +
         R"(","secret":")" + std::string(secret) + R"(","force_refresh":true,"more":[1]})";
}

const std::string appid = support::good_merchant().appid;

TEST_CASE("a token for an API key over both endpoints and a query with each") {
  CompatibleHouse house;
  const auto secret = house.key.text.reveal();
  const auto by_get = house.compatible("/cgi-bin/token", house.grant(appid, secret));
  const auto by_post =
      house.compatible("/cgi-bin/stable_token", "", stable("client_credential", appid, secret));
  for (const auto& response : {by_get, by_post}) {
    CHECK(response.status == 200);
    CHECK(response.content_type == "application/json; encoding=utf-8");
    CHECK(header(response, "Cache-Control") == "no-store");
    const auto json = parse(response);
    CHECK(json.size() == 2);
    CHECK(json.at("expires_in") == 7'200);
    const auto token = json.at("access_token").get<std::string>();
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
          std::string::npos);
    const auto answer = house.query_with("access_token=" + token);
    CHECK(answer.body == support::page_sample);
  }
  CHECK(house.log.records.size() == 2);
}

TEST_CASE("what WeChat says arrives byte for byte") {
  CompatibleHouse house;
  const std::string odd = "{ \"errcode\" : 0 , \"errmsg\":\"ok\",\n\t\"code\":\"8\", \"new\":[1.50, 1e3] }\n";
  house.weixin.then(support::answered(odd));
  const auto response = house.query();
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json; encoding=utf-8");
  CHECK(response.body == odd);
  CHECK(header(response, "X-Audit-Id") == "0000000000001234/0");
  CHECK(header(response, "X-Error-Source").empty());
  CHECK(header(response, "RateLimit-Limit") == "5");
  CHECK(house.record().head.dialect == audit::Dialect::compatible);
  CHECK(house.record().head.caller.id == house.key.key_id);
  CHECK(house.record().head.merchant_appid == appid);
  CHECK(house.record().tail.outcome == audit::Outcome::active);
}

TEST_CASE("not activated is 80304 in the words of WeChat") {
  CompatibleHouse house;
  house.weixin.then(support::refused(80304, "该码未激活"));
  const auto response = house.query();
  CHECK(parse(response).at("errcode") == 80304);
  CHECK(parse(response).at("errmsg") == "该码未激活 rid: 637f097b-107e6569-34b61712");
  CHECK(header(response, "X-Error-Source") == "weixin");
  CHECK(house.record().tail.outcome == audit::Outcome::inactive);
}

TEST_CASE("bodies are read as leniently as WeChat does") {
  CompatibleHouse house;
  for (const std::string_view body :
       {R"({"code":null,"code_url":"","application_id":"581865877","code_index":"0","colour":{}})",
        R"({"application_id":1,"application_id":581865877,"code_index":0,"code":""})"}) {
    const auto response = house.query(body, {{"Content-Type", "text/plain"}});
    CHECK(response.body == support::page_sample);
    CHECK(house.weixin.seen.back().body == R"({"application_id":581865877,"code_index":0})");
  }
}

TEST_CASE("a caller may name its own patience and an odd wish counts for nothing") {
  CompatibleHouse house;
  house.query(CompatibleHouse::by_url, {{"X-Timeout-Ms", "200"}});
  CHECK(house.weixin.seen.back().deadline.at == house.clock.steady() + std::chrono::milliseconds(200));
  CHECK(house.query(CompatibleHouse::by_url, {{"X-Timeout-Ms", "soon"}}).body == support::page_sample);
}

TEST_CASE("access tokens that are not accepted") {
  CompatibleHouse house;
  const auto token = house.token();
  const auto errcode = [&](const std::string& query) { return own_errcode(house.query_with(query)); };
  CHECK(errcode("") == 41001);
  CHECK(errcode("access_token=") == 41001);
  CHECK(errcode("token=" + token) == 41001);
  CHECK(errcode("access_token=garbage") == 40001);
  CHECK(errcode("access_token=" + token.substr(1)) == 40001);
  CHECK(errcode("access_token=" + token + "&access_token=" + token) == 40001);
  CHECK(errcode("access_token=" + token + "&access%5Ftoken=") == 40001);
  CHECK(errcode("access_token=%zz") == 40001);
  CHECK(errcode("access_token=" + std::string(house.key.text.reveal())) == 40001);
  CHECK(house.log.records.empty());
  CHECK(house.weixin.seen.empty());
  CHECK(house.tally.size() == 1);  // the key in the URL

  house.clock.advance(hours(2));
  CHECK(errcode("access_token=" + token) == 42001);
  CHECK(house.tally.size() == 2);
  house.put_key([&](tenancy::ApiKey& key) { key.revoked_at = house.clock.wall(); });
  CHECK(errcode("access_token=" + token) == 40001);
  CHECK(house.weixin.seen.empty());
}

TEST_CASE("a key that is allowed in URLs is an access token") {
  CompatibleHouse house;
  house.put_key([](tenancy::ApiKey& key) { key.allow_in_url = true; });
  const auto response = house.query_with("access_token=" + std::string(house.key.text.reveal()));
  CHECK(response.body == support::page_sample);
}

TEST_CASE("other parameters beside the token do not matter") {
  CompatibleHouse house;
  const auto token = house.token();
  CHECK(house.query_with("lang=zh_CN&access%5Ftoken=" + token + "&debug").body == support::page_sample);
}

TEST_CASE("an empty body goes before the token and is recorded when the caller is known") {
  CompatibleHouse house;
  CHECK(own_errcode(house.query_with("", "")) == 44002);
  CHECK(own_errcode(house.query_with("access_token=garbage", "")) == 44002);
  CHECK(house.log.records.empty());
  CHECK(own_errcode(house.query("")) == 44002);
  CHECK(house.record().tail.code == Code::request_malformed);
}

TEST_CASE("addresses and rates of the key hold here too") {
  CompatibleHouse house;
  const auto token = house.token();
  for (int i = 0; i < 5; ++i)
    CHECK(house.query_with("access_token=" + token).body == support::page_sample);
  const auto limited = house.query_with("access_token=" + token);
  CHECK(own_errcode(limited) == 45011);
  CHECK(header(limited, "Retry-After") == "1");
  CHECK(header(limited, "RateLimit-Remaining") == "0");

  house.put_key([](tenancy::ApiKey& key) { key.addresses = {base::Cidr::parse("198.51.100.0/24").value()}; });
  CHECK(own_errcode(house.query_with("access_token=" + token)) == 40164);
  CHECK(own_errcode(house.compatible("/cgi-bin/token", house.grant(appid, house.key.text.reveal()))) ==
        40164);
  CHECK(house.tally.size() == 2);
}

TEST_CASE("grants that are refused over both endpoints") {
  CompatibleHouse house;
  const std::string secret(house.key.text.reveal());
  const auto get = [&](std::string_view query) {
    return own_errcode(house.compatible("/cgi-bin/token", query));
  };
  const auto post = [&](const std::string& body) {
    return own_errcode(house.compatible("/cgi-bin/stable_token", "", body));
  };
  CHECK(get("") == 40002);
  CHECK(get("grant_type=refresh_token&appid=" + appid + "&secret=" + secret) == 40002);
  CHECK(get(house.grant(appid, secret) + "&grant_type=client_credential") == 40002);
  CHECK(get("grant_type=client_credential&secret=" + secret) == 41002);
  CHECK(get("grant_type=client_credential&appid=" + appid) == 41004);
  CHECK(get(house.grant(appid, secret) + "&secret=" + secret) == 41004);
  CHECK(get(house.grant("wx0000000000000000", secret)) == 40013);
  CHECK(get(house.grant(appid, "guess")) == 40125);
  CHECK(post("") == 44002);
  CHECK(post("[]") == 47001);
  CHECK(post("grant_type=client_credential") == 47001);
  CHECK(post("{}") == 40002);
  CHECK(post(stable("password", appid, secret)) == 40002);
  CHECK(post(R"({"grant_type":"client_credential","appid":7,"secret":"x"})") == 41002);
  CHECK(post(R"({"grant_type":"client_credential","appid":"wx7","secret":null})") == 41004);
  CHECK(post(stable("client_credential", "wx0000000000000000", secret)) == 40013);
  CHECK(post(stable("client_credential", appid, "guess")) == 40125);
  CHECK(house.log.records.empty());
  CHECK(house.tally.size() == 1);  // the right key with another's appid
}

TEST_CASE("keys that are of no use any more get no token") {
  CompatibleHouse house;
  const auto grant = house.grant(appid, house.key.text.reveal());
  house.put_key([&](tenancy::ApiKey& key) { key.expires_at = house.clock.wall() + seconds(30); });
  CHECK(parse(house.compatible("/cgi-bin/token", grant)).at("expires_in") == 30);
  house.put_key([&](tenancy::ApiKey& key) { key.expires_at = house.clock.wall(); });
  CHECK(own_errcode(house.compatible("/cgi-bin/token", grant)) == 40125);
  house.put_key([&](tenancy::ApiKey& key) { key.revoked_at = house.clock.wall(); });
  CHECK(own_errcode(house.compatible("/cgi-bin/token", grant)) == 40125);
}

TEST_CASE("wrong secrets are throttled by address") {
  CompatibleHouse house;
  const auto ask = [&](std::string_view secret) {
    return house.compatible("/cgi-bin/token", house.grant(appid, secret));
  };
  for (int i = 0; i < tenancy::GuessLimits{}.burst; ++i)
    CHECK(own_errcode(ask("guess")) == 40125);
  const auto throttled = ask(house.key.text.reveal());
  CHECK(own_errcode(throttled) == 45011);
  CHECK(header(throttled, "Retry-After") == "1");
  CHECK(header(throttled, "RateLimit-Limit").empty());
  house.client = base::parse_address("192.0.2.8").value();
  CHECK(parse(ask(house.key.text.reveal())).contains("access_token"));
  const auto metrics = house.metrics.render();
  CHECK(metrics.find("marketcode_key_refusals_total{reason=\"throttled\"} 1") != std::string::npos);
  CHECK(metrics.find("marketcode_tokens_issued_total 1") != std::string::npos);
}

TEST_CASE("words in Chinese when wanted") {
  CompatibleHouse house;
  const auto response = house.query_with("", CompatibleHouse::by_url, {{"Accept-Language", "zh-CN"}});
  CHECK(own_errcode(response) == 41001);
  CHECK(parse(response).at("errmsg").get<std::string>().starts_with("[gateway] 缺少"));
}

TEST_CASE("neither keys nor tokens come back in refusals") {
  CompatibleHouse house;
  const auto token = house.token();
  const std::string key(house.key.text.reveal());
  house.clock.advance(hours(3));
  for (const auto& response :
       {house.query_with("access_token=" + token), house.query_with("access_token=" + key),
        house.compatible("/cgi-bin/token", house.grant("wx7", key)),
        house.compatible("/cgi-bin/token", house.grant(appid, key + "x"))}) {
    CHECK(response.body.find(token) == std::string::npos);
    CHECK(response.body.find(key) == std::string::npos);
  }
}

TEST_CASE("a token in the wrong place is not told to WeChat nor to the log") {
  CompatibleHouse house;
  const auto token = house.token();
  const auto body = R"({"code_url":")" + token + R"("})";
  CHECK(own_errcode(house.query_with("access_token=" + token, body)) == 40097);
  CHECK(house.weixin.seen.empty());
  CHECK(house.record().head.received == R"({"code_url":"[redacted]"})");
}

}  // namespace compatible_test
