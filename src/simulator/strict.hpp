// Strict mode: what a careful caller would not send.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "http/message.hpp"
#include "simulator/api.hpp"

namespace simulator {

struct Unusual {
  int errcode = 0;  // 40033 for an escaped character, else 40038
  std::string what;
};
// The first thing that is unusual about a call; nothing when all is as the manual has it. The call's query
// and body have been read.
std::optional<Unusual> find_unusual(const Api& api, const Call& call);

struct Violation {
  std::uint64_t n = 0;  // 1 for the first
  base::WallTime time;
  std::string path;
  std::string what;
};

// Bounded: beyond ten thousand only the count grows.
class Violations {
 public:
  void add(base::WallTime time, std::string_view path, std::string_view what);
  void reset();
  std::uint64_t count() const { return count_; }
  const std::deque<Violation>& kept() const { return kept_; }

 private:
  std::deque<Violation> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace simulator
