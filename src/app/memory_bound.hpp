// How much memory a configuration lets the program take at most.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.hpp"

namespace app {

// `count` things of at most `bytes` each.
struct MemoryShare {
  std::string_view what;
  std::size_t count = 0;
  std::size_t bytes = 0;
  std::size_t total() const { return count * bytes; }
};

// Every place and queue that callers, WeChat or the database can fill. Merchants and keys come on top: they
// are brought in by staff, about 2 KiB a merchant. Socket buffers are the kernel's.
std::vector<MemoryShare> memory_shares(const Config& config);
std::size_t memory_bound(const Config& config);
// Code::config_invalid when it is more than limits.memory_mb.
base::Result<> check_memory(const Config& config);
// "912 MiB: connections 507, queries 203, …", the largest first.
std::string memory_words(const Config& config);

// In whole MiB, rounded up.
std::size_t to_mib(std::size_t bytes);

}  // namespace app
