// Reads what checking needs of a line by position, without parsing its JSON: half a million lines a second.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "audit/merkle.hpp"
#include "audit/record.hpp"

namespace audit {

// Views into the line.
struct LineHead {
  Kind kind = Kind::query;
  std::int64_t stream = 0;
  std::int64_t seq = 0;
  std::optional<std::int64_t> mseq;
  std::optional<std::int64_t> intent;
  std::string_view time;           // as base::to_rfc3339 writes it
  std::string_view merchant;       // appid, empty: none
  std::optional<Outcome> outcome;  // of a query
  std::string_view action;         // of the other kinds
  std::string_view details;        // of the other kinds: JSON
};

// What is wrong with the line's form, as a constant, when it is not one that audit::assemble makes.
std::expected<LineHead, std::string_view> read_line_head(std::string_view line);

// What stands in an export for records that were left out: one leaf, or the root of a whole tile.
struct LeftOut {
  std::int64_t stream = 0;
  std::int64_t seq = 0;
  bool tile = false;
  Hash hash{};
};

bool is_left_out(std::string_view line);
std::expected<LeftOut, std::string_view> read_left_out(std::string_view line);

}  // namespace audit
