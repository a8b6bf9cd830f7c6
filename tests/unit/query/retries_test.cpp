#include "query/retries.hpp"

#include <doctest/doctest.h>

#include "weixin/errcode.hpp"

namespace retries_test {

using query::Retries;
using Next = query::Retries::Next;
using std::chrono::milliseconds;

constexpr base::Micros plenty = std::chrono::seconds(3);

TEST_CASE("an answer that is no failure is never asked for again") {
  for (const std::int64_t errcode : {0, 80300, 80301, 80303, 80304, 80306, 45009, 45011, 48001, 61003, 61007,
                                     61004, 40164, 47001, 99999}) {
    Retries retries;
    CHECK(retries.after(false, errcode, plenty, 0).next == Next::done);
  }
  Retries retries;
  CHECK(retries.after(false, std::nullopt, plenty, 0).next == Next::done);
}

TEST_CASE("a connection that died idle is replaced once") {
  Retries retries;
  CHECK(retries.after(true, std::nullopt, plenty, 0).next == Next::again_on_fresh_connection);
  CHECK(retries.after(true, std::nullopt, plenty, 0).next == Next::done);
}

TEST_CASE("a refused token is renewed once") {
  for (const std::int64_t errcode : {40001, 42001, 40014}) {
    CHECK(weixin::is_token_failure(errcode));
    Retries retries;
    CHECK(retries.after(false, errcode, plenty, 0).next == Next::again_with_new_token);
    CHECK(retries.after(false, errcode, plenty, 0).next == Next::done);
    CHECK(retries.after(false, 40001, plenty, 0).next == Next::done);
  }
  CHECK(!weixin::is_token_failure(0));
}

TEST_CASE("a token that is void for good is renewed once too which looks for a newer refresh token") {
  for (const std::int64_t errcode : {42002, 42007, 61023}) {
    CHECK(!weixin::is_token_failure(errcode));
    Retries retries;
    CHECK(retries.after(false, errcode, plenty, 0).next == Next::again_with_new_token);
    CHECK(retries.after(false, errcode, plenty, 0).next == Next::done);
  }
}

TEST_CASE("busy is asked again three times later each time") {
  Retries retries;
  const base::Micros expected[] = {milliseconds(50), milliseconds(150), milliseconds(400)};
  for (const auto pause : expected) {
    const auto step = retries.after(false, -1, plenty, 0);
    CHECK(step.next == Next::again_after_pause);
    CHECK(step.pause == pause);
  }
  CHECK(retries.after(false, -1, plenty, 0).next == Next::done);
}

TEST_CASE("jitter lengthens a pause by up to half") {
  Retries retries;
  CHECK(retries.after(false, -1, plenty, 1.0).pause == milliseconds(75));
  CHECK(retries.after(false, -1, plenty, 0.5).pause == base::Micros(187'500));
}

TEST_CASE("no pause that the deadline would cut short") {
  Retries retries;
  CHECK(retries.after(false, -1, milliseconds(50), 0).next == Next::done);
  Retries others;
  CHECK(others.after(false, -1, milliseconds(51), 0).next == Next::again_after_pause);
  CHECK(others.after(false, -1, milliseconds(0), 0).next == Next::done);
}

TEST_CASE("every query ends after six attempts at most") {
  Retries retries;
  const std::int64_t answers[] = {40001, -1, -1, -1};
  int attempts = 1;
  CHECK(retries.after(true, std::nullopt, plenty, 0).next != Next::done);
  ++attempts;
  for (const auto errcode : answers) {
    CHECK(retries.after(false, errcode, plenty, 0).next != Next::done);
    ++attempts;
  }
  CHECK(attempts == 6);
  CHECK(retries.after(true, std::nullopt, plenty, 0).next == Next::done);
  CHECK(retries.after(false, 42001, plenty, 0).next == Next::done);
  CHECK(retries.after(false, -1, plenty, 0).next == Next::done);
}

}  // namespace retries_test
