#include "tokens/vault.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace tokens {
namespace {

bool is_newer(const TokenState& offered, const TokenState& held) {
  if (offered.generation != held.generation) return offered.generation > held.generation;
  return offered.stamp > held.stamp;
}

}  // namespace

Vault::Vault(const crypto::KeyRing& keys) : keys_(keys) {}

TokenPtr Vault::token(int merchant) const {
  {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(merchant);
    if (found == entries_.end()) return nullptr;
    if (found->second.tried) return found->second.opened;
  }
  const std::unique_lock lock(mutex_);
  const auto found = entries_.find(merchant);
  return found == entries_.end() ? nullptr : open(found->second);
}

TokenPtr Vault::open(Entry& entry) const {
  if (entry.tried) return entry.opened;
  entry.tried = true;
  const TokenState& state = entry.state;
  if (state.access_envelope.empty() || !state.expires_at) return nullptr;
  auto text = keys_.open(state.access_envelope, access_row(state.merchant));
  if (!text) return nullptr;
  entry.opened = std::make_shared<const Token>(
      Token{std::move(*text), state.generation, *state.expires_at, lifetime(state)});
  return entry.opened;
}

std::optional<TokenState> Vault::state(int merchant) const {
  const std::shared_lock lock(mutex_);
  const auto found = entries_.find(merchant);
  if (found == entries_.end()) return std::nullopt;
  return found->second.state;
}

void Vault::for_each(const std::function<void(const TokenState&)>& visit) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [merchant, entry] : entries_) {
    visit(entry.state);
  }
}

void Vault::put(std::vector<TokenState> states) {
  const std::unique_lock lock(mutex_);
  for (TokenState& state : states) {
    const auto [place, inserted] = entries_.try_emplace(state.merchant);
    if (inserted || is_newer(state, place->second.state)) replace(place->second, std::move(state));
  }
}

void Vault::reload(std::vector<TokenState> states) {
  const std::unique_lock lock(mutex_);
  for (TokenState& state : states) {
    Entry& entry = entries_[state.merchant];
    replace(entry, std::move(state));
  }
}

void Vault::replace(Entry& entry, TokenState state) {
  const bool same_token = entry.state.generation == state.generation &&
                          entry.state.access_envelope == state.access_envelope &&
                          entry.state.expires_at == state.expires_at;
  entry.state = std::move(state);
  if (!same_token) {
    entry.opened.reset();
    entry.tried = false;
  }
  if (!entry.changed) changed_.push_back(entry.state.merchant);
  entry.changed = true;
}

std::vector<int> Vault::take_changed() {
  const std::unique_lock lock(mutex_);
  for (const int merchant : changed_) {
    entries_.at(merchant).changed = false;
  }
  return std::exchange(changed_, {});
}

std::size_t Vault::size() const {
  const std::shared_lock lock(mutex_);
  return entries_.size();
}

std::string access_row(int merchant) { return "merchant_token/" + std::to_string(merchant) + "/access"; }
std::string refresh_row(int merchant) { return "merchant_token/" + std::to_string(merchant) + "/refresh"; }

}  // namespace tokens
