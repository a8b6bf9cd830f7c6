#include "platform/administration_checks.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace administration_checks_test {

using namespace std::chrono_literals;
using base::Code;

const base::WallTime now(1'800'000'000'000'000us);

tenancy::KeySettings good() {
  tenancy::KeySettings settings;
  settings.name = "till";
  return settings;
}

std::string refusal(const tenancy::KeySettings& settings) {
  const auto checked = platform::checked_settings(settings, now);
  if (checked) return "";
  CHECK(checked.error().code == Code::invalid_argument);
  return checked.error().detail;
}

template <class F>
std::string refusal_with(F change) {
  auto settings = good();
  change(settings);
  return refusal(settings);
}

std::string said(const base::Result<>& result) {
  if (result) return "";
  CHECK(result.error().code == Code::invalid_argument);
  return result.error().detail;
}

TEST_CASE("an appid has its form") {
  for (const std::string& appid :
       {std::string("wx1234567890abcdef"), std::string("abc"), std::string("A-b_9"), std::string(64, 'x')}) {
    CHECK(platform::check_appid(appid));
  }
  for (const std::string& appid :
       {std::string(), std::string("ab"), std::string(65, 'x'), std::string("wx 123"), std::string("wx123\n"),
        std::string("wx'--"), std::string("wx\0a", 4), std::string("茶馆茶馆")}) {
    CAPTURE(appid);
    CHECK(said(platform::check_appid(appid)) == "an appid has 3 to 64 characters of A-Z, a-z, 0-9, _ and -");
  }
}

TEST_CASE("a key id has its form and a whole key is not repeated") {
  CHECK(platform::check_key_id("0a1b2c3d4e5z"));
  for (const std::string_view id : {"", "0a1b2c3d4e5", "0a1b2c3d4e5zz", "0A1b2c3d4e5z", "0a1b2c3d4e5_"}) {
    CHECK_FALSE(said(platform::check_key_id(id)).empty());
  }
  const auto words = said(platform::check_key_id("mk_0a1b2c3d4e5z_SECRETSECRET"));
  CHECK(words.contains("12 characters"));
  CHECK_FALSE(words.contains("SECRET"));
}

TEST_CASE("the default settings are good and stay as they are") {
  const auto checked = platform::checked_settings(good(), now);
  REQUIRE(checked);
  CHECK(checked->name == "till");
  CHECK(checked->rate == 50);
  CHECK(checked->burst == 100);
  CHECK(checked->addresses.empty());
}

TEST_CASE("the name of a key is one line of text") {
  const auto named = [](std::string name) {
    return refusal_with([&](auto& s) { s.name = std::move(name); });
  };
  CHECK(named("收银机 1 - main") == "");
  CHECK(named(std::string(100, 'n')) == "");
  std::string wide;
  for (int i = 0; i < 100; ++i)
    wide += "茶";
  CHECK(named(wide) == "");
  CHECK(named(wide + "茶") == "the key's name is longer than 100 characters");
  CHECK(named(std::string(101, 'n')) == "the key's name is longer than 100 characters");
  CHECK(named("") == "the key's name is empty");
  CHECK(named(" \t") == "the key's name has a control character in it");
  CHECK(named("   ") == "the key's name is empty");
  CHECK(named("a\nb") == "the key's name has a control character in it");
  CHECK(named(std::string("a\0b", 3)) == "the key's name has a control character in it");
  CHECK(named("a\x7f") == "the key's name has a control character in it");
  CHECK(named("\xff") == "the key's name is not valid UTF-8");
  CHECK(named("\xc0\xaf") == "the key's name is not valid UTF-8");
}

TEST_CASE("address ranges are put into their canonical form or refused by name") {
  auto settings = good();
  settings.addresses = {"10.0.0.0/8", "192.0.2.1", "2001:DB8:0:0::/32", "::ffff:192.0.2.7"};
  const auto checked = platform::checked_settings(settings, now);
  REQUIRE(checked);
  CHECK(checked->addresses ==
        std::vector<std::string>{"10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32", "192.0.2.7/32"});

  const auto ranged = [](std::string text) {
    return refusal_with([&](auto& s) { s.addresses = {"10.0.0.0/8", std::move(text)}; });
  };
  CHECK(ranged("10.0.0.1/8") ==
        "address range '10.0.0.1/8': the CIDR range has address bits beyond its prefix");
  CHECK(ranged("10.0.0.0/33").starts_with("address range '10.0.0.0/33': "));
  CHECK(ranged("").starts_with("address range '': "));
  CHECK(ranged("example.com").starts_with("address range 'example.com': "));
  CHECK(ranged("10.0.0.0/8,0.0.0.0/0").starts_with("address range "));
  CHECK(refusal_with([](auto& s) { s.addresses.assign(100, "10.0.0.0/8"); }) == "");
  CHECK(refusal_with([](auto& s) { s.addresses.assign(101, "10.0.0.0/8"); }) ==
        "there are more than 100 address ranges");
}

TEST_CASE("rate burst and expiry have their bounds") {
  const std::string rate = "the rate must be above 0 and at most 100000 queries a second";
  for (const double value : {0.0, -1.0, 100'000.5, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK(refusal_with([&](auto& s) { s.rate = value; }) == rate);
  }
  for (const double value : {0.001, 1.0, 100'000.0})
    CHECK(refusal_with([&](auto& s) { s.rate = value; }) == "");

  const std::string burst = "the burst must be 1 to 1000000 queries";
  for (const int value : {0, -1, 1'000'001})
    CHECK(refusal_with([&](auto& s) { s.burst = value; }) == burst);
  for (const int value : {1, 1'000'000})
    CHECK(refusal_with([&](auto& s) { s.burst = value; }) == "");

  CHECK(refusal_with([](auto& s) { s.expires_at = now; }) == "the expiry is not in the future");
  CHECK(refusal_with([](auto& s) { s.expires_at = now - 1us; }) == "the expiry is not in the future");
  CHECK(refusal_with([](auto& s) { s.expires_at = now + 1us; }) == "");
}

TEST_CASE("a reason is one line of text") {
  CHECK(said(platform::check_reason("unpaid since May")) == "");
  CHECK(said(platform::check_reason("")) == "the reason is empty");
  CHECK(said(platform::check_reason("a\r\n")) == "the reason has a control character in it");
  CHECK(said(platform::check_reason(std::string(501, 'r'))) == "the reason is longer than 500 characters");
}

TEST_CASE("a credential is printable and its value is never in the words") {
  const auto checked = [](std::string text) {
    return said(platform::check_credential("the ticket", base::Secret(std::move(text))));
  };
  CHECK(checked("ticket@@@abc-DEF_123") == "");
  CHECK(checked(std::string(512, 't')) == "");
  CHECK(checked("") == "the ticket is empty");
  CHECK(checked(std::string(4'097, 't')) == "the ticket is too long");
  for (const std::string& text : {std::string("hidden\n"), std::string("hid den"), std::string("hidden\0", 7),
                                  std::string("hidden\xc3\xa9")}) {
    const auto words = checked(text);
    CHECK(words.contains("perhaps a line end"));
    CHECK_FALSE(words.contains("hid"));
  }
}

TEST_CASE("names that WeChat told are text") {
  tenancy::MerchantState state;
  CHECK(platform::check_state(state));
  state.nick_name = "茶馆\n2";
  CHECK(platform::check_state(state));
  state.principal_name = std::string("a\0b", 3);
  CHECK_FALSE(platform::check_state(state));
  state.principal_name.clear();
  state.user_name = "\xff";
  CHECK_FALSE(platform::check_state(state));
}

}  // namespace administration_checks_test
