// Checkpoints (c2sp.org/tlog-checkpoint): what a stream was at a size, as the text of a signed note.
//
//   <log name>/<stream, 16 hex digits>
//   <size, decimal>
//   <root, base64>
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "audit/merkle.hpp"
#include "base/error.hpp"

namespace audit {

struct Checkpoint {
  std::string log;          // the configured name; also that of the key
  std::int64_t stream = 0;  // positive
  std::int64_t size = 0;    // records
  Hash root{};

  bool operator==(const Checkpoint&) const = default;
};

// The note's text.
std::string checkpoint_text(const Checkpoint& checkpoint);
// Code::invalid_argument says what is wrong; extension lines are passed over.
base::Result<Checkpoint> parse_checkpoint(std::string_view text);

// A stream's sixteen hex digits; 0 for anything else.
std::int64_t parse_stream(std::string_view text);

// Takes the first line off `text`, with its line end.
std::string_view take_line(std::string_view& text);

}  // namespace audit
