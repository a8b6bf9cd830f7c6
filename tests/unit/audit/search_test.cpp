// What a search reads, and where a histogram's numbers come from.
#include "audit/search.hpp"

#include <algorithm>
#include <array>
#include <random>

#include <doctest/doctest.h>

#include "audit/count_ranges.hpp"
#include "audit/product.hpp"
#include "audit/search_slices.hpp"
#include "audit/summary.hpp"
#include "audit/usage.hpp"

namespace search_test {

using namespace std::chrono_literals;
using audit::CountSource;
using audit::DaySpan;
using audit::Slice;
using audit::Slices;
using base::WallTime;

WallTime at(std::chrono::microseconds since) {
  return WallTime(std::chrono::sys_days(2026y / 11 / 20)) + since;
}

std::vector<Slice> all_of(Slices slices) {
  std::vector<Slice> all;
  while (auto slice = slices.next()) {
    all.push_back(*slice);
    REQUIRE(all.size() < 100);
    slices.gave(0, 50);
  }
  return all;
}

bool covers(const Slice& slice, WallTime time) {
  return (!slice.from || time >= *slice.from) && (!slice.to || time < *slice.to);
}

TEST_CASE("a log without records is not read") {
  CHECK(all_of(Slices({}, std::nullopt, std::nullopt, at(0s))).empty());
  CHECK(all_of(Slices({{"a", at(0s), at(1h)}}, at(2h), std::nullopt, at(3h))).empty());
  CHECK(all_of(Slices({{"a", at(1h), at(2h)}}, std::nullopt, at(1h), at(3h))).empty());
}

TEST_CASE("slices begin at the newest record however long ago that is") {
  Slices slices({{"a", at(0s), at(1h)}}, std::nullopt, std::nullopt, at(500h));
  const auto first = slices.next();
  REQUIRE(first.has_value());
  CHECK(*first->to == at(1h) + 1us);
  CHECK(*first->from == at(1h) + 1us - 15s);
}

TEST_CASE("a day of which nothing is known is read from its open end to its open beginning") {
  const auto slices = all_of(Slices({{"a", std::nullopt, std::nullopt}}, std::nullopt, std::nullopt, at(0s)));
  REQUIRE(slices.size() == 1);
  CHECK_FALSE(slices.front().from.has_value());
  CHECK_FALSE(slices.front().to.has_value());
}

TEST_CASE("slices grow while they give too little and shrink to what is still missing") {
  Slices slices({{"a", at(0s), at(24h)}}, std::nullopt, std::nullopt, at(24h));
  const auto width = [&slices] {
    const auto slice = slices.next();
    return *slice->to - *slice->from;
  };
  CHECK(width() == 15s);
  slices.gave(0, 50);
  CHECK(width() == 8 * 15s);
  slices.gave(5, 45);
  CHECK(width() == 64 * 15s);
  slices.gave(42, 9);
  CHECK(width() == 64 * 15'000'000us * 16 / 42);
  slices.gave(1000, 4);
  CHECK(width() == 64 * 15'000'000us * 16 / 42 / 8);
  for (int i = 0; i < 5; ++i) {
    slices.gave(1000, 1);
    CHECK(width() >= 1s);
  }
}

TEST_CASE("a slice reaches back to where enough is known to be") {
  Slices slices({{"a", at(0s), at(24h)}, {"b", at(25h), at(48h)}}, at(10h), std::nullopt, at(48h));
  slices.reach(at(20h));
  auto slice = slices.next();
  REQUIRE(slice);
  CHECK(slice->from == at(20h));
  CHECK(slice->days == std::vector<std::string>{"a", "b"});
  CHECK(slice->all_wanted);
  slices.gave(3, 40);  // records that were removed since
  slice = slices.next();
  REQUIRE(slice);
  CHECK_FALSE(slice->all_wanted);
  CHECK(slice->to == at(20h));
  CHECK(slice->from == at(10h));
  CHECK_FALSE(slices.next());
}

TEST_CASE("a slice ends where the days without B-trees do") {
  Slices slices({{"bare", at(24h), at(40h)}, {"over", at(0s), at(23h), true}}, at(1h), std::nullopt, at(40h));
  slices.reach(at(1h));
  auto slice = slices.next();
  REQUIRE(slice);
  CHECK(slice->from == at(24h));
  CHECK(slice->days == std::vector<std::string>{"bare"});
  CHECK_FALSE(slice->indexed);
  CHECK(slice->all_wanted);
  slices.gave(0, 50);
  slice = slices.next();
  REQUIRE(slice);
  CHECK(slice->all_wanted);
  CHECK(slice->days == std::vector<std::string>{"over"});
  CHECK(slice->indexed);
  CHECK(slice->from == at(1h));
  CHECK_FALSE(slices.next());
}

TEST_CASE("where few records match the first slice is long") {
  Slices slices({{"a", at(0s), at(24h)}}, std::nullopt, std::nullopt, at(24h));
  slices.expect_few();
  const auto slice = slices.next();
  REQUIRE(slice);
  CHECK(*slice->to - *slice->from == 2h);
}

TEST_CASE("every moment of every day is in exactly one slice with that day") {
  std::mt19937 random(5);
  const auto up_to = [&random](int most) { return std::uniform_int_distribution(0, most)(random); };
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    std::vector<DaySpan> days;
    const int count = 1 + up_to(4);
    for (int i = 0; i < count; ++i) {
      DaySpan day{std::to_string(i), std::nullopt, std::nullopt, up_to(1) == 0};
      if (up_to(3) > 0) {
        day.first = at(1s * up_to(1'000'000));
        day.last = *day.first + 1s * up_to(200'000);
      }
      days.push_back(day);
    }
    std::optional<WallTime> from;
    std::optional<WallTime> to;
    if (up_to(1) == 0) from = at(1s * up_to(1'000'000));
    if (up_to(1) == 0) to = from.value_or(at(0s)) + 1s * (1 + up_to(500'000));
    const auto slices = all_of(Slices(days, from, to, at(1s * up_to(2'000'000))));
    for (std::size_t i = 1; i < slices.size(); ++i) {
      REQUIRE(slices[i - 1].from.has_value());
      CHECK(*slices[i].to <= *slices[i - 1].from);
    }
    for (int probe = 0; probe < 50; ++probe) {
      const DaySpan& day = days[static_cast<std::size_t>(up_to(count - 1))];
      WallTime time = at(1s * (up_to(3'000'000) - 1'000'000));
      if (day.first) time = std::clamp(time, *day.first, *day.last);
      const bool wanted = (!from || time >= *from) && (!to || time < *to);
      const auto hits = std::ranges::count_if(slices, [&](const Slice& slice) {
        return covers(slice, time) && std::ranges::find(slice.days, day.day) != slice.days.end();
      });
      CHECK(hits == (wanted ? 1 : 0));
    }
  }
}

TEST_CASE("a place in the order of pages reads itself back") {
  const audit::Place place{at(3h + 7us), 0x6a63a58900000003, 1'048'575};
  const auto read = audit::Place::parse(place.text());
  REQUIRE(read.has_value());
  CHECK(read->time == place.time);
  CHECK(read->stream == place.stream);
  CHECK(read->seq == place.seq);
  for (const std::string& wrong :
       {std::string(), std::string("x"), place.text() + "0000000000", place.text().substr(1),
        "-" + place.text().substr(1), place.text() + "'", std::string(32, 'f') + ".1"}) {
    CHECK_FALSE(audit::Place::parse(wrong).has_value());
  }
}

TEST_CASE("a histogram takes hours from hours and the rest from minutes and records at its ends") {
  using audit::count_ranges;
  CHECK(count_ranges(at(0s), at(3h), 60min) ==
        std::vector<audit::CountRange>{{CountSource::hours, at(0s), at(3h)}});
  CHECK(count_ranges(at(0s), at(3h), 5min) ==
        std::vector<audit::CountRange>{{CountSource::minutes, at(0s), at(3h)}});
  CHECK(count_ranges(at(30s), at(50s), 1min) ==
        std::vector<audit::CountRange>{{CountSource::records, at(30s), at(50s)}});
  CHECK(count_ranges(at(59min + 30s), at(2h + 61s), 60min) ==
        std::vector<audit::CountRange>{{CountSource::records, at(59min + 30s), at(1h)},
                                       {CountSource::hours, at(1h), at(2h)},
                                       {CountSource::minutes, at(2h), at(2h + 1min)},
                                       {CountSource::records, at(2h + 1min), at(2h + 61s)}});
}

TEST_CASE("a histogram takes quarters of a day where its bars are made of them") {
  using audit::count_ranges;
  CHECK(count_ranges(at(0s), at(48h), 12 * 60min) ==
        std::vector<audit::CountRange>{{CountSource::quarters, at(0s), at(48h)}});
  CHECK(count_ranges(at(4h + 30s), at(13h), 6 * 60min) ==
        std::vector<audit::CountRange>{{CountSource::records, at(4h + 30s), at(4h + 1min)},
                                       {CountSource::minutes, at(4h + 1min), at(5h)},
                                       {CountSource::hours, at(5h), at(6h)},
                                       {CountSource::quarters, at(6h), at(12h)},
                                       {CountSource::hours, at(12h), at(13h)}});
  CHECK(count_ranges(at(1h), at(5h), 6 * 60min) ==
        std::vector<audit::CountRange>{{CountSource::hours, at(1h), at(5h)}});
}

TEST_CASE("the parts of a histogram join without gap or overlap") {
  std::mt19937 random(7);
  for (int round = 0; round < 2'000; ++round) {
    const WallTime from = at(1ms * std::uniform_int_distribution(0, 20'000'000)(random));
    const WallTime to = from + 1ms * std::uniform_int_distribution(1, 90'000'000)(random);
    const auto width =
        std::array{5min, 60min, 720min}.at(std::uniform_int_distribution<std::size_t>(0, 2)(random));
    WallTime end = from;
    for (const auto& range : audit::count_ranges(from, to, width)) {
      CHECK(range.from == end);
      CHECK(range.from < range.to);
      end = range.to;
    }
    CHECK(end == to);
  }
}

TEST_CASE("a product is one text and three again") {
  const audit::Product product{"spring", "", "tea"};
  CHECK(audit::product_of(audit::product_key(product)) == product);
  CHECK(audit::product_key({}).empty());
  CHECK(audit::product_of("") == audit::Product());
  const audit::Product odd{std::string("a\0b", 3), "brand", "\xff"};
  CHECK(audit::product_of(audit::product_key(odd)) == audit::Product{"", "brand", ""});
}

TEST_CASE("a record in a few words") {
  const auto query = audit::summary_of(
      R"({"v":1,"kind":"query","merchant":"wx1","selector":{"received":{"code_index":"5"},"sent":{"application_id":7,"code_index":5}},"outcome":"inactive","errcode":80304})");
  CHECK(query.merchant == "wx1");
  CHECK(query.what == "inactive 80304");
  CHECK(query.about == "application_id=7 code_index=5");
  const auto refused = audit::summary_of(
      R"({"v":1,"kind":"query","selector":{"received":{"code":"x"}},"outcome":"refused","code":"rate_limited"})");
  CHECK(refused.what == "refused rate_limited");
  CHECK(refused.about == "code=x");
  CHECK(audit::summary_of(R"({"v":1,"kind":"admin","action":"key_created"})").about == "key_created");
  CHECK(audit::summary_of("no line").what.empty());
}

TEST_CASE("months") {
  CHECK(audit::is_month("2026-11"));
  for (const char* wrong :
       {"", "2026-13", "2026-00", "2026-1", "26-11-01", "2026/11", "0000-01", "202a-11"}) {
    CHECK_FALSE(audit::is_month(wrong));
  }
}

}  // namespace search_test
