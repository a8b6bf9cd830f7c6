#include "audit/line_head.hpp"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "audit/tally.hpp"

namespace line_head_test {

std::string replaced(std::string text, std::string_view old, std::string_view by) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), by);
}

const std::string good =
    R"({"v":1,"kind":"query","stream":"69a543bc00000001","seq":7,"mseq":3,"intent":5,)"
    R"("time":"2026-03-02T08:01:00.003000Z","client_request_id":"a\"\\","merchant":"wx1","selector":)"
    R"({"received":{"outcome":"\",\"outcome\":\"active"}},"outcome":"inactive","us":1})";

TEST_CASE("the head of a query is read past strings and nested values") {
  const auto head = audit::read_line_head(good);
  REQUIRE(head);
  CHECK(head->kind == audit::Kind::query);
  CHECK(head->stream == 0x69a543bc00000001);
  CHECK(head->seq == 7);
  CHECK(head->mseq == 3);
  CHECK(head->intent == 5);
  CHECK(head->time == "2026-03-02T08:01:00.003000Z");
  CHECK(head->merchant == "wx1");
  CHECK(head->outcome == audit::Outcome::inactive);
}

TEST_CASE("the head of another record gives action and details") {
  const auto head = audit::read_line_head(
      R"({"v":1,"kind":"system","stream":"69a543bc00000001","seq":0,"time":"2026-03-02T08:01:00.003000Z",)"
      R"("actor":{"kind":"gateway","name":"}"},"action":"stream_opened","details":{"sealed":[],"open":["}"]}})");
  REQUIRE(head);
  CHECK_FALSE(head->outcome);
  CHECK(head->action == "stream_opened");
  CHECK(head->details == R"({"sealed":[],"open":["}"]})");
}

TEST_CASE("lines of another form are told apart") {
  for (const auto& [old, by] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"\"v\":1", "\"v\":2"},
           {"query", "quary"},
           {"69a543bc00000001", "69A543bc00000001"},
           {"69a543bc00000001", "f9a543bc00000001"},
           {"\"seq\":7", "\"seq\":07"},
           {"\"seq\":7", "\"seq\":-7"},
           {"\"seq\":7", "\"seq\":7.0"},
           {"\"seq\":7", "\"seq\": 7"},
           {"\"mseq\":3", "\"mseq\":"},
           {"\"intent\":5", "\"intent\":\"5\""},
           {"03.003000Z", "03.003Z"},
           {"2026-03-02T", "2026-03-02 "},
           {"\"wx1\"", "\"\""},
           {"\"merchant\":\"wx1\",", ""},
           {"inactive", "gone"},
           {",\"outcome\":\"inactive\"", ""},
           {"\"us\":1}", "\"us\":1"},
           {"\"us\":1}", "\"us\":1} "},
       }) {
    const std::string line =
        old == "03.003000Z" ? replaced(good, "00.003000Z", "00.003Z") : replaced(good, old, by);
    INFO(line);
    CHECK_FALSE(audit::read_line_head(line));
  }
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_FALSE(audit::read_line_head(std::string_view(good).substr(0, length)));
  }
}

TEST_CASE("what was left out is a leaf or a whole tile") {
  const std::string hash(43, 'A');
  const auto leaf = audit::read_left_out(R"({"stream":"69a543bc00000001","seq":7,"leaf":")" + hash + "=\"}");
  REQUIRE(leaf);
  CHECK_FALSE(leaf->tile);
  CHECK(leaf->seq == 7);
  const std::string tile = R"({"stream":"69a543bc00000001","seq":512,"tile":")" + hash + "=\"}";
  CHECK(audit::read_left_out(tile)->tile);
  CHECK_FALSE(audit::read_left_out(replaced(tile, "512", "513")));
  CHECK_FALSE(audit::read_left_out(replaced(tile, "tile", "tale")));
  CHECK_FALSE(audit::read_left_out(replaced(tile, "A=", "=")));
  CHECK(audit::is_left_out(tile));
  CHECK_FALSE(audit::is_left_out(good));
}

TEST_CASE("months are those of Shanghai") {
  const auto month = [](std::string_view time) { return audit::month_text(audit::shanghai_month(time)); };
  CHECK(month("2026-03-31T15:59:59.999999Z") == "2026-03");
  CHECK(month("2026-03-31T16:00:00.000000Z") == "2026-04");
  CHECK(month("2026-12-31T16:00:00.000000Z") == "2027-01");
  CHECK(month("2024-02-28T23:00:00.000000Z") == "2024-02");
  CHECK(month("2024-02-29T16:00:00.000000Z") == "2024-03");
  CHECK(month("2026-01-01T00:00:00.000000Z") == "2026-01");
}

}  // namespace line_head_test
