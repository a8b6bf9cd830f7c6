#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "query/selector.hpp"
#include "support/fake_random.hpp"
#include "tenancy/api_key.hpp"

namespace selector_text_test {

using base::Code;
using query::parse_selector;
using query::Reading;

constexpr Reading both[] = {Reading::native, Reading::compatible};

// What the code_url of a body becomes, the same both ways.
std::string url(std::string_view value) {
  std::string result;
  for (const auto reading : both) {
    const auto parsed = parse_selector("{\"code_url\":\"" + std::string(value) + "\"}", reading);
    REQUIRE_MESSAGE(parsed, parsed.error().detail);
    result = std::get<weixin::ByUrl>(parsed->selector).code_url;
  }
  return result;
}

query::SelectorProblem refused(std::string_view name, std::string_view value) {
  query::SelectorProblem problem;
  for (const auto reading : both) {
    const std::string body = "{\"" + std::string(name) + "\":\"" + std::string(value) + "\"}";
    CAPTURE(body);
    const auto parsed = parse_selector(body, reading);
    REQUIRE(!parsed);
    problem = parsed.error();
    CHECK(problem.code == Code::selector_invalid);
    CHECK(problem.member == name);
  }
  return problem;
}

bool says(const query::SelectorProblem& problem, std::string_view words) {
  return problem.detail.find(words) != std::string::npos;
}

TEST_CASE("one scheme in front of code_url is taken off in any case") {
  const std::string_view bare = "P.URL.CN/0U.JYJXP3HJI2C98A9O";
  for (const std::string_view scheme :
       {"", "http://", "https://", "HTTP://", "HTTPS://", "Http://", "hTtPs://"}) {
    CHECK(url(std::string(scheme) + std::string(bare)) == bare);
  }
  CHECK(url("http://http://P.URL.CN/0U") == "http://P.URL.CN/0U");
  CHECK(url("https://http://P.URL.CN/0U") == "http://P.URL.CN/0U");
  CHECK(url("P.URL.CN/http://0U") == "P.URL.CN/http://0U");
  CHECK(url("http:/P.URL.CN/0U") == "http:/P.URL.CN/0U");
  CHECK(url("//P.URL.CN/0U") == "//P.URL.CN/0U");
  CHECK(url("ftp://P.URL.CN/0U") == "ftp://P.URL.CN/0U");
  CHECK(url(" http://P.URL.CN/0U") == " http://P.URL.CN/0U");
  CHECK(says(refused("code_url", "http://"), "empty"));
  CHECK(says(refused("code_url", "HTTPS://"), "empty"));
  // A prefix is taken off code_url only.
  const auto code = parse_selector(R"({"code":"http://a"})", Reading::native);
  REQUIRE(code);
  CHECK(code->selector == weixin::Selector(weixin::ByCode{"http://a"}));
}

TEST_CASE("percent plus slash and case are data") {
  for (const std::string_view text :
       {"P.URL.CN/0P$M%LZ4LHSVSDCR2L2", "P.URL.CN/0V/L$O*CBI/WJATNX+Y", "p.url.cn/0u%2B",
        "P.URL.CN/0ALL$V2QCNVRHYPO:K3", "a b", " x ", "%", "+", "/", "?a=b&c#d", "码"}) {
    CHECK(url(text) == text);
  }
  CHECK(url(R"(P.URL.CN\/0U\"\\)") == "P.URL.CN/0U\"\\");
  CHECK(url(R"(\u7801\ud83d\ude00)") == "码😀");
}

TEST_CASE("lengths are counted in bytes without the scheme") {
  CHECK(url(std::string(128, 'a')).size() == 128);
  CHECK(url("https://" + std::string(128, 'a')).size() == 128);
  CHECK(says(refused("code_url", std::string(129, 'a')), "128 bytes"));
  CHECK(says(refused("code_url", "http://" + std::string(129, 'a')), "128 bytes"));
  std::string chinese;
  for (int i = 0; i < 43; ++i) {
    chinese += "码";
  }
  CHECK(says(refused("code_url", chinese), "128 bytes"));

  const auto code = parse_selector(R"({"code":"1234567890123456"})", Reading::native);
  CHECK(code);
  CHECK(says(refused("code", "12345678901234567"), "16 bytes"));
  CHECK(says(refused("code", "P.URL.CN/0U.JYJXP3HJI2C98A9O"), "code_url"));
  CHECK(says(refused("code", "码码码码码码"), "16 bytes"));
}

TEST_CASE("control characters are refused the line end of a scanner in its own words") {
  for (const std::string_view name : {"code", "code_url"}) {
    for (const std::string_view end : {R"(\r)", R"(\n)", R"(\r\n)", R"(\n\n)", R"(\u000d\u000A)"}) {
      CHECK(says(refused(name, "044GZ" + std::string(end)), "line end"));
    }
    for (const std::string_view text :
         {R"(044\nGZ)", R"(\n044)", R"(044\t)", R"(044\u0000)", R"(\u0000)", R"(\u0001x)", R"(x\u001f)",
          R"(x\u007F)", "x\x7f", R"(\r\n)", R"(a\tb\r\n)", R"(\b)", R"(\f)"}) {
      CHECK(says(refused(name, text), "control character"));
    }
  }
  CHECK(says(refused("code_url", R"(http://\r\n)"), "control character"));
}

TEST_CASE("the string of wx-scanCode has its own words") {
  const std::string_view scanned = "10010101100010010110011001010110101010100001010110100100111011110001";
  REQUIRE(scanned.size() == 68);
  CHECK(says(refused("code", scanned), "wx.scanCode"));
  CHECK(says(refused("code_url", scanned), "wx.scanCode"));
  CHECK(says(refused("code_url", "http://" + std::string(scanned)), "wx.scanCode"));
  CHECK(says(refused("code", scanned.substr(1)), "16 bytes"));
  CHECK(url(scanned.substr(1)) == scanned.substr(1));
  CHECK(url(std::string(67, '1') + "2") == std::string(67, '1') + "2");
}

TEST_CASE("a key in the wrong place goes neither to WeChat nor into the log") {
  support::FakeRandom random;
  const auto key = tenancy::make_api_key(random);
  const std::string text(key.text.reveal());
  for (const std::string& value :
       {text, "http://" + text, "P.URL.CN/" + text, "Bearer " + text, text + "x"}) {
    const auto problem = refused("code_url", value);
    CHECK(says(problem, "API key"));
    CHECK(problem.detail.find(key.key_id) == std::string::npos);
    CHECK(problem.received == R"({"code_url":"[redacted]"})");
  }
  CHECK(refused("code", text).received == R"({"code":"[redacted]"})");
}

}  // namespace selector_text_test
