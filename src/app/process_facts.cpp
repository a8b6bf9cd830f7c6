#include "app/process_facts.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

namespace app {
namespace {

constexpr std::size_t ops_connections = 128;  // admitted and turned away
constexpr std::size_t turned_away = 64;       // of each loop of the public listener
constexpr std::size_t fixed = 64;             // libraries, loops, listeners, log, change feed, audit writer

std::size_t as_count(rlim_t limit) {
  return limit == RLIM_INFINITY ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(limit);
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return file ? resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

std::size_t open_files() {
  std::error_code error;
  std::size_t count = 0;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
       entry.increment(error)) {
    ++count;
  }
  return count;
}

}  // namespace

ProcessFacts process_facts() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return {resident_bytes(), open_files(), as_count(limit.rlim_cur)};
}

std::size_t descriptors_needed(const Config& config) {
  const auto loops = static_cast<std::size_t>(config.server.loops);
  return config.server.connections + loops * turned_away + (loops + 1) * config.weixin.connections +
         static_cast<std::size_t>(config.database.connections) + ops_connections + fixed;
}

base::Result<> check_file_limit(const Config& config, std::size_t hard_limit) {
  const std::size_t needed = descriptors_needed(config);
  if (needed <= hard_limit) return {};
  return base::fail(base::Code::config_invalid,
                    "server.connections: " + std::to_string(config.server.connections) +
                        " connections need " + std::to_string(needed) +
                        " open files with what goes to WeChat and the database, and " +
                        "this process may open " + std::to_string(hard_limit) +
                        ": lower it, or raise the hard limit (LimitNOFILE=, ulimit -Hn)");
}

std::size_t hard_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return as_count(limit.rlim_max);
}

base::Result<> raise_file_limit(const Config& config) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (auto enough = check_file_limit(config, as_count(limit.rlim_max)); !enough) return enough;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return {};
  return base::fail(base::Code::io_failed, "the limit of open files cannot be raised");
}

}  // namespace app
