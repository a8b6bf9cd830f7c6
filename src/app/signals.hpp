// What the operator tells the process.
#pragma once

namespace app {

enum class Signal { stop, reload };

// Blocks SIGTERM, SIGINT and SIGHUP in this thread and those it starts: they are waited for, never handled in
// the middle of something. To be made before any other thread.
class Signals {
 public:
  Signals();
  // Blocks until one comes.
  Signal wait();
};

}  // namespace app
