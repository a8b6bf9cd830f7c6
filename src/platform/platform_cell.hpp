// The platform row as this process holds it.
#pragma once

#include <mutex>
#include <optional>

#include "crypto/key_ring.hpp"
#include "platform/platform_store.hpp"
#include "tokens/token.hpp"

namespace platform {

// Thread-safe.
class PlatformCell {
 public:
  // `keys` must outlive it.
  explicit PlatformCell(const crypto::KeyRing& keys);

  // The component_access_token; null when there is none or its envelope does not open.
  tokens::TokenPtr token() const;
  std::optional<tokens::TokenState> state() const;
  PlatformRow row() const;

  // Takes over a row; an older one than that held only when it is read anew from the beginning.
  void load(PlatformRow row, bool anew);
  // Takes over what a renewal stored.
  void put(tokens::TokenState state);
  // Whether another ticket came since the last call.
  bool take_new_ticket();

 private:
  bool is_newer(const tokens::TokenState& state) const;
  void open();

  const crypto::KeyRing& keys_;
  mutable std::mutex mutex_;
  bool loaded_ = false;
  PlatformRow row_;
  tokens::TokenPtr token_;
  bool new_ticket_ = false;
};

}  // namespace platform
