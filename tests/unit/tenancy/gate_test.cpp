#include "tenancy/gate.hpp"

#include <doctest/doctest.h>

#include "samples.hpp"
#include "support/fake_clock.hpp"

namespace gate_test {

using namespace std::chrono_literals;

const base::IpAddress anywhere = base::parse_address("198.51.100.7").value();

struct Fixture {
  support::FakeClock clock;
  support::FakeRandom random;
  tenancy::NewApiKey made = tenancy::make_api_key(random);
  tenancy::ApiKey row = samples::key(7, 1, made);
  tenancy::Directory directory;
  tenancy::Gate gate{directory, clock};

  void put() { directory.put({samples::merchant(1)}, {row}); }
  std::string_view text() const { return made.text.reveal(); }
  std::string reason(std::string_view presented, const base::IpAddress& client = anywhere) {
    const auto caller = gate.admit(presented, client);
    return caller ? "admitted" : caller.error().reason;
  }
};

TEST_CASE_FIXTURE(Fixture, "a good key becomes its caller of its merchant") {
  put();
  const auto caller = gate.admit(text(), anywhere);
  REQUIRE(caller);
  CHECK(caller->key == directory.key(made.key_id));
  CHECK(caller->merchant == directory.merchant(1));
  CHECK(caller->rate.admitted);
  CHECK(caller->rate.remaining == 2);
}

TEST_CASE_FIXTURE(Fixture, "unknown malformed and wrong keys are refused alike and tell nothing") {
  put();
  std::string wrong(text());
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  std::string other(text());
  other[3] = other[3] == '0' ? '1' : '0';
  for (const std::string& presented :
       {std::string(), std::string("mk_"), std::string("secret"), wrong, other}) {
    const auto caller = gate.admit(presented, anywhere);
    REQUIRE_FALSE(caller);
    CHECK(caller.error().code == base::Code::api_key_invalid);
    CHECK(caller.error().reason == "unknown");
    CHECK_FALSE(caller.error().key);
    CHECK_FALSE(caller.error().merchant);
    CHECK_FALSE(caller.error().rate);
  }
  CHECK(directory.take_used().empty());
  CHECK(gate.admit(text(), anywhere)->rate.remaining == 2);  // nobody drew from the bucket
}

TEST_CASE_FIXTURE(Fixture, "whatever is wrong with a key its answer costs one match of equal length") {
  std::string wrong(text());
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  const auto other = tenancy::make_api_key(random);
  auto orphan = samples::key(8, 2, tenancy::make_api_key(random));
  orphan.key_id = other.key_id;
  std::vector<std::string> work;
  const tenancy::Gate counted(directory, clock, [&](std::string_view presented, std::string_view hash) {
    work.push_back(std::to_string(presented.size()) + " against " + std::to_string(hash.size()));
    return tenancy::matches(presented, hash);
  });
  const auto work_of = [&](std::string_view presented, bool right = false) {
    work.clear();
    CHECK(counted.identify(presented).has_value() == right);
    return work;
  };
  put();
  const std::vector<std::string> once{"59 against 32"};
  CHECK(work_of(text(), true) == once);
  CHECK(work_of(wrong) == once);
  CHECK(work_of(other.text.reveal()) == once);
  directory.put({}, {orphan});
  CHECK(work_of(other.text.reveal()) == once);
  row.revoked_at = clock.wall();
  row.stamp = 2;
  put();
  CHECK(work_of(wrong) == once);
  CHECK(work_of("mk_").empty());  // its form says that it is no key, to everybody
}

TEST_CASE_FIXTURE(Fixture, "a key whose merchant is not there is unknown") {
  directory.put({samples::merchant(2)}, {row});
  CHECK(reason(text()) == "unknown");
}

TEST_CASE_FIXTURE(Fixture, "a revoked key says so for the record but not to its caller") {
  row.revoked_at = clock.wall();
  put();
  const auto caller = gate.admit(text(), anywhere);
  REQUIRE_FALSE(caller);
  CHECK(caller.error().code == base::Code::api_key_invalid);
  CHECK(caller.error().reason == "revoked");
  CHECK(caller.error().key == directory.key(made.key_id));
  CHECK(caller.error().merchant == directory.merchant(1));
  CHECK(caller.error().detail == gate.admit("mk_", anywhere).error().detail);
  CHECK(directory.take_used().empty());
}

TEST_CASE_FIXTURE(Fixture, "a revoked key with a wrong secret is unknown") {
  row.revoked_at = clock.wall();
  put();
  std::string wrong(text());
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  CHECK(reason(wrong) == "unknown");
}

TEST_CASE_FIXTURE(Fixture, "a key expires at its moment") {
  row.expires_at = clock.wall() + 1s;
  put();
  clock.advance(1s - 1us);
  CHECK(reason(text()) == "admitted");
  clock.advance(1us);
  const auto caller = gate.admit(text(), anywhere);
  REQUIRE_FALSE(caller);
  CHECK(caller.error().code == base::Code::api_key_invalid);
  CHECK(caller.error().reason == "expired");
  CHECK(caller.error().key);
  CHECK(caller.error().detail == gate.admit("mk_", anywhere).error().detail);
}

TEST_CASE_FIXTURE(Fixture, "addresses are checked against the ranges of the key") {
  struct Row {
    std::vector<std::string_view> ranges;
    std::string client;
    bool allowed;
  };
  const std::vector<Row> table = {
      {{}, "198.51.100.7", true},
      {{}, "2001:db8::1", true},
      {{"10.0.0.0/8"}, "10.255.0.1", true},
      {{"10.0.0.0/8"}, "11.0.0.0", false},
      {{"10.0.0.0/8"}, "::ffff:10.1.2.3", true},
      {{"10.0.0.0/8"}, "::ffff:11.1.2.3", false},
      {{"10.0.0.0/8"}, "::10.1.2.3", false},
      {{"192.0.2.1"}, "192.0.2.1", true},
      {{"192.0.2.1"}, "192.0.2.2", false},
      {{"192.0.2.128/25"}, "192.0.2.127", false},
      {{"192.0.2.128/25"}, "192.0.2.128", true},
      {{"0.0.0.0/0"}, "203.0.113.9", true},
      {{"0.0.0.0/0"}, "2001:db8::1", false},
      {{"::/0"}, "2001:db8::1", true},
      {{"::/0"}, "203.0.113.9", false},
      {{"2001:db8::/32"}, "2001:db8:ffff::1", true},
      {{"2001:db8::/32"}, "2001:db9::1", false},
      {{"2001:db8::8000/113"}, "2001:db8::7fff", false},
      {{"2001:db8::8000/113"}, "2001:db8::ffff", true},
      {{"2001:db8::1"}, "2001:db8::1", true},
      {{"2001:db8::1"}, "2001:db8::2", false},
      {{"192.0.2.1", "10.0.0.0/8", "2001:db8::/32"}, "10.0.0.1", true},
      {{"192.0.2.1", "10.0.0.0/8", "2001:db8::/32"}, "2001:db8::9", true},
      {{"192.0.2.1", "10.0.0.0/8", "2001:db8::/32"}, "172.16.0.1", false},
  };
  std::int64_t stamp = 1;
  for (const Row& entry : table) {
    CAPTURE(entry.client);
    row.addresses = samples::ranges(entry.ranges);
    row.stamp = ++stamp;
    row.burst = 1'000;
    put();
    // As a dual-stack socket reports them, mapped addresses come as IPv6.
    const auto client = boost::asio::ip::make_address(entry.client);
    CHECK(reason(text(), client) == (entry.allowed ? "admitted" : "address"));
  }
}

TEST_CASE_FIXTURE(Fixture, "a refused address is named to the caller and draws nothing") {
  row.addresses = samples::ranges({"10.0.0.0/8"});
  put();
  const auto caller = gate.admit(text(), boost::asio::ip::make_address("::ffff:198.51.100.7"));
  REQUIRE_FALSE(caller);
  CHECK(caller.error().code == base::Code::address_not_allowed);
  CHECK(caller.error().detail == "the API key may not be used from 198.51.100.7");
  CHECK(caller.error().key == directory.key(made.key_id));
  CHECK(caller.error().merchant == directory.merchant(1));
  CHECK(directory.key(made.key_id)->limit->look(clock.steady()).remaining == 3);
  CHECK(directory.take_used().empty());
}

TEST_CASE_FIXTURE(Fixture, "an empty bucket refuses with the time to wait") {
  put();
  for (int i = 0; i < 3; ++i)
    CHECK(gate.admit(text(), anywhere));
  const auto caller = gate.admit(text(), anywhere);
  REQUIRE_FALSE(caller);
  CHECK(caller.error().code == base::Code::rate_limited);
  CHECK(caller.error().reason == "rate");
  REQUIRE(caller.error().rate);
  CHECK(caller.error().rate->retry_after == 100ms);
  CHECK(caller.error().rate->remaining == 0);
  CHECK(caller.error().key);
  CHECK(caller.error().merchant);
  clock.advance(100ms);
  CHECK(gate.admit(text(), anywhere));
}

TEST_CASE_FIXTURE(Fixture, "without a charge nothing is drawn and an empty bucket refuses nobody") {
  put();
  for (int i = 0; i < 10; ++i)
    CHECK(gate.admit(text(), anywhere, false)->rate.remaining == 3);
  for (int i = 0; i < 3; ++i)
    CHECK(gate.admit(text(), anywhere));
  const auto caller = gate.admit(text(), anywhere, false);
  REQUIRE(caller);
  CHECK_FALSE(caller->rate.admitted);
  CHECK(caller->rate.retry_after == 100ms);
}

TEST_CASE_FIXTURE(Fixture, "the checks come in their order") {
  // Everything is wrong with this key; each repair shows the next refusal.
  row.revoked_at = clock.wall();
  row.expires_at = clock.wall();
  row.addresses = samples::ranges({"10.0.0.0/8"});
  row.burst = 1;
  put();
  CHECK(reason("mk_" + made.key_id) == "unknown");
  CHECK(reason(text()) == "revoked");
  row.revoked_at.reset();
  row.stamp = 2;
  put();
  CHECK(reason(text()) == "expired");
  row.expires_at.reset();
  row.stamp = 3;
  put();
  CHECK(reason(text()) == "address");
  row.addresses.clear();
  row.stamp = 4;
  put();
  CHECK(reason(text()) == "admitted");
  CHECK(reason(text()) == "rate");
}

TEST_CASE_FIXTURE(Fixture, "the moment of use is kept also when the rate refuses") {
  put();
  for (int i = 0; i < 3; ++i)
    gate.admit(text(), anywhere);
  clock.advance(5ms);
  CHECK(reason(text()) == "rate");
  const auto used = directory.take_used();
  REQUIRE(used.size() == 1);
  CHECK(used[0].first == 7);
  CHECK(used[0].second == clock.wall());
}

TEST_CASE_FIXTURE(Fixture, "a key never becomes another caller of its merchant") {
  const auto second = tenancy::make_api_key(random);
  directory.put({samples::merchant(1), samples::merchant(2)}, {row, samples::key(8, 2, second)});
  CHECK(gate.admit(text(), anywhere)->merchant->id == 1);
  CHECK(gate.admit(second.text.reveal(), anywhere)->merchant->id == 2);
  // The id of one key with the secret of another.
  const std::string mixed = "mk_" + made.key_id + std::string(second.text.reveal().substr(15));
  CHECK(reason(mixed) == "unknown");
}

}  // namespace gate_test
