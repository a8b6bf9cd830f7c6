// What a fuzz target holds against the code.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string_view>

namespace fuzz {

// A broken promise ends the process, and the fuzzer keeps the input that broke it.
inline void expect(bool holds, std::string_view promise,
                   const std::source_location place = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: broken: %.*s\n", place.file_name(), place.line(),
               static_cast<int>(promise.size()), promise.data());
  std::abort();
}

}  // namespace fuzz
