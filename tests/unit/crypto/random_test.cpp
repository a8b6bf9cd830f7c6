#include "crypto/random.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

namespace random_test {

std::string draw(std::size_t size) {
  crypto::SystemRandom random;
  std::string bytes(size, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

TEST_CASE("random bytes do not repeat in any thread") {
  std::mutex mutex;
  std::set<std::string> seen;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 1000; ++n) {
          const auto bytes = draw(12);
          const std::lock_guard lock(mutex);
          seen.insert(bytes);
        }
      });
    }
  }
  CHECK(seen.size() == 4000);
}

TEST_CASE("every length is filled to its last byte") {
  for (const std::size_t size : {1U, 12U, 31U, 32U, 33U, 500U, 513U, 5000U}) {
    CAPTURE(size);
    bool last_byte_set = false;
    for (int n = 0; n < 20; ++n)
      last_byte_set |= draw(size).back() != '\0';
    CHECK(last_byte_set);
  }
  CHECK(draw(0).empty());
}

TEST_CASE("a forked child does not repeat the bytes of its parent") {
  draw(12);  // so that bytes wait in stock
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto bytes = draw(12);
    const auto written = ::write(ends[1], bytes.data(), bytes.size());
    ::_exit(written == 12 ? 0 : 1);
  }
  const auto ours = draw(12);
  std::string theirs(12, '\0');
  CHECK(::read(ends[0], theirs.data(), theirs.size()) == 12);
  int status = -1;
  CHECK(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(theirs != ours);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace random_test
