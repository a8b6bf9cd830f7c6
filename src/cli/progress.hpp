// How far a long reading of files has come, on standard error.
#pragma once

#include <string>

#include "base/packed.hpp"

namespace cli {

class Progress {
 public:
  explicit Progress(bool shown) : shown_(shown) {}

  void begin(const std::string& what) { what_ = what; }
  // Every 65,536 calls; cheap otherwise.
  void at(const base::PackedReader& reader) {
    if (shown_ && ++count_ % 65'536 == 0) show(reader);
  }
  // Takes the line away.
  void end();

 private:
  void show(const base::PackedReader& reader);

  bool shown_;
  bool drawn_ = false;
  unsigned count_ = 0;
  std::string what_;
};

}  // namespace cli
