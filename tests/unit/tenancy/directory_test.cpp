#include "tenancy/directory.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "samples.hpp"
#include "support/fake_clock.hpp"

namespace directory_test {

using namespace std::chrono_literals;
using tenancy::Directory;

struct Fixture {
  support::FakeRandom random;
  tenancy::NewApiKey first = tenancy::make_api_key(random);
  tenancy::NewApiKey second = tenancy::make_api_key(random);
  Directory directory;
};

TEST_CASE("an empty directory knows nobody") {
  const Directory directory;
  CHECK(directory.merchants() == 0);
  CHECK(directory.keys() == 0);
  CHECK_FALSE(directory.merchant(1));
  CHECK_FALSE(directory.merchant("wx1"));
  CHECK_FALSE(directory.key("0a1b2c3d4e5z"));
}

TEST_CASE_FIXTURE(Fixture, "merchants are found by id and appid keys by their public id") {
  directory.put({samples::merchant(1), samples::merchant(2)},
                {samples::key(7, 1, first), samples::key(8, 2, second)});
  CHECK(directory.merchants() == 2);
  CHECK(directory.keys() == 2);
  REQUIRE(directory.merchant(2));
  CHECK(directory.merchant(2)->nick_name == "merchant 2");
  CHECK(directory.merchant(samples::merchant(2).appid) == directory.merchant(2));
  REQUIRE(directory.key(first.key_id));
  CHECK(directory.key(first.key_id)->key.id == 7);
  CHECK(directory.key(second.key_id)->key.merchant == 2);
  CHECK_FALSE(directory.merchant(3));
  CHECK_FALSE(directory.key("000000000000"));
}

TEST_CASE_FIXTURE(Fixture, "a newer row replaces the older one and what is not named stays") {
  directory.put({samples::merchant(1), samples::merchant(2)}, {samples::key(7, 1, first)});
  const auto held = directory.merchant(1);
  auto changed = samples::merchant(1, 2);
  changed.nick_name = "renamed";
  directory.put({changed}, {});

  CHECK(directory.merchants() == 2);
  CHECK(directory.merchant(1)->nick_name == "renamed");
  CHECK(directory.merchant(changed.appid)->nick_name == "renamed");
  CHECK(directory.keys() == 1);
  CHECK(held->nick_name == "merchant 1");  // whoever holds an entry keeps it as it was
}

TEST_CASE_FIXTURE(Fixture, "an older or equal stamp never replaces") {
  directory.put({samples::merchant(1, 5)}, {samples::key(7, 1, first, 5)});
  for (const std::int64_t stamp : {1, 4, 5}) {
    auto merchant = samples::merchant(1, stamp);
    merchant.nick_name = "older";
    auto key = samples::key(7, 1, first, stamp);
    key.name = "older";
    directory.put({merchant}, {key});
    CHECK(directory.merchant(1)->nick_name == "merchant 1");
    CHECK(directory.merchant(merchant.appid)->nick_name == "merchant 1");
    CHECK(directory.key(first.key_id)->key.name == "key 7");
  }
}

TEST_CASE_FIXTURE(Fixture, "a changed key keeps its bucket and its last use") {
  const support::FakeClock clock;
  directory.put({samples::merchant(1)}, {samples::key(7, 1, first)});
  const auto before = directory.key(first.key_id);
  CHECK(before->limit->take(clock.steady()).remaining == 2);
  directory.note_use(before, base::WallTime(5us));

  auto renamed = samples::key(7, 1, first, 2);
  renamed.name = "renamed";
  directory.put({}, {renamed});
  auto after = directory.key(first.key_id);
  CHECK(after != before);
  CHECK(after->limit == before->limit);
  CHECK(after->last_used == before->last_used);
  CHECK(after->limit->look(clock.steady()).remaining == 2);

  auto wider = samples::key(7, 1, first, 3);
  wider.burst = 10;
  directory.put({}, {wider});
  after = directory.key(first.key_id);
  CHECK(after->limit == before->limit);
  CHECK(after->limit->look(clock.steady()).remaining == 9);
}

TEST_CASE_FIXTURE(Fixture, "revoked and expired keys stay so that their use can be told") {
  auto revoked = samples::key(7, 1, first);
  revoked.revoked_at = base::WallTime(1us);
  auto expired = samples::key(8, 1, second);
  expired.expires_at = base::WallTime(1us);
  directory.put({samples::merchant(1)}, {revoked, expired});
  CHECK(directory.key(first.key_id)->key.revoked_at);
  CHECK(directory.key(second.key_id)->key.expires_at);
}

TEST_CASE_FIXTURE(Fixture, "replacing forgets what is not named and takes older stamps but keeps buckets") {
  const support::FakeClock clock;
  directory.put({samples::merchant(1, 9), samples::merchant(2, 9)},
                {samples::key(7, 1, first, 9), samples::key(8, 2, second, 9)});
  const auto before = directory.key(first.key_id);
  before->limit->take(clock.steady());
  directory.note_use(before, base::WallTime(5us));

  auto older = samples::key(7, 1, first, 3);
  older.name = "as it was";
  directory.replace({samples::merchant(1, 3), samples::merchant(3, 3)}, {older});
  CHECK(directory.merchants() == 2);
  CHECK(directory.keys() == 1);
  CHECK(directory.merchant(1)->stamp == 3);
  CHECK(directory.merchant(3));
  CHECK_FALSE(directory.merchant(2));
  CHECK_FALSE(directory.merchant(samples::merchant(2).appid));
  CHECK_FALSE(directory.key(second.key_id));
  const auto after = directory.key(first.key_id);
  CHECK(after->key.name == "as it was");
  CHECK(after->limit == before->limit);
  CHECK(after->limit->look(clock.steady()).remaining == 2);
  CHECK(directory.take_used().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "each use is taken once") {
  directory.put({samples::merchant(1)}, {samples::key(7, 1, first), samples::key(8, 1, second)});
  CHECK(directory.take_used().empty());
  directory.note_use(directory.key(first.key_id), base::WallTime(5us));
  directory.note_use(directory.key(first.key_id), base::WallTime(9us));
  const auto used = directory.take_used();
  REQUIRE(used.size() == 1);
  CHECK(used[0].first == 7);
  CHECK(used[0].second == base::WallTime(9us));
  CHECK(directory.take_used().empty());
  directory.note_use(directory.key(first.key_id), base::WallTime(11us));
  CHECK(directory.take_used().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "no use is lost between takes") {
  directory.put({samples::merchant(1)}, {samples::key(7, 1, first)});
  const auto entry = directory.key(first.key_id);
  std::atomic<bool> done{false};
  base::WallTime last{};
  std::thread user([&] {
    for (int i = 1; i <= 20'000; ++i) {
      directory.note_use(entry, base::WallTime(base::Micros(i)));
    }
    done = true;
  });
  while (true) {
    const bool ended = done;
    for (const auto& [key, moment] : directory.take_used()) {
      CHECK(moment > last);
      last = moment;
    }
    if (ended) break;
  }
  user.join();
  CHECK(last == base::WallTime(20'000us));
}

TEST_CASE_FIXTURE(Fixture, "readers see whole entries while rows change") {
  constexpr std::int64_t changes = 2'000;
  const auto put = [&](std::int64_t stamp) {
    auto merchant = samples::merchant(1, stamp);
    merchant.nick_name = std::to_string(stamp);
    const auto another = samples::merchant(static_cast<int>(stamp) + 1, stamp);
    directory.put({merchant, another}, {samples::key(7, 1, first, stamp)});
  };
  put(1);
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  const auto read = [&] {
    std::int64_t newest = 0;
    while (!done) {
      const auto merchant = directory.merchant(1);
      const bool whole =
          merchant->nick_name == std::to_string(merchant->stamp) && directory.key(first.key_id);
      if (!whole || merchant->stamp < newest) ++wrong;
      newest = merchant->stamp;
      directory.take_used();
    }
  };
  {
    std::jthread one(read);
    std::jthread two(read);
    for (std::int64_t stamp = 2; stamp <= changes; ++stamp)
      put(stamp);
    done = true;
  }
  CHECK(wrong == 0);
  CHECK(directory.merchants() == changes + 1);
  CHECK(directory.merchant(1)->stamp == changes);
}

}  // namespace directory_test
