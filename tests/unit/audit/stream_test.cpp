#include "audit/stream.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "audit/samples.hpp"
#include "support/fake_random.hpp"

namespace stream_test {

std::shared_ptr<const audit::Head> head_of(int merchant) {
  support::FakeRandom random;
  auto head = std::make_shared<audit::Head>();
  head->json = audit::query_head(samples::head(merchant), samples::day_key(), random);
  head->columns = audit::query_columns(samples::head(merchant));
  return head;
}

audit::Draft draft(int merchant, std::optional<std::int64_t> intent = std::nullopt) {
  return {audit::entry_of(head_of(merchant), samples::active()), intent};
}

std::vector<std::int64_t> member(const audit::Cut& cut, const char* name) {
  std::vector<std::int64_t> values;
  for (const auto& row : cut.rows) {
    values.push_back(nlohmann::json::parse(row.line).value(name, std::int64_t{-1}));
  }
  return values;
}

TEST_CASE("seq counts the stream and mseq each merchant without gaps over several cuts") {
  audit::Stream stream(1, "2026-11-22", 1);
  const auto first = stream.cut({}, {draft(7), draft(8), draft(7), draft(0)});
  CHECK(member(first, "seq") == std::vector<std::int64_t>{0, 1, 2, 3});
  CHECK(member(first, "mseq") == std::vector<std::int64_t>{0, 0, 1, -1});
  stream.apply(first);
  const auto second = stream.cut({}, {draft(8), draft(7)});
  CHECK(member(second, "seq") == std::vector<std::int64_t>{4, 5});
  CHECK(member(second, "mseq") == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a cut that is not applied leaves no trace") {
  audit::Stream stream(1, "2026-11-22", 1);
  stream.apply(stream.cut({head_of(7)}, {draft(7)}));
  const auto lost = stream.cut({head_of(7)}, {draft(7), draft(8)});
  const auto again = stream.cut({head_of(7)}, {draft(7), draft(8)});
  CHECK(lost.first_intent == again.first_intent);
  CHECK(lost.size_before == again.size_before);
  CHECK(lost.batch_before == again.batch_before);
  CHECK(member(lost, "mseq") == member(again, "mseq"));
  CHECK(lost.rows[0].line == again.rows[0].line);
}

TEST_CASE("intents are numbered and counted as open until their record is applied") {
  audit::Stream stream(1, "2026-11-22", 1);
  const auto intents = stream.cut({head_of(7), head_of(8)}, {});
  CHECK(intents.first_intent == 0);
  stream.apply(intents);
  CHECK(stream.open_intents() == 2);
  const auto records = stream.cut({head_of(7)}, {draft(7, 0)});
  CHECK(records.first_intent == 2);
  stream.apply(records);
  CHECK(stream.open_intents() == 2);
  stream.apply(stream.cut({}, {draft(8, 1), draft(7, 2)}));
  CHECK(stream.open_intents() == 0);
  CHECK(stream.intents() == 3);
  CHECK(stream.batch() == 3);
}

TEST_CASE("replaying the lines gives the same tree and the same counters") {
  audit::Stream stream(1, "2026-11-22", 1);
  audit::Stream replayed(1, "2026-11-22", 2);
  for (int i = 0; i < 300; ++i) {
    const auto cut = stream.cut({}, {draft(7 + i % 3)});
    for (const auto& row : cut.rows) {
      replayed.replay(row.line, row.entry->columns.merchant);
    }
    stream.apply(cut);
  }
  CHECK(replayed.tree().frontier() == stream.tree().frontier());
  replayed.resume(stream.batch(), stream.intents(), stream.open_intents());
  CHECK(member(replayed.cut({}, {draft(7)}), "mseq") == member(stream.cut({}, {draft(7)}), "mseq"));
}

}  // namespace stream_test
