#include "peer.hpp"
#include "simulator/api.hpp"

namespace publish_check_test {

using namespace harness;

std::string between(const std::string& text, std::string_view before, std::string_view after) {
  const auto start = text.find(before);
  if (start == std::string::npos) return {};
  const auto from = start + before.size();
  return text.substr(from, text.find(after, from) - from);
}

// A platform that passes the check, unless a test takes something away from it.
class Candidate : public Peer {
 public:
  bool exchanges = true;
  bool answers = true;
  bool sends = true;
  std::string answer_text = "TESTCOMPONENT_MSG_TYPE_TEXT_callback";
  std::string access_token;

  Candidate() {
    reply = [this](const Taken& push) { return react(push); };
    token = component_token();
    call("/cgi-bin/component/api_create_preauthcode", token, {{"component_appid", component_appid()}});
  }

  json check(json options = json::object()) {
    options["wait_ms"] = options.value("wait_ms", 1000);
    return control(http::Method::post, "publish_check", options);
  }

 private:
  // Without the loop, which is busy with the push.
  json direct(std::string_view path, const std::string& with_token, const json& body) {
    for (const simulator::Api& api : simulator::all_apis()) {
      if (api.path != path) continue;
      const std::string query = "access_token=" + with_token;
      const std::string text = body.dump();
      http::Request request;
      request.method = http::Method::post;
      request.path = path;
      request.query = query;
      request.body = text;
      return json::parse(simulator.answer(api, request).body);
    }
    return nullptr;
  }
  void exchange(const std::string& code) {
    if (!exchanges) return;
    const json answer = direct(query_auth_path, token,
                               {{"component_appid", crypto.component_appid()}, {"authorization_code", code}});
    access_token = answer["authorization_info"].value("authorizer_access_token", "");
  }
  std::string sealed(const std::string& text) {
    const std::string xml =
        "<xml><ToUserName><![CDATA[ozy4qt1eDxSxzCr0aNT0mXCWfrDE]]></ToUserName><FromUserName><![CDATA["
        "gh_3c884a361561]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[text]]></"
        "MsgType><Content>"
        "<![CDATA[" +
        text + "]]></Content></xml>";
    const auto encrypted = crypto.seal(xml, false, random);
    return weixin::write_push_answer(encrypted, crypto.sign("1700000000", "123", encrypted), "1700000000",
                                     "123");
  }
  std::string react(const Taken& push) {
    const std::string code = between(push.message, "<AuthorizationCode><![CDATA[", "]]>");
    if (!code.empty()) exchange(code);
    if (!push.path.starts_with("/messages/") || !answers) return "success";
    if (push.message.contains("TESTCOMPONENT_MSG_TYPE_TEXT")) return sealed(answer_text);
    if (push.message.contains("<Event>")) return sealed("LOCATIONfrom_callback");
    const std::string later = between(push.message, "QUERY_AUTH_CODE:", "]]>");
    exchange(later);
    if (sends) {
      direct("/cgi-bin/message/custom/send", access_token,
             {{"touser", "ozy4qt1eDxSxzCr0aNT0mXCWfrDE"},
              {"msgtype", "text"},
              {"text", {{"content", later + "_from_api"}}}});
    }
    return "";
  }

  std::string token;
};

std::vector<std::string> failed_steps(const json& result) {
  std::vector<std::string> failed;
  for (const json& step : result["steps"]) {
    if (!step["passed"].get<bool>()) failed.push_back(step["step"].get<std::string>());
  }
  return failed;
}

TEST_CASE("a complete platform passes the publish check") {
  Candidate platform;
  const json result = platform.check();
  CHECK_MESSAGE(result["passed"] == true, result.dump());
  CHECK(result["steps"].size() == 9);
  CHECK(platform.taken.front().path == "/events");
  CHECK(platform.taken[2].path == "/messages/wx570bc396a51b8ff8");
  CHECK(platform.taken[2].is_signed);
  CHECK(platform.check({{"messages", false}})["steps"].size() == 5);
}

TEST_CASE("the publish check says which step failed") {
  Candidate platform;
  platform.sends = false;
  platform.answer_text = "something else";
  const json result = platform.check({{"wait_ms", 40}});
  CHECK(result["passed"] == false);
  CHECK(failed_steps(result) == std::vector<std::string>{"text_passive", "text_from_api"});
  platform.exchanges = false;
  platform.answers = false;
  CHECK(failed_steps(platform.check({{"wait_ms", 40}})) ==
        std::vector<std::string>{"api_query_auth", "text_passive", "text_from_api", "event_from_callback"});
  platform.status = 500;
  CHECK(failed_steps(platform.check({{"wait_ms", 40}})).size() == 8);
}

TEST_CASE("the publish check wants a pre-auth code unless told otherwise") {
  Peer peer;
  const json result =
      peer.control(http::Method::post, "publish_check", {{"wait_ms", 0}, {"messages", false}});
  CHECK(failed_steps(result) == std::vector<std::string>{"pre_auth_code", "api_query_auth"});
  peer.control(http::Method::post, "publish_check", {{"wait_ms", 100'000}}, 400);
  const json shorter = peer.control(http::Method::post, "publish_check",
                                    {{"wait_ms", 0}, {"messages", false}, {"pre_auth_code", false}});
  CHECK(failed_steps(shorter) == std::vector<std::string>{"api_query_auth"});
}

}  // namespace publish_check_test
