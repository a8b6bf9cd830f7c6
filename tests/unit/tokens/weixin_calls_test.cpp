#include "tokens/weixin_calls.hpp"

#include <doctest/doctest.h>

#include "weixin/api_fixture.hpp"

namespace weixin_calls_test {

using support::ok;
using tokens::Verdict;

struct Fixture : weixin_test::Fixture {
  using weixin_test::Fixture::Fixture;
  tokens::WeixinTokenCalls calls{api, "wxcomponent"};

  tokens::TokenAnswer ask() {
    return support::run(loop, calls.authorizer_token(base::Secret("component-1"), "wxmerchant",
                                                     base::Secret("refresh-1"), deadline()));
  }
};

TEST_CASE("token calls - tokens and their life come as WeChat sent them") {
  Fixture f(ok(
      R"({"authorizer_access_token":"access-1","expires_in":7100,"authorizer_refresh_token":"refreshtoken@@@2"})"));
  const auto tokens = f.ask();
  REQUIRE(tokens);
  CHECK(tokens->access.reveal() == "access-1");
  CHECK(tokens->refresh.reveal() == "refreshtoken@@@2");
  CHECK(tokens->expires_in == std::chrono::seconds(7100));
}

TEST_CASE("token calls - a refresh token that WeChat leaves out is empty") {
  Fixture f(ok(R"({"authorizer_access_token":"access-1","expires_in":7200})"));
  const auto tokens = f.ask();
  REQUIRE(tokens);
  CHECK(tokens->refresh.empty());
}

TEST_CASE("token calls - a life beyond all reason is cut") {
  Fixture f(ok(R"({"authorizer_access_token":"access-1","expires_in":9000000000000})"));
  const auto tokens = f.ask();
  REQUIRE(tokens);
  CHECK(tokens->expires_in == std::chrono::hours(30 * 24));
}

TEST_CASE("token calls - a refusal keeps errcode and rid") {
  Fixture f(ok(R"({"errcode":61023,"errmsg":"refresh_token is invalid rid: 637f097b-107e6569-34b61712"})"));
  const auto tokens = f.ask();
  REQUIRE_FALSE(tokens);
  CHECK(tokens.error().verdict == Verdict::gone);
  CHECK(tokens.error().errcode == 61023);
  CHECK(tokens.error().error.cause == "errcode 61023 rid 637f097b-107e6569-34b61712");
}

TEST_CASE("token calls - what is no answer is transient and names the failure") {
  Fixture html(ok("<html>busy</html>"));
  CHECK(html.ask().error().verdict == Verdict::transient);
  CHECK(html.ask().error().error.cause == "upstream_failed: not_json");
  Fixture empty(ok(R"({"expires_in":7200})"));
  CHECK(empty.ask().error().error.cause == "upstream_failed: incomplete");
  CHECK_FALSE(empty.ask().error().errcode);
}

TEST_CASE("token calls - a kept connection that died unused is replaced without a failure") {
  boost::asio::io_context loop;
  base::SystemClock clock;
  int answered = 0;
  support::ScriptedPeer peer(loop, [&](support::PeerConnection& connection) -> base::Awaitable<void> {
    auto request = co_await connection.read_request();
    if (request.empty()) co_return;
    ++answered;
    co_await connection.write(ok(R"({"authorizer_access_token":"access-1","expires_in":7200})"));
    // The next request on this connection is read and answered with its end.
    request = co_await connection.read_request();
    connection.close();
  });
  http::Client client(loop, {}, nullptr, clock);
  weixin::Api api(client, {false, "127.0.0.1", peer.port()}, clock);
  tokens::WeixinTokenCalls calls(api, "wxcomponent");
  for (int i = 0; i < 2; ++i) {
    const auto tokens =
        support::run(loop, calls.authorizer_token(base::Secret("c"), "wxmerchant", base::Secret("r"),
                                                  {clock.steady() + std::chrono::seconds(3)}));
    INFO((tokens ? "" : tokens.error().error.cause));
    CHECK(tokens);
  }
  CHECK(answered == 2);
  CHECK(peer.accepted() == 2);
}

}  // namespace weixin_calls_test
