// A simulator behind its table of URLs, asked without a network.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "simulator/demo.hpp"
#include "simulator/endpoints.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"
#include "support/run_loop.hpp"

namespace harness {

using nlohmann::json;

inline constexpr std::string_view component_token_path = "/cgi-bin/component/api_component_token";
inline constexpr std::string_view authorizer_token_path = "/cgi-bin/component/api_authorizer_token";
inline constexpr std::string_view query_auth_path = "/cgi-bin/component/api_query_auth";
inline constexpr std::string_view info_path = "/cgi-bin/component/api_get_authorizer_info";
inline constexpr std::string_view list_path = "/cgi-bin/component/api_get_authorizer_list";
inline constexpr std::string_view code_path = "/intp/marketcode/codeactivequery";
inline constexpr std::string_view merchant = "wxf8b4f85f3a794e77";

struct Asked {
  http::Method method = http::Method::post;
  std::string target = {};
  std::string body = {};
  std::string content_type = "application/json";
  std::string client = "127.0.0.1";
  std::vector<http::Header> more_headers = {};
};

class Harness {
 public:
  support::FakeClock real_clock;
  simulator::ShiftedClock clock{real_clock};
  support::FakeRandom random;
  simulator::Simulator simulator{{}, simulator::populate_demo, clock, random};
  boost::asio::io_context loop;
  simulator::Sleeper sleeper{loop};
  base::SystemClock system_clock;
  simulator::Courier courier{loop, simulator, sleeper, system_clock, random};
  http::Router router = simulator::make_router(simulator, sleeper, courier);

  http::Response ask(const Asked& asked) {
    const std::string length = std::to_string(asked.body.size());
    http::Request request;
    request.method = asked.method;
    request.target = asked.target;
    const std::size_t mark = asked.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string::npos) request.query = request.target.substr(mark + 1);
    request.headers = {
        {"Host", "localhost"}, {"Content-Type", asked.content_type}, {"Content-Length", length}};
    request.headers.insert(request.headers.end(), asked.more_headers.begin(), asked.more_headers.end());
    request.body = asked.body;
    request.client = *base::parse_address(asked.client);
    request.id = "request-id";
    const http::Router::Match match = router.match(request.method, request.path);
    if (!match.route) {
      const auto failure = match.allow.empty() ? http::Failure::not_found : http::Failure::method_not_allowed;
      return router.render_failure()({failure, "no such place", request.path, "", request.id});
    }
    request.parameters = match.parameters;
    return support::run(loop, match.route->handle(request));
  }

  // A call of WeChat's API, with the token if it is not empty.
  json call(std::string_view path, const std::string& token, const json& body,
            const std::string& client = "127.0.0.1") {
    return call_raw(path, token, body.dump(), client);
  }
  json call_raw(std::string_view path, const std::string& token, const std::string& body,
                const std::string& client = "127.0.0.1") {
    const std::string query = token.empty() ? "" : "?access_token=" + token;
    const http::Response response =
        ask({.target = std::string(path) + query, .body = body, .client = client});
    CHECK(response.status == 200);
    return json::parse(response.body);
  }

  json control(http::Method method, const std::string& target, const json& body = nullptr, int status = 200) {
    const http::Response response =
        ask({.method = method, .target = "/_sim/" + target, .body = body.is_null() ? "" : body.dump()});
    CHECK_MESSAGE(response.status == status, response.body);
    return json::parse(response.body);
  }
  json set(const json& settings) { return control(http::Method::post, "settings", settings); }
  json change_merchant(json members) {
    members["appid"] = merchant;
    return control(http::Method::post, "merchants", members);
  }
  void advance(std::chrono::seconds by) { real_clock.advance(by); }

  json demo() { return control(http::Method::get, "demo"); }
  std::string component_appid() { return demo()["component_appid"].get<std::string>(); }
  json ask_component_token() {
    const json known = demo();
    return call(component_token_path, "",
                {{"component_appid", known["component_appid"]},
                 {"component_appsecret", known["component_secret"]},
                 {"component_verify_ticket", known["ticket"]}});
  }
  std::string component_token() {
    return ask_component_token().at("component_access_token").get<std::string>();
  }
  json ask_authorizer_token(const std::string& component_token) {
    const json known = demo();
    return call(authorizer_token_path, component_token,
                {{"component_appid", known["component_appid"]},
                 {"authorizer_appid", known["merchants"][0]["appid"]},
                 {"authorizer_refresh_token", known["merchants"][0]["refresh_token"]}});
  }
  std::string authorizer_token() {
    return ask_authorizer_token(component_token()).at("authorizer_access_token").get<std::string>();
  }
  json query(const std::string& token, const json& selector) { return call(code_path, token, selector); }
};

inline int errcode(const json& answer) { return answer.value("errcode", 0); }

}  // namespace harness
