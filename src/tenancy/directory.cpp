#include "tenancy/directory.hpp"

#include <mutex>
#include <utility>

namespace tenancy {
namespace {

template <class Map, class Name>
typename Map::mapped_type find(const Map& map, const Name& name) {
  const auto found = map.find(name);
  return found == map.end() ? nullptr : found->second;
}

// Room for a first load at once; single rows grow the map by its own steps.
template <class Map>
void make_room(Map& map, std::size_t more) {
  if (more > map.size()) map.reserve(map.size() + more);
}

std::shared_ptr<const KeyEntry> fresh_entry(ApiKey key) {
  auto limit = std::make_shared<RateLimit>(key.rate, key.burst);
  return std::make_shared<const KeyEntry>(
      KeyEntry{std::move(key), std::move(limit), std::make_shared<std::atomic<std::int64_t>>(0)});
}

std::shared_ptr<const KeyEntry> changed_entry(const KeyEntry& old, ApiKey key) {
  if (key.rate != old.key.rate || key.burst != old.key.burst) old.limit->change(key.rate, key.burst);
  return std::make_shared<const KeyEntry>(KeyEntry{std::move(key), old.limit, old.last_used});
}

}  // namespace

std::shared_ptr<const Merchant> Directory::merchant(int id) const {
  const std::shared_lock lock(mutex_);
  return find(merchants_, id);
}

std::shared_ptr<const Merchant> Directory::merchant(std::string_view appid) const {
  const std::shared_lock lock(mutex_);
  return find(by_appid_, appid);
}

std::shared_ptr<const KeyEntry> Directory::key(std::string_view key_id) const {
  const std::shared_lock lock(mutex_);
  return find(keys_, key_id);
}

std::size_t Directory::merchants() const {
  const std::shared_lock lock(mutex_);
  return merchants_.size();
}

std::size_t Directory::keys() const {
  const std::shared_lock lock(mutex_);
  return keys_.size();
}

void Directory::put(std::vector<Merchant> merchants, std::vector<ApiKey> keys) {
  const std::unique_lock lock(mutex_);
  make_room(merchants_, merchants.size());
  make_room(by_appid_, merchants.size());
  make_room(keys_, keys.size());
  for (Merchant& merchant : merchants) {
    auto& known = merchants_[merchant.id];
    if (known && known->stamp >= merchant.stamp) continue;
    known = std::make_shared<const Merchant>(std::move(merchant));
    by_appid_.insert_or_assign(known->appid, known);
  }
  for (ApiKey& key : keys) {
    auto& known = keys_[key.key_id];
    if (known && known->key.stamp >= key.stamp) continue;
    known = known ? changed_entry(*known, std::move(key)) : fresh_entry(std::move(key));
  }
}

// Built beside what is in use, so that nobody waits for a hundred thousand rows.
void Directory::replace(std::vector<Merchant> merchants, std::vector<ApiKey> keys) {
  Directory all;
  all.put(std::move(merchants), {});
  all.keys_.reserve(keys.size());
  for (ApiKey& row : keys) {
    const auto known = key(row.key_id);
    auto& entry = all.keys_[row.key_id];
    entry = known ? changed_entry(*known, std::move(row)) : fresh_entry(std::move(row));
  }
  const std::unique_lock lock(mutex_);
  merchants_.swap(all.merchants_);
  by_appid_.swap(all.by_appid_);
  keys_.swap(all.keys_);
}

void Directory::note_use(const std::shared_ptr<const KeyEntry>& entry, base::WallTime now) const {
  // The first use since the last take lists the key; an exchange, so that none falls between.
  if (entry->last_used->exchange(now.time_since_epoch().count()) != 0) return;
  const std::lock_guard lock(used_mutex_);
  used_.push_back(entry);
}

std::vector<std::pair<int, base::WallTime>> Directory::take_used() {
  std::vector<std::shared_ptr<const KeyEntry>> listed;
  {
    const std::lock_guard lock(used_mutex_);
    listed.swap(used_);
  }
  std::vector<std::pair<int, base::WallTime>> used;
  used.reserve(listed.size());
  for (const auto& entry : listed) {
    used.emplace_back(entry->key.id, base::WallTime(base::Micros(entry->last_used->exchange(0))));
  }
  return used;
}

}  // namespace tenancy
