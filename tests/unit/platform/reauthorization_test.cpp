#include "platform/reauthorization.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"
#include "support/platform_database.hpp"

namespace reauthorization_test {

using namespace std::chrono_literals;

// Keys of the given ids, each the same at every call; the last is the current one.
crypto::KeyRing ring(std::initializer_list<std::uint32_t> ids) {
  std::string text;
  for (const auto id : ids) {
    support::FakeRandom random(id);
    text.append(crypto::KeyRing::generate_line(id, random).reveal()).append("\n");
  }
  return crypto::KeyRing::parse(base::Secret(std::move(text))).value();
}

struct Fixture : support::PlatformDatabase {
  support::FakeClock clock;

  std::string link(const crypto::KeyRing& with, const std::string& appid = "wxmerchant0001") {
    const platform::ReauthorizationSource source{"https://gateway.example", with, clock, random};
    return std::string(done([&](db::Transaction& tx) {
                         return platform::reauthorization_link(tx, source, {"command", "alice"}, appid);
                       }).reveal());
  }
};

TEST_CASE_FIXTURE(Fixture, "reauthorization - the same link is shown until it ends soon") {
  const auto keys_now = ring({1});
  const auto first = link(keys_now);
  CHECK(first.starts_with("https://gateway.example/authorize?invitation="));
  clock.advance(5 * 24h);
  CHECK(link(keys_now) == first);
  CHECK(link(keys_now, "wxmerchant0002") != first);
  clock.advance(25h);
  const auto second = link(keys_now);
  CHECK(second != first);
  CHECK(link(keys_now) == second);
  CHECK(ask("SELECT count(*) FROM invitation") == "3");
  CHECK(ask("SELECT count(*) FROM audit_outbox WHERE head LIKE '%invitation_created%'") == "3");
}

TEST_CASE_FIXTURE(Fixture, "reauthorization - a link is shown again under a newer master key") {
  const auto first = link(ring({1}));
  CHECK(link(ring({1, 2})) == first);
  ask("DELETE FROM audit_day_key");
  CHECK(link(ring({2})) != first);
}

TEST_CASE_FIXTURE(Fixture, "reauthorization - one that was used or revoked is not shown again") {
  const auto keys_now = ring({1});
  const auto first = link(keys_now);
  ask("UPDATE invitation SET revoked_at = now(), revoked_by = 'bob'");
  clock.advance(1s);
  CHECK(link(keys_now) != first);
}

}  // namespace reauthorization_test
