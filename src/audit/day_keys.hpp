// The keys that personal values in lines are encrypted with: one a day, destroyed after its time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"

namespace audit {

struct DayKey {
  std::string day;  // "2026-11-22", UTC by the database's clock
  base::Secret key;
};

// A personal value as it stands in a line: "<day>:<base64 of nonce, ciphertext and tag>", AES-256-GCM with
// the day as associated data.
std::string seal_personal(const DayKey& key, std::string_view value, base::Random& random);
// Code::crypto_failed for another day's key or a changed value.
base::Result<std::string> open_personal(const DayKey& key, std::string_view sealed);

// Today's key by the database's clock, made if nobody has yet, inside the caller's transaction.
base::Result<DayKey> load_day_key(db::Transaction& transaction, const crypto::KeyRing& keys,
                                  base::Random& random);

// What a day key's envelope is bound to.
std::string day_key_row(std::string_view day);

// The key of a past day; nothing when it was never made, was destroyed or does not open.
std::optional<DayKey> load_stored_day_key(db::Transaction& transaction, const crypto::KeyRing& keys,
                                          const std::string& day);

// Opens personal values of any day. Within the transaction.
class PersonalReader {
 public:
  PersonalReader(db::Transaction& transaction, const crypto::KeyRing& keys)
      : transaction_(transaction), keys_(keys) {}

  // Empty when the key of its day is gone, or it is no such value.
  std::string open(std::string_view sealed);

 private:
  db::Transaction& transaction_;
  const crypto::KeyRing& keys_;
  std::map<std::string, std::optional<DayKey>, std::less<>> day_keys_;
};

// The key in use, shared by all loops. Thread-safe.
class CurrentDayKey {
 public:
  void set(DayKey key);
  std::shared_ptr<const DayKey> get() const;  // null before the first set

 private:
  mutable std::shared_mutex mutex_;
  std::shared_ptr<const DayKey> key_;
};

}  // namespace audit
