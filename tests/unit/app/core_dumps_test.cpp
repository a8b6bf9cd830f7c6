#include "app/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <doctest/doctest.h>

namespace {

rlimit core_limit() {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_CORE, &limit) == 0);
  return limit;
}

// Leaves the process as it was.
struct Restored {
  const rlimit before = core_limit();
  const int dumpable = ::prctl(PR_GET_DUMPABLE);
  ~Restored() {
    ::setrlimit(RLIMIT_CORE, &before);
    ::prctl(PR_SET_DUMPABLE, static_cast<unsigned long>(dumpable), 0UL, 0UL, 0UL);
  }
};

}  // namespace

TEST_CASE("core dumps are forbidden and allowed again") {
  const Restored restored;
  app::allow_core_dumps();
  CHECK(::prctl(PR_GET_DUMPABLE) == 1);
  CHECK(core_limit().rlim_cur == restored.before.rlim_max);

  app::forbid_core_dumps();
  CHECK(::prctl(PR_GET_DUMPABLE) == 0);
  CHECK(core_limit().rlim_cur == 0);
  CHECK(core_limit().rlim_max == restored.before.rlim_max);

  app::allow_core_dumps();
  CHECK(::prctl(PR_GET_DUMPABLE) == 1);
  CHECK(core_limit().rlim_cur == restored.before.rlim_max);
}
