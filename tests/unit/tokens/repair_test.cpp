#include <algorithm>

#include <doctest/doctest.h>

#include "support/captured_stderr.hpp"
#include "tokens/gateway.hpp"
#include "tokens/refresher.hpp"

namespace repair_test {

using namespace std::chrono_literals;

// WeChat takes "refresh-2"; the row still has "refresh-1".
struct Fixture : RefresherFixture {
  Fixture() {
    weixin.valid_refresh = "refresh-2";
    weixin.listed = {{"wx0000000000000009", "refresh-9"}, {merchant.appid, "refresh-2"}};
  }
  std::vector<std::string> tried() const {
    std::vector<std::string> tokens;
    for (const auto& call : weixin.asked) {
      tokens.push_back(call.refresh);
    }
    return tokens;
  }
  using Tried = std::vector<std::string>;
};

TEST_CASE_FIXTURE(Fixture, "a void refresh token is repaired from the account s information") {
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(tried() == Tried{"refresh-1", "refresh-2"});
  CHECK(weixin.offsets.empty());
  CHECK(stored_refresh() == "refresh-2");
  CHECK(column("generation = 2 AND NOT needs_reauthorization AND lease_owner IS NULL") == "t");
  CHECK(gateway.repairs("info") == "1");
  CHECK(gateway.metric("renewed") == "1");
  CHECK(gateway.history.losses == 0);
}

TEST_CASE_FIXTURE(Fixture, "every errcode that calls a refresh token void is repaired") {
  for (const std::int64_t errcode : {42002, 42007, 61023}) {
    CAPTURE(errcode);
    authorize(merchant.id, "refresh-1");
    weixin.errcodes = {errcode};
    Gateway gateway(loop, *this, weixin, "a");
    CHECK(gateway.token());
    CHECK(gateway.repairs("info") == "1");
  }
}

TEST_CASE_FIXTURE(Fixture, "the token that was found is kept when WeChat s answer has none") {
  weixin.send_refresh = false;
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(stored_refresh() == "refresh-2");
}

TEST_CASE_FIXTURE(Fixture, "a repair goes on to the list when the information does not help") {
  SUBCASE("it has no refresh token") { weixin.told_by_info = ""; }
  SUBCASE("it has the one that was refused") { weixin.told_by_info = "refresh-1"; }
  SUBCASE("it cannot be had") { weixin.info_errcode = -1; }
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(tried() == Tried{"refresh-1", "refresh-2"});
  CHECK(gateway.repairs("list") == "1");
  CHECK(weixin.offsets == std::vector<std::uint64_t>{0});
}

TEST_CASE_FIXTURE(Fixture, "each different token is tried once and the list is read by its pages") {
  weixin.told_by_info = "refresh-old";
  weixin.listed.clear();
  for (int i = 0; i < 1100; ++i) {
    weixin.listed.emplace_back("wx" + std::to_string(i), "refresh-other");
  }
  weixin.listed.emplace_back(merchant.appid, "refresh-2");
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(tried() == Tried{"refresh-1", "refresh-old", "refresh-2"});
  CHECK(weixin.offsets == std::vector<std::uint64_t>{0, 500, 1000});
}

TEST_CASE_FIXTURE(Fixture, "only when nothing helps has the merchant to authorise again") {
  weixin.told_by_info = "refresh-1";
  SUBCASE("the list has nothing new") { weixin.listed = {{merchant.appid, "refresh-1"}}; }
  SUBCASE("the list has an empty token") { weixin.listed = {{merchant.appid, ""}}; }
  SUBCASE("the list has a token that is void too") { weixin.listed = {{merchant.appid, "refresh-0"}}; }
  SUBCASE("the list has not the merchant") { weixin.listed = {{"wx0000000000000009", "refresh-9"}}; }
  SUBCASE("the list is empty") { weixin.listed.clear(); }
  Gateway gateway(loop, *this, weixin, "a");
  const auto got = gateway.token();
  CHECK(text_of(got) == "merchant_needs_reauthorization");
  CHECK(got.error().cause == "errcode 61023");
  CHECK(column("needs_reauthorization AND lease_owner IS NULL AND last_errcode = 61023") == "t");
  CHECK(gateway.history.losses == 1);
  CHECK(gateway.repairs("gone") == "1");

  // From now on it costs no call.
  const auto calls = weixin.asked.size();
  gateway.clock.advance(10min);
  CHECK(text_of(gateway.token()) == "merchant_needs_reauthorization");
  CHECK(weixin.asked.size() == calls);
  CHECK(weixin.infos == 1);
}

TEST_CASE_FIXTURE(Fixture, "what could not be read leaves the matter open and is tried again later") {
  weixin.told_by_info = "refresh-1";
  SUBCASE("the list is refused") { weixin.list_errcode = 45009; }
  SUBCASE("the list is shorter than it says") { weixin.total = 3; }
  SUBCASE("the information is refused and the list does not help") {
    weixin.info_errcode = -1;
    weixin.listed.clear();
  }
  Gateway gateway(loop, *this, weixin, "a");
  const auto got = gateway.token();
  CHECK(text_of(got) == "token_unavailable");
  CHECK(got.error().retry_after);
  CHECK(column("NOT needs_reauthorization AND lease_owner IS NULL AND failures = 1") == "t");
  CHECK(gateway.repairs("unfinished") == "1");
  CHECK(gateway.history.losses == 0);
  CHECK(text_of(gateway.token()) == "token_unavailable");
  CHECK(weixin.infos == 1);  // a query in the pause costs no call

  weixin.list_errcode = weixin.info_errcode = 0;
  weixin.total.reset();
  weixin.listed = {{merchant.appid, "refresh-2"}};
  gateway.clock.advance(1h);
  CHECK(text_of(gateway.token()) == "issued-1");
}

TEST_CASE_FIXTURE(Fixture, "a merchant that does not authorise us any more is not repaired") {
  weixin.info_errcode = 61003;
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "merchant_not_authorized");
  CHECK(column("needs_reauthorization") == "f");
  CHECK(weixin.offsets.empty());
  CHECK(gateway.repairs("refused") == "1");
}

