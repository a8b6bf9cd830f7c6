// Every merchant's current access token, in memory.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/key_ring.hpp"
#include "tokens/token.hpp"

namespace tokens {

// Thread-safe. Holds envelopes as the database does and opens one when its token is first asked for.
class Vault {
 public:
  // `keys` must outlive the vault.
  explicit Vault(const crypto::KeyRing& keys);

  // The current token; null when there is none or its envelope does not open. Says nothing about its life.
  TokenPtr token(int merchant) const;
  std::optional<TokenState> state(int merchant) const;
  // Takes over newer generations, and newer stamps of the same generation; an older one never replaces a
  // newer one.
  void put(std::vector<TokenState> states);
  // Takes over rows as they are, older ones too: after a start, or when the database went back.
  void reload(std::vector<TokenState> states);
  // The merchants put since the last call, each once.
  std::vector<int> take_changed();
  std::size_t size() const;
  // Every merchant's state, under the lock: be quick.
  void for_each(const std::function<void(const TokenState&)>& visit) const;

 private:
  struct Entry {
    TokenState state;
    TokenPtr opened;
    bool tried = false;    // to open it
    bool changed = false;  // and not taken yet
  };
  void replace(Entry& entry, TokenState state);
  TokenPtr open(Entry& entry) const;

  const crypto::KeyRing& keys_;
  mutable std::shared_mutex mutex_;
  mutable std::unordered_map<int, Entry> entries_;
  std::vector<int> changed_;
};

// Row identities for envelopes: what an envelope is bound to as associated data.
std::string access_row(int merchant);
std::string refresh_row(int merchant);

}  // namespace tokens
