// The `state` that travels to WeChat and back in the redirect of an authorisation.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"

namespace platform {

struct AuthorizeClaim {
  int invitation = 0;           // its id; 0: came without one
  std::string language = "en";  // two letters
  base::WallTime expires_at;    // whole seconds
};

// Signed under keys derived from the master keys, so that every gateway reads what any of them made.
// Immutable, thread-safe.
class AuthorizeStates {
 public:
  explicit AuthorizeStates(const crypto::KeyRing& keys);

  // 72 characters that need no escaping in a URL; no two are the same.
  std::string mint(const AuthorizeClaim& claim, base::Random& random) const;
  // Nothing when it is not ours or was changed. Whether it has expired is the caller's to judge.
  std::optional<AuthorizeClaim> verify(std::string_view state) const;
  // What the browser that began with this state is known by when it comes back, beside the state: 43
  // characters that need no escaping. Empty for a state that is not ours.
  std::string browser_mark(std::string_view state) const;

 private:
  const std::uint32_t current_;
  std::map<std::uint32_t, base::Secret> signing_keys_;
};

}  // namespace platform
