#include "db/binary_array.hpp"

namespace db {
namespace {

constexpr std::uint32_t null_length = 0xffffffff;
constexpr std::int64_t micros_from_1970_to_2000 = 946'684'800'000'000;

}  // namespace

BinaryArray::BinaryArray(Of type, std::size_t count) {
  put32(1);  // dimensions
  put32(1);  // it may hold nulls
  put32(static_cast<std::uint32_t>(type));
  put32(static_cast<std::uint32_t>(count));
  put32(1);  // the first index
}

void BinaryArray::add(std::int64_t number) {
  put32(sizeof number);
  put64(static_cast<std::uint64_t>(number));
}

void BinaryArray::add(std::string_view text) {
  put32(static_cast<std::uint32_t>(text.size()));
  bytes_.append(text);
}

void BinaryArray::add(base::WallTime time) {
  add(time.time_since_epoch().count() - micros_from_1970_to_2000);
}

void BinaryArray::add_null() { put32(null_length); }

void BinaryArray::put32(std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes_ += static_cast<char>(number >> shift & 0xff);
  }
}

void BinaryArray::put64(std::uint64_t number) {
  put32(static_cast<std::uint32_t>(number >> 32));
  put32(static_cast<std::uint32_t>(number));
}

}  // namespace db
