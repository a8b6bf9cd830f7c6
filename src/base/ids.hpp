// Identifiers that the program hands out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace base {

// A request id: UUID version 7 (RFC 9562) in its text form, 36 lower-case characters, ordered by time.
std::string make_request_id(WallTime now, Random& random);
// When it was made, in whole milliseconds; nothing for other text.
std::optional<WallTime> time_of_request_id(std::string_view id);

// A positive 63-bit id: 32 bits of Unix seconds, 31 random bits below. Ordered by time, and, unlike a
// database sequence, never handed out twice after a restore from backup.
std::int64_t make_sortable_id(WallTime now, Random& random);
// When it was made, in whole seconds.
WallTime time_of_sortable_id(std::int64_t id);

// Sixteen lower-case hex digits, the text form of a sortable id.
std::string to_hex(std::int64_t id);

}  // namespace base
