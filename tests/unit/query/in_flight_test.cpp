#include "query/in_flight.hpp"

#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "base/sharing.hpp"
#include "query/merchant_counts.hpp"

namespace in_flight_test {

using query::Entry;
using query::InFlight;
using query::InFlightLimits;

struct House {
  explicit House(InFlightLimits limits) : places(limits, metrics) {}

  bool enter(int merchant) {
    auto place = places.enter(merchant);
    if (place) held[merchant].push_back(std::move(*place));
    return place.has_value();
  }
  void leave(int merchant) { held[merchant].pop_back(); }
  int fill(int merchant) {
    int entered = 0;
    while (enter(merchant))
      ++entered;
    return entered;
  }

  base::Metrics metrics;
  InFlight places;
  std::map<int, std::vector<InFlight::Place>> held;
};

TEST_CASE("every situation of an entry is judged by the three rules") {
  for (std::size_t all = 1; all <= 12; ++all) {
    for (std::size_t ceiling = 1; ceiling <= 12; ++ceiling) {
      for (std::size_t used = 0; used <= all + 1; ++used) {
        for (std::size_t mine = 0; mine <= used; ++mine) {
          const auto entry = query::judge_entry(mine, used, {all, ceiling});
          const bool full = used >= all;
          CHECK((entry == Entry::gateway_full) == full);
          CHECK((entry == Entry::merchant_full) == (!full && mine >= ceiling));
          CHECK((entry == Entry::share_full) == (!full && mine < ceiling && mine + used >= all));
        }
      }
    }
  }
}

TEST_CASE("whatever was admitted before a merchant without a query gets the last place") {
  // Every state that greedy merchants can reach from nothing by entering and leaving in any order.
  constexpr std::size_t all = 9;
  constexpr std::size_t merchants = 3;
  const InFlightLimits limits{all, all};
  std::vector<std::vector<std::size_t>> waiting{std::vector<std::size_t>(merchants, 0)};
  std::map<std::vector<std::size_t>, bool> seen{{waiting.front(), true}};
  while (!waiting.empty()) {
    const auto state = waiting.back();
    waiting.pop_back();
    std::size_t used = 0;
    for (const auto mine : state)
      used += mine;
    REQUIRE(used <= all);
    CHECK((query::judge_entry(0, used, limits) == Entry::admitted) == (used < all));
    for (std::size_t i = 0; i < merchants; ++i) {
      CHECK(state[i] <= (all + 1) / 2);
      auto next = state;
      if (query::judge_entry(state[i], used, limits) == Entry::admitted) ++next[i];
      if (seen.emplace(next, true).second) waiting.push_back(next);
      if (state[i] == 0) continue;
      next = state;
      --next[i];
      if (seen.emplace(next, true).second) waiting.push_back(next);
    }
  }
  CHECK(seen.size() > 50);
}

TEST_CASE("greedy merchants get alike and leave as much to the next") {
  constexpr std::size_t all = 1'000;
  for (std::size_t greedy = 1; greedy <= 20; ++greedy) {
    std::vector<std::size_t> mine(greedy, 0);
    std::size_t used = 0;
    for (bool more = true; more;) {
      more = false;
      for (auto& held : mine) {
        if (!base::may_take_one(held, used, all)) continue;
        ++held;
        ++used;
        more = true;
      }
    }
    for (const auto held : mine) {
      CHECK(held >= all / (greedy + 1));
      CHECK(held <= all / (greedy + 1) + 1);
    }
    CHECK(all - used + greedy >= all / (greedy + 1));
  }
}

TEST_CASE("one merchant cannot starve the others") {
  House house({100, 30});
  CHECK(house.fill(1) == 30);
  CHECK(house.fill(2) == 30);
  CHECK(house.fill(3) == 20);  // no more than are free
  CHECK(house.fill(4) == 10);
  CHECK(house.places.size() == 90);
  CHECK(house.places.size(3) == 20);
  for (int i = 0; i < 30; ++i)
    house.leave(1);
  CHECK(house.places.size(1) == 0);
  CHECK(house.fill(5) == 20);
}

TEST_CASE("refusals are counted for the limit that was met") {
  House house({4, 1});
  CHECK(house.enter(1));
  CHECK(house.places.enter(1).error() == Entry::merchant_full);
  house.places.change({4, 4});
  CHECK(house.enter(1));
  CHECK(house.places.enter(1).error() == Entry::share_full);
  CHECK(house.enter(2));
  CHECK(house.enter(3));
  CHECK(house.places.enter(4).error() == Entry::gateway_full);
  house.places.sample();
  const auto text = house.metrics.render();
  CHECK(text.contains("marketcode_queue_refusals_total{queue=\"merchant_queries\"} 2"));
  CHECK(text.contains("marketcode_queue_refusals_total{queue=\"queries\"} 1"));
  CHECK(text.contains("marketcode_queue_length{queue=\"queries\"} 4"));
  CHECK(text.contains("marketcode_queue_limit{queue=\"queries\"} 4"));
}

TEST_CASE("queries that wait for a token are counted until they go on or end") {
  House house({4, 4});
  CHECK(house.enter(1));
  CHECK(house.enter(2));
  house.held[1].back().wait_for_token(true);
  house.held[1].back().wait_for_token(true);
  house.held[2].back().wait_for_token(true);
  CHECK(house.places.waiting_for_token() == 2);
  house.places.sample();
  CHECK(house.metrics.render().contains("marketcode_queue_length{queue=\"tokens\"} 2"));
  house.held[2].back().wait_for_token(false);
  CHECK(house.places.waiting_for_token() == 1);
  auto moved = std::move(house.held[1].back());
  house.leave(1);
  CHECK(house.places.waiting_for_token() == 1);
  {
    const auto ended = std::move(moved);
  }
  CHECK(house.places.waiting_for_token() == 0);
  CHECK(house.places.size() == 1);
}

TEST_CASE("limits that change while queries run") {
  House house({10, 10});
  CHECK(house.fill(1) == 5);
  house.places.change({4, 2});
  CHECK_FALSE(house.enter(2));
  for (int i = 0; i < 3; ++i)
    house.leave(1);
  CHECK_FALSE(house.enter(1));
  CHECK(house.enter(2));
  house.places.change({10, 10});
  CHECK(house.enter(1));
}

TEST_CASE("threads never hold more places than there are") {
  base::Metrics metrics;
  InFlight places({40, 25}, metrics);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> entered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      std::vector<InFlight::Place> held;
      for (int i = 0; i < 20'000; ++i) {
        auto place = places.enter(1 + (i + t) % 5);
        if (place) {
          const int now = ++inside;
          for (int seen = most.load(); seen < now && !most.compare_exchange_weak(seen, now);) {
          }
          held.push_back(std::move(*place));
          ++entered;
        }
        if (!place || held.size() > 20) {
          inside -= static_cast<int>(held.size());
          held.clear();
        }
      }
      inside -= static_cast<int>(held.size());
    });
  }
  for (auto& thread : threads)
    thread.join();
  CHECK(most <= 40);
  CHECK(most > 20);
  CHECK(entered > 1'000);
  CHECK(places.size() == 0);
  for (int merchant = 1; merchant <= 5; ++merchant)
    CHECK(places.size(merchant) == 0);
}

TEST_CASE("merchants are counted apart wherever their numbers lie") {
  query::MerchantCounts counts;
  const std::vector<int> numbers{0, 1, 65'535, 65'536, 131'072, 2'147'483'647};
  for (const int number : numbers)
    CHECK(counts.of(number) == 0);
  for (const int number : numbers)
    CHECK(counts.add(number) == 0);
  for (const int number : numbers)
    CHECK(counts.add(number) == 1);
  for (const int number : numbers)
    counts.subtract(number);
  for (const int number : numbers)
    CHECK(counts.of(number) == 1);
  CHECK(counts.of(2) == 0);
}

}  // namespace in_flight_test
