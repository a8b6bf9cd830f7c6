// What the operating system says about this process, and how many files it lets it open.
#pragma once

#include <cstddef>

#include "app/config.hpp"
#include "base/error.hpp"

namespace app {

struct ProcessFacts {
  std::size_t resident_bytes = 0;
  std::size_t open_files = 0;
  std::size_t most_files = 0;
};
// Zeros where /proc does not tell.
ProcessFacts process_facts();

// File descriptors that the configuration may need at once: connections of both sides, database, and some.
std::size_t descriptors_needed(const Config& config);

// Raises the soft limit of open files to the hard one. Code::config_invalid when the configuration needs
// more.
base::Result<> raise_file_limit(const Config& config);
// The same judgement, with a given hard limit. Pure.
base::Result<> check_file_limit(const Config& config, std::size_t hard_limit);
std::size_t hard_file_limit();

}  // namespace app
