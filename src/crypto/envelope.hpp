// What can be seen of an envelope without its key (key_ring.hpp has the form).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crypto {

inline constexpr std::size_t envelope_header_size = 5;

// What every envelope sealed under this master key begins with.
std::string envelope_header(std::uint32_t key);
// The master key that an envelope, or its header, names; nothing when these bytes begin no envelope.
std::optional<std::uint32_t> envelope_key(std::string_view envelope);

}  // namespace crypto
