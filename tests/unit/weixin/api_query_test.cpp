#include "api_fixture.hpp"

namespace api_query_test {

using namespace weixin_test;
using base::Code;
using base::Secret;

constexpr std::string_view example_url = "P.URL.CN/0U.JYJXP3HJI2C98A9O";

weixin::CodeActiveCall ask(Fixture& f, std::chrono::milliseconds time = 3s, bool fresh = false) {
  const Secret token("75_abc-DEF_~.+/=&\xe4");
  const weixin::Selector selector = weixin::ByUrl{std::string(example_url)};
  return support::run(f.loop, f.api.codeactivequery(token, selector, f.deadline(time), fresh));
}

void check_failed(const weixin::Call& call, std::string_view failure, Code code, http::Sent sent) {
  CHECK(!call.answered());
  CHECK(!call.succeeded());
  CHECK(call.failure == failure);
  CHECK(call.code == code);
  CHECK(call.sent == sent);
}

TEST_CASE("api - codeactivequery active") {
  const std::string body =
      R"({"errcode":0,"errmsg":"ok","code":"044GZ*J10","application_id":581865877,"more":1})";
  Fixture f(ok(body, "Date: Sun, 22 Nov 2026 23:57:03 GMT\r\n"));
  const auto made = ask(f);
  CHECK(f.asked("/intp/marketcode/codeactivequery?access_token=75_abc-DEF_~.%2B%2F%3D%26%E4") ==
        R"({"code_url":"P.URL.CN/0U.JYJXP3HJI2C98A9O"})");
  CHECK(made.call.answered());
  CHECK(made.call.succeeded());
  CHECK(made.call.host == "127.0.0.1");
  CHECK(made.call.started == f.clock.wall());
  CHECK(made.call.took.count() > 0);
  CHECK(made.call.sent == http::Sent::yes);
  CHECK(made.call.http_status == 200);
  CHECK(made.call.date == "Sun, 22 Nov 2026 23:57:03 GMT");
  CHECK(made.call.errcode == 0);
  CHECK(made.call.errmsg == "ok");
  CHECK(made.call.body == body);  // as it came
  CHECK(!made.call.reused);
  REQUIRE(made.active);
  CHECK(made.active->code == "044GZ*J10");
  CHECK(made.active->application_id == 581865877);
  CHECK(made.active->extra == R"({"more":1})");
}

TEST_CASE("api - an errcode is an answer not a failure") {
  const std::string body =
      "{\"errcode\":80304,\"errmsg\":\"\xe8\xaf\xa5\xe7\xa0\x81\xe6\x9c\xaa\xe6\xbf\x80\xe6\xb4\xbb"
      " hint: [a][b] rid: 637f097b-107e6569-34b61712\"}";
  Fixture f(ok(body));
  const auto made = ask(f);
  CHECK(made.call.answered());
  CHECK(!made.call.succeeded());
  CHECK(made.call.errcode == 80304);
  CHECK(made.call.rid == "637f097b-107e6569-34b61712");
  CHECK(made.call.body == body);
  CHECK(!made.active);
}

TEST_CASE("api - a second query goes over the same connection unless a fresh one is wanted") {
  Fixture f(ok(R"({"errcode":0,"code":"8"})"));
  CHECK(!ask(f).call.reused);
  CHECK(ask(f).call.reused);
  CHECK(!ask(f, 3s, true).call.reused);
  CHECK(f.peer.accepted() == 2);
}

TEST_CASE("api - answers that are of no use are told apart") {
  struct Row {
    std::string answer;
    std::string_view failure;
    int status;
  };
  for (const auto& [answer, failure, status] : {
           Row{"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>", "status", 502},
           Row{"HTTP/1.1 500 X\r\nContent-Length: 13\r\n\r\n{\"errcode\":0}", "status", 500},
           Row{"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "status", 302},
           Row{"HTTP/1.1 204 No Content\r\n\r\n", "status", 204},
           Row{ok(""), "empty", 200},
           Row{ok("<html></html>"), "not_json", 200},
           Row{ok("[]"), "not_json", 200},
           Row{ok(R"({"errcode":"x"})"), "not_json", 200},
           Row{ok("{\"errcode\":0,\"code\":\"\xff\"}"), "not_json", 200},
           Row{ok(R"({"errcode":0,"errmsg":"ok"})"), "incomplete", 200},
           Row{ok("{}"), "incomplete", 200},
       }) {
    CAPTURE(answer);
    Fixture f(answer);
    const auto made = ask(f);
    check_failed(made.call, failure, Code::upstream_failed, http::Sent::yes);
    CHECK(made.call.http_status == status);
    CHECK(!made.active);
    CHECK(answer.ends_with(made.call.body));
  }
}

TEST_CASE("api - transport failures keep their kind") {
  Fixture closing;  // reads the request and closes
  check_failed(ask(closing).call, "read", Code::upstream_failed, http::Sent::maybe);

  Fixture cut("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{}");
  check_failed(ask(cut, 30ms).call, "timeout", Code::upstream_timeout, http::Sent::yes);

  Fixture large(ok(std::string(weixin::largest_query_answer + 1, ' ')));
  check_failed(ask(large).call, "too_large", Code::upstream_failed, http::Sent::yes);

  Fixture gone;
  gone.peer.stop();
  check_failed(ask(gone).call, "connect", Code::upstream_failed, http::Sent::no);

  Fixture wrong(http::ClientOptions{.source_address = "nonsense"});
  check_failed(ask(wrong).call, "request", Code::internal, http::Sent::no);
}

TEST_CASE("api - a kept connection that died is stale") {
  Fixture f(ok(R"({"errcode":0,"code":"8"})"));
  REQUIRE(ask(f).call.succeeded());
  f.answer.clear();
  const auto died = ask(f);
  check_failed(died.call, "read", Code::upstream_failed, http::Sent::maybe);
  CHECK(died.call.reused);
  CHECK(died.call.stale);
}

}  // namespace api_query_test
