#include "crypto/envelope.hpp"

namespace crypto {
namespace {

constexpr char envelope_version = 0x01;

}  // namespace

std::string envelope_header(std::uint32_t key) {
  return {envelope_version, static_cast<char>(key >> 24), static_cast<char>(key >> 16),
          static_cast<char>(key >> 8), static_cast<char>(key)};
}

std::optional<std::uint32_t> envelope_key(std::string_view envelope) {
  if (envelope.size() < envelope_header_size || envelope.front() != envelope_version) return std::nullopt;
  std::uint32_t id = 0;
  for (const char byte : envelope.substr(1, envelope_header_size - 1)) {
    id = id << 8 | static_cast<unsigned char>(byte);
  }
  return id;
}

}  // namespace crypto
