#pragma once

#include "base/random.hpp"

namespace crypto {

// The operating system's and OpenSSL's cryptographic generator. Ends the process if it fails.
class SystemRandom final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override;
};

}  // namespace crypto
