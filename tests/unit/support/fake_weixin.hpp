// WeChat at the end of one call, as a test wants it.
#pragma once

#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "query/ports.hpp"
#include "support/fake_clock.hpp"
#include "weixin/code_active.hpp"

namespace support {

// The example answer of the official page.
inline constexpr std::string_view page_sample =
    R"({"errcode":0,"errmsg":"ok","code":"8","code_start":0,"code_end":200,"activity_name":"test_name",)"
    R"("product_brand":"test_brand","product_title":"test_title","product_code":"test_code",)"
    R"("wxa_appid":"test_appid","wxa_path":"test_path","application_id":581865877,)"
    R"("isv_application_id":"test_id"})";

// A call that WeChat answered with this body, read as the real one would be.
inline weixin::CodeActiveCall answered(std::string_view body) {
  weixin::CodeActiveCall made;
  made.call.host = "api.weixin.qq.com";
  made.call.took = base::Micros(1'500);
  made.call.sent = http::Sent::yes;
  made.call.http_status = 200;
  made.call.date = "Sun, 22 Nov 2026 23:57:03 GMT";
  made.call.body = body;
  weixin::CodeActiveReader reader;
  const auto answer = reader.read(body);
  REQUIRE(answer);
  made.call.errcode = answer->errcode;
  made.call.errmsg = answer->errmsg;
  made.call.rid = answer->rid;
  if (made.call.succeeded()) made.active = reader.take();
  return made;
}

// A refusal in WeChat's form.
inline weixin::CodeActiveCall refused(std::int64_t errcode, std::string_view errmsg = "no") {
  return answered("{\"errcode\":" + std::to_string(errcode) + ",\"errmsg\":\"" + std::string(errmsg) +
                  " rid: 637f097b-107e6569-34b61712\"}");
}

// A call that brought no answer in WeChat's form.
inline weixin::CodeActiveCall failed(std::string failure, base::Code code, http::Sent sent,
                                     bool stale = false) {
  weixin::CodeActiveCall made;
  made.call.host = "api.weixin.qq.com";
  made.call.sent = sent;
  made.call.stale = stale;
  made.call.failure = std::move(failure);
  made.call.code = code;
  return made;
}

// Plays what is scripted, one entry a call; then goes on with the page's sample.
class FakeWeixin final : public query::CodeActiveQuery {
 public:
  struct Seen {
    std::string token;
    std::string body;
    base::Deadline deadline;
    bool fresh_connection;
  };

  explicit FakeWeixin(FakeClock& clock) : clock_(clock) {}

  base::Awaitable<weixin::CodeActiveCall> call(const base::Secret& token, const weixin::Selector& selector,
                                               base::Deadline deadline, bool fresh_connection) override {
    seen.push_back({std::string(token.reveal()), weixin::to_body(selector), deadline, fresh_connection});
    clock_.advance(takes);
    if (script.empty()) co_return answered(page_sample);
    const auto play = std::move(script.front());
    script.pop_front();
    co_return play();
  }

  void then(weixin::CodeActiveCall made) {
    script.emplace_back([made = std::move(made)] { return made; });
  }
  void then_throw() {
    script.emplace_back([]() -> weixin::CodeActiveCall { throw std::runtime_error("not planned for"); });
  }

  std::deque<std::function<weixin::CodeActiveCall()>> script;
  std::vector<Seen> seen;
  base::Micros takes{0};

 private:
  FakeClock& clock_;
};

}  // namespace support