TEST_CASE_FIXTURE(Fixture, "trouble with the token that was found is told as it is") {
  weixin.errcodes = {61023, 45011};
  Gateway gateway(loop, *this, weixin, "a");
  const auto got = gateway.token();
  CHECK(text_of(got) == "token_unavailable");
  CHECK(got.error().cause == "errcode 45011");
  CHECK(column("needs_reauthorization") == "f");
  CHECK(weixin.offsets.empty());
}

TEST_CASE_FIXTURE(Fixture, "several gateways repair a merchant once") {
  weixin.takes = 30ms;
  Gateway a(loop, *this, weixin, "a");
  Gateway b(loop, *this, weixin, "b");
  for (int i = 0; i < 5; ++i) {
    a.ask();
    b.ask();
  }
  support::run_until(loop, [&] { return a.answers.size() + b.answers.size() == 10; });
  for (const Gateway* gateway : {&a, &b}) {
    for (const auto& answer : gateway->answers) {
      CHECK(text_of(answer) == "issued-1");
    }
  }
  CHECK(weixin.infos == 1);
  CHECK(weixin.most_in_flight == 1);
  CHECK(a.repairs("info") + b.repairs("info") == "1");
}

TEST_CASE_FIXTURE(Fixture, "one reading of the list serves all merchants that need it") {
  weixin.told_by_info = "";
  weixin.listed = {{merchant.appid, "refresh-2"}};
  std::vector<int> merchants{merchant.id};
  for (int i = 2; i <= 6; ++i) {
    const auto other = import("wx000000000000000" + std::to_string(i));
    authorize(other.id, "refresh-1");
    weixin.listed.emplace_back(other.appid, "refresh-2");
    merchants.push_back(other.id);
  }
  Gateway gateway(loop, *this, weixin, "a");
  for (const int id : merchants) {
    CHECK(gateway.token_of(id));
  }
  CHECK(weixin.offsets == std::vector<std::uint64_t>{0});
  CHECK(gateway.repairs("list") == "6");
}

TEST_CASE_FIXTURE(Fixture, "a reading from before proves nothing") {
  weixin.told_by_info = "";
  const auto late = import("wx0000000000000002");
  authorize(late.id, "refresh-1");
  weixin.listed = {{merchant.appid, "refresh-2"}};
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "issued-1");
  weixin.listed.emplace_back(late.appid, "refresh-2");
  CHECK(gateway.token_of(late.id));
  CHECK(weixin.offsets.size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a list longer than a repair may take is read once and settles the next try") {
  weixin.told_by_info = "";
  weixin.page_takes = 60ms;
  for (int i = 0; i < 1100; ++i) {
    weixin.listed.emplace_back("wx" + std::to_string(i), "refresh-other");
  }
  std::string end = "issued-1";
  SUBCASE("with the token that it holds") {}
  SUBCASE("with its having none") {
    weixin.listed[1].second = "refresh-1";
    end = "merchant_needs_reauthorization";
  }
  tokens::DeskOptions options;
  options.renewals.call = 40ms;
  Gateway gateway(loop, *this, weixin, "a", options);
  CHECK(text_of(gateway.token()) == "token_unavailable");
  CHECK(gateway.repairs("unfinished") == "1");
  CHECK(column("needs_reauthorization") == "f");
  support::run_until(loop, [&] { return weixin.offsets.size() == 3; });
  loop.restart();
  loop.run_for(100ms);  // the last page comes
  gateway.clock.advance(2s);
  CHECK(text_of(gateway.token()) == end);
  CHECK(weixin.offsets.size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "a list that cannot be read is not asked for by everybody") {
  weixin.told_by_info = "";
  weixin.list_errcode = -1;
  const auto other = import("wx0000000000000002");
  authorize(other.id, "refresh-1");
  Gateway gateway(loop, *this, weixin, "a");
  CHECK_FALSE(gateway.token());
  CHECK_FALSE(gateway.token_of(other.id));
  CHECK(weixin.offsets.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a repair renews the platform s token when WeChat refuses it") {
  weixin.refused_component = "component-1";
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(gateway.component.renewals == 1);
}

TEST_CASE_FIXTURE(Fixture, "the answer of a merchant that was given up heals it and the log is told") {
  set("needs_reauthorization = true");
  tokens::SealedTokens late{keys.seal("late", tokens::access_row(merchant.id), random), "", 2h};
  int told = 0;
  const auto found = [&](db::Transaction&) -> base::Result<> {
    ++told;
    return {};
  };
  const auto store = [&](std::int64_t generation) {
    return tokens::store_tokens(*connection, merchant.id, generation, "a", late, 0s, found);
  };
  const auto healed = store(1);
  REQUIRE(healed);
  CHECK_FALSE(healed->state.needs_reauthorization);
  CHECK(told == 1);
  REQUIRE(store(2));
  CHECK(told == 1);
}

TEST_CASE_FIXTURE(Fixture, "a repair tells no secret") {
  support::CapturedStderr captured;
  Gateway gateway(loop, *this, weixin, "a", {}, base::LogLevel::info);
  CHECK(text_of(gateway.token()) == "issued-1");
  const std::string text = captured.text();
  CHECK(text.find("token_repair") != std::string::npos);
  CHECK(text.find("refresh-") == std::string::npos);
}

}  // namespace repair_test
