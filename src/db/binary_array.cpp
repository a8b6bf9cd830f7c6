#include "db/binary_array.hpp"

#include <array>
#include <bit>

namespace db {
namespace {

constexpr std::uint32_t null_length = 0xffffffff;
constexpr std::int64_t micros_from_1970_to_2000 = 946'684'800'000'000;
constexpr std::size_t header_bytes = 5 * sizeof(std::uint32_t);
constexpr std::size_t likely_bytes = sizeof(std::uint32_t) + sizeof(std::uint64_t);  // of an element

}  // namespace

BinaryArray::BinaryArray(Of type, std::size_t count) {
  bytes_.reserve(header_bytes + count * likely_bytes);
  put(std::uint32_t{1});  // dimensions
  put(std::uint32_t{1});  // it may hold nulls
  put(static_cast<std::uint32_t>(type));
  put(static_cast<std::uint32_t>(count));
  put(std::uint32_t{1});  // the first index
}

void BinaryArray::add(std::int64_t number) {
  put(std::uint32_t{sizeof number});
  put(static_cast<std::uint64_t>(number));
}

void BinaryArray::add(std::string_view text) {
  put(static_cast<std::uint32_t>(text.size()));
  bytes_.append(text);
}

void BinaryArray::add(base::WallTime time) {
  add(time.time_since_epoch().count() - micros_from_1970_to_2000);
}

void BinaryArray::add_null() { put(null_length); }

// In network byte order.
template <class Number>
void BinaryArray::put(Number number) {
  if constexpr (std::endian::native == std::endian::little) number = std::byteswap(number);
  const auto bytes = std::bit_cast<std::array<char, sizeof number>>(number);
  bytes_.append(bytes.data(), bytes.size());
}

}  // namespace db
