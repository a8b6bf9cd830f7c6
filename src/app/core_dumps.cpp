#include "app/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <system_error>

namespace app {
namespace {

void require(int result, const char* what) {
  if (result != 0) throw std::system_error(errno, std::generic_category(), what);
}

// The hard limit stays, so that the configuration can allow what the start forbids.
void set_core_size(bool allowed) {
  rlimit limit{};
  require(::getrlimit(RLIMIT_CORE, &limit), "the limit of core dumps cannot be read");
  limit.rlim_cur = allowed ? limit.rlim_max : 0;
  require(::setrlimit(RLIMIT_CORE, &limit), "the limit of core dumps cannot be set");
}

// The size limit does not hold for dumps that go to a program, as systemd-coredump; this one does.
void set_dumpable(bool allowed) {
  require(::prctl(PR_SET_DUMPABLE, allowed ? 1UL : 0UL, 0UL, 0UL, 0UL), "core dumps cannot be switched");
}

}  // namespace

void forbid_core_dumps() {
  set_dumpable(false);
  set_core_size(false);
}

void allow_core_dumps() {
  set_core_size(true);
  set_dumpable(true);
}

}  // namespace app
