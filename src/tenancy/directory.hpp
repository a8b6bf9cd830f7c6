// Every merchant and API key, in memory: no query waits for the database to know who asks.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "tenancy/api_key.hpp"
#include "tenancy/merchant.hpp"
#include "tenancy/rate_limit.hpp"

namespace tenancy {

// A key as it is used: its row, its bucket (kept when the row changes) and when it was last seen.
struct KeyEntry {
  ApiKey key;
  std::shared_ptr<RateLimit> limit;
  std::shared_ptr<std::atomic<std::int64_t>> last_used;  // wall µs; 0: not since take_used()
};

// Thread-safe. Entries are immutable; a change replaces them, and whoever holds one keeps the old.
class Directory {
 public:
  std::shared_ptr<const Merchant> merchant(int id) const;
  std::shared_ptr<const Merchant> merchant(std::string_view appid) const;
  std::shared_ptr<const KeyEntry> key(std::string_view key_id) const;
  std::size_t merchants() const;
  std::size_t keys() const;

  // Takes over rows that are new or changed. An older stamp never replaces a newer one.
  void put(std::vector<Merchant> merchants, std::vector<ApiKey> keys);
  // Takes these rows for all there are, whatever their stamps: the first load, or a database that was
  // restored.
  void replace(std::vector<Merchant> merchants, std::vector<ApiKey> keys);

  // Notes that a key is in use now.
  void note_use(const std::shared_ptr<const KeyEntry>& entry, base::WallTime now) const;
  // Keys used since the last call, with the moment: for writing last_used_at now and then. Costs what was
  // used, not what there is.
  std::vector<std::pair<int, base::WallTime>> take_used();

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <class V>
  using ByText = std::unordered_map<std::string, V, TextHash, std::equal_to<>>;

  mutable std::shared_mutex mutex_;
  std::unordered_map<int, std::shared_ptr<const Merchant>> merchants_;
  ByText<std::shared_ptr<const Merchant>> by_appid_;
  ByText<std::shared_ptr<const KeyEntry>> keys_;

  mutable std::mutex used_mutex_;
  mutable std::vector<std::shared_ptr<const KeyEntry>> used_;  // each once, while its last_used is not 0
};

}  // namespace tenancy
