#include "platform/platform_cell.hpp"

#include <memory>
#include <utility>

#include "platform/rows.hpp"

namespace platform {

PlatformCell::PlatformCell(const crypto::KeyRing& keys) : keys_(keys) {}

tokens::TokenPtr PlatformCell::token() const {
  const std::lock_guard lock(mutex_);
  return token_;
}

std::optional<tokens::TokenState> PlatformCell::state() const {
  const std::lock_guard lock(mutex_);
  if (!loaded_) return std::nullopt;
  return row_.token;
}

PlatformRow PlatformCell::row() const {
  const std::lock_guard lock(mutex_);
  return row_;
}

void PlatformCell::load(PlatformRow row, bool anew) {
  const std::lock_guard lock(mutex_);
  new_ticket_ = new_ticket_ || row.ticket_received_at != row_.ticket_received_at;
  row_.component_appid = std::move(row.component_appid);
  row_.ticket_received_at = row.ticket_received_at;
  if (!anew && !is_newer(row.token)) return;
  row_.token = std::move(row.token);
  open();
}

void PlatformCell::put(tokens::TokenState state) {
  const std::lock_guard lock(mutex_);
  if (!is_newer(state)) return;
  row_.token = std::move(state);
  open();
}

bool PlatformCell::take_new_ticket() {
  const std::lock_guard lock(mutex_);
  return std::exchange(new_ticket_, false);
}

bool PlatformCell::is_newer(const tokens::TokenState& state) const {
  if (!loaded_ || state.generation != row_.token.generation) {
    return !loaded_ || state.generation > row_.token.generation;
  }
  return state.stamp > row_.token.stamp;
}

void PlatformCell::open() {
  loaded_ = true;
  token_.reset();
  const tokens::TokenState& state = row_.token;
  if (state.access_envelope.empty() || !state.expires_at) return;
  auto text = keys_.open(state.access_envelope, token_row);
  if (!text) return;
  token_ = std::make_shared<const tokens::Token>(
      tokens::Token{std::move(*text), state.generation, *state.expires_at, tokens::lifetime(state)});
}

}  // namespace platform
