#include "simulator/applications.hpp"

#include <doctest/doctest.h>

namespace applications_test {

using namespace simulator;

Application application(std::uint64_t id, std::uint64_t count = 10'000) {
  Application made;
  made.id = id;
  made.merchant = "wx1";
  made.code_count = count;
  return made;
}

Segment segment(std::uint64_t start, std::uint64_t end) {
  Segment made;
  made.start = start;
  made.end = end;
  return made;
}

TEST_CASE("codes of several applications are told apart") {
  Applications all;
  REQUIRE(all.add(application(7, 20'000)));
  REQUIRE(all.add(application(3)));
  const Item last_of_7{all.find(7), 19'999};
  const Item first_of_3{all.find(3), 0};
  const auto by_code = all.item_of_code(all.code_of(last_of_7));
  REQUIRE(by_code);
  CHECK(by_code->application->id == 7);
  CHECK(by_code->index == 19'999);
  const auto by_url = all.item_of_code_url(all.code_url_of(first_of_3));
  REQUIRE(by_url);
  CHECK(by_url->application->id == 3);
  CHECK(by_url->index == 0);
}

TEST_CASE("a code beyond all applications was never issued") {
  Applications one;
  REQUIRE(one.add(application(1)));
  Applications two;
  REQUIRE(two.add(application(1)));
  REQUIRE(two.add(application(2)));
  const Item of_second{two.find(2), 5};
  CHECK(two.item_of_code(two.code_of(of_second)));
  CHECK_FALSE(one.item_of_code(two.code_of(of_second)));
  CHECK_FALSE(one.item_of_code_url(two.code_url_of(of_second)));
}

TEST_CASE("an item with names of its own goes by these only") {
  Applications plain;
  REQUIRE(plain.add(application(1)));
  Applications named;
  Application with_name = application(1);
  with_name.own_names[8] = {.code = "044GZ*J10", .code_url = "P.URL.CN/0U.JYJXP3HJI2C98A9O"};
  REQUIRE(named.add(with_name));
  REQUIRE(named.item_of_code("044GZ*J10"));
  CHECK(named.item_of_code("44GZ*J10")->index == 8);
  CHECK(named.item_of_code_url("P.URL.CN/0U.JYJXP3HJI2C98A9O")->index == 8);
  CHECK(named.code_of({named.find(1), 8}) == "044GZ*J10");
  const std::string derived = plain.code_of({plain.find(1), 8});
  CHECK(plain.item_of_code(derived));
  CHECK_FALSE(named.item_of_code(derived));
  with_name.id = 2;
  CHECK(named.add(with_name).error().code == base::Code::already_exists);
}

TEST_CASE("segments are inclusive and do not overlap") {
  Applications all;
  REQUIRE(all.add(application(1)));
  REQUIRE(all.activate(1, segment(10, 20)));
  REQUIRE(all.activate(1, segment(30, 9'999)));
  CHECK(all.find(1)->segment_at(9) == nullptr);
  CHECK(all.find(1)->segment_at(10)->end == 20);
  CHECK(all.find(1)->segment_at(20)->end == 20);
  CHECK(all.find(1)->segment_at(21) == nullptr);
  CHECK(all.find(1)->segment_at(9'999)->start == 30);
  CHECK(all.activate(1, segment(20, 25)).error().code == base::Code::conflict);
  CHECK(all.activate(1, segment(0, 10)).error().code == base::Code::conflict);
  CHECK(all.activate(1, segment(0, 100)).error().code == base::Code::conflict);
  CHECK(all.activate(1, segment(12, 13)).error().code == base::Code::conflict);
  CHECK(all.activate(1, segment(5, 4)).error().code == base::Code::invalid_argument);
  CHECK(all.activate(1, segment(21, 10'000)).error().code == base::Code::invalid_argument);
  CHECK(all.activate(2, segment(0, 1)).error().code == base::Code::not_found);
  CHECK(all.activate(1, segment(21, 29)));
}

TEST_CASE("an application that cannot be leaves nothing behind") {
  Applications all;
  CHECK(all.add(application(1, 0)).error().code == base::Code::invalid_argument);
  CHECK(all.add(application(1, 15'000)).error().code == base::Code::invalid_argument);
  CHECK(all.add(application(1, 20'010'000)).error().code == base::Code::invalid_argument);
  Application overlapping = application(1);
  overlapping.segments[0] = segment(0, 10);
  overlapping.segments[5] = segment(5, 15);
  CHECK(all.add(overlapping).error().code == base::Code::conflict);
  Application outside = application(1);
  outside.own_names[10'000] = {.code = "044GZ*J10", .code_url = "P.URL.CN/0U.JYJXP3HJI2C98A9O"};
  CHECK(all.add(outside).error().code == base::Code::invalid_argument);
  CHECK(all.all().empty());
  CHECK(all.add(application(1, 20'000'000)));
  CHECK(all.add(application(1)).error().code == base::Code::already_exists);
}

}  // namespace applications_test
