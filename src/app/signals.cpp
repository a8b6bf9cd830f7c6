#include "app/signals.hpp"

#include <csignal>
#include <initializer_list>

namespace app {
namespace {

sigset_t awaited() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    ::sigaddset(&set, signal);
  }
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = awaited();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Signal Signals::wait() {
  const sigset_t set = awaited();
  int signal = 0;
  ::sigwait(&set, &signal);
  return signal == SIGHUP ? Signal::reload : Signal::stop;
}

}  // namespace app
