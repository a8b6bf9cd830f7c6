#include "audit/leaving.hpp"

#include <doctest/doctest.h>

#include "audit/archive.hpp"
#include "audit/purge_store.hpp"

namespace leaving_test {

audit::DayState whole(int age = 1200) {
  audit::DayState state;
  state.day = "2023-01-01";
  state.age = age;
  state.streams = 3;
  state.manifest = true;
  return state;
}

audit::DayState archived(int age = 1200) {
  auto state = whole(age);
  state.archived = true;
  return state;
}

audit::DayState detached_day(int age = 1200) {
  auto state = archived(age);
  state.is_detached = true;
  return state;
}

template <class Change>
audit::DayState with(audit::DayState state, Change change) {
  change(state);
  return state;
}

audit::PurgeRequest approved() {
  audit::PurgeRequest request;
  request.requested_by = "ada";
  request.approved_by = "bob";
  request.approved_at = base::WallTime{};
  return request;
}

TEST_CASE("a day is archived once it is over and sealed and signed to its end") {
  using audit::obstacle_to_archive;
  CHECK_FALSE(obstacle_to_archive(whole()));
  CHECK_FALSE(obstacle_to_archive(whole(1)));
  CHECK_FALSE(obstacle_to_archive(archived()));  // again, somewhere else
  CHECK_FALSE(obstacle_to_archive(with(whole(), [](auto& state) { state.held = true; })));
  CHECK(obstacle_to_archive(whole(0)));
  CHECK(obstacle_to_archive(detached_day()));
  CHECK(obstacle_to_archive(with(whole(), [](auto& state) { state.streams = 0; })));
  CHECK(obstacle_to_archive(with(whole(), [](auto& state) { state.unsealed = 1; })));
  CHECK(obstacle_to_archive(with(whole(), [](auto& state) { state.unchecked = 1; })));
  CHECK(obstacle_to_archive(with(whole(), [](auto& state) { state.manifest = false; })));
}

TEST_CASE("a day is detached when it is archived and past its time and not held") {
  using audit::obstacle_to_detach;
  CHECK_FALSE(obstacle_to_detach(archived(186), 185));
  CHECK(obstacle_to_detach(archived(185), 185));
  CHECK(obstacle_to_detach(whole(), 185));
  CHECK(obstacle_to_detach(with(archived(), [](auto& state) { state.held = true; }), 185));
}

TEST_CASE("a day is purged when it is detached and past its time and not held") {
  using audit::obstacle_to_purge;
  CHECK_FALSE(obstacle_to_purge(detached_day(186), 185));
  CHECK(obstacle_to_purge(detached_day(185), 185));
  CHECK(obstacle_to_purge(archived(), 185));
  CHECK(obstacle_to_purge(with(detached_day(), [](auto& state) { state.held = true; }), 185));
  CHECK(obstacle_to_purge(with(detached_day(), [](auto& state) { state.purged = true; }), 185));
}

TEST_CASE("a purge takes two people within a week") {
  CHECK_FALSE(audit::obstacle_to_run(approved()));
  CHECK(audit::state_of(approved()) == "approved");
  auto request = approved();
  CHECK(audit::obstacle_to_approval(request, "cyd"));
  request.approved_at.reset();
  CHECK(audit::state_of(request) == "requested");
  CHECK(audit::obstacle_to_run(request));
  CHECK(audit::obstacle_to_approval(request, "ada"));
  CHECK_FALSE(audit::obstacle_to_approval(request, "bob"));
  request.expired = true;
  CHECK(audit::state_of(request) == "expired");
  CHECK(audit::obstacle_to_approval(request, "bob"));

  request = approved();
  request.approved_by = "ada";
  CHECK(audit::obstacle_to_run(request));
  request = approved();
  request.expired = true;
  CHECK(audit::obstacle_to_run(request));
  request = approved();
  request.finished_at = base::WallTime{};
  CHECK(audit::obstacle_to_run(request));
  CHECK(audit::state_of(request) == "finished");
}

TEST_CASE("days and reasons as people write them") {
  for (const char* day : {"2026-11-22", "2024-02-29", "1999-12-31"}) {
    CHECK(audit::check_day(day));
  }
  for (const char* day : {"", "2026-11-2", "2026-11-31", "2023-02-29", "2026-13-01", "2026-00-01",
                          "2026/11/22", "-026-11-22", "2026-1 -22", "2026-11--2", "2026-11-22 "}) {
    CHECK_FALSE_MESSAGE(audit::check_day(day), day);
  }
  CHECK(audit::check_purpose("a lawsuit"));
  CHECK(audit::check_purpose(std::string(500, 'x')));
  CHECK_FALSE(audit::check_purpose(""));
  CHECK_FALSE(audit::check_purpose(std::string(501, 'x')));
  std::string characters;
  for (int count = 0; count < 500; ++count)
    characters += "长";
  CHECK(audit::check_purpose(characters));
  CHECK_FALSE(audit::check_purpose(characters + "长"));
  CHECK_FALSE(audit::check_purpose("two\nlines"));
  CHECK_FALSE(audit::check_purpose("\xff"));
}

TEST_CASE("the files of an archive carry the day in their names") {
  const auto files = audit::archive_files("/archive", "2026-11-22");
  CHECK(files.lines == "/archive/audit-2026-11-22.ndjson.zst");
  CHECK(files.notes == "/archive/audit-2026-11-22.notes");
}

}  // namespace leaving_test
