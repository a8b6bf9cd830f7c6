// What a stream's first record lists, read back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/merkle.hpp"

namespace audit {

// A stream that the first record of another one lists.
struct Listed {
  std::int64_t by = 0;
  std::int64_t stream = 0;
  std::optional<std::int64_t> size;  // when it was sealed
  Hash root{};
  std::string checkpoint;  // of an open one: the newest note, empty: none
};

// Of the `details` of an action "stream_opened" (opening.hpp); nothing when they have another form.
std::optional<std::vector<Listed>> read_opening_details(std::int64_t by, std::string_view details);
// The checkpoints of open streams that the line lists, if it is a first record. Cheap for other lines.
std::vector<std::string> listed_checkpoints(std::string_view line);

}  // namespace audit
