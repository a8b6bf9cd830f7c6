#include "cli/progress.hpp"

#include <iostream>

namespace cli {
namespace {

constexpr std::string_view fresh_line = "\r\x1b[K";

}  // namespace

void Progress::show(const base::PackedReader& reader) {
  drawn_ = true;
  std::cerr << fresh_line << what_ << ' ';
  if (const auto size = reader.size(); size && *size > 0) {
    std::cerr << reader.consumed() * 100 / *size << " %";
  } else {
    std::cerr << reader.consumed() / 1'000'000 << " MB";
  }
  std::cerr << std::flush;
}

void Progress::end() {
  if (drawn_) std::cerr << fresh_line << std::flush;
  drawn_ = false;
}

}  // namespace cli
