#include "simulator/accounts.hpp"

#include <algorithm>
#include <utility>

namespace simulator {
namespace {

constexpr std::size_t most_perishables_kept = 1000;

}  // namespace

bool Merchant::has_permission_set(int id) const { return std::ranges::count(permission_sets, id) != 0; }

bool Merchant::in_good_standing() const { return account_status == 1 || account_status == 18; }

bool Merchant::accepts_refresh_token(std::string_view token, base::WallTime now) const {
  if (token.empty()) return false;
  return token == refresh_token || (token == previous_refresh_token && now < previous_refresh_token_dies);
}

void remember(std::deque<Perishable>& kept, Perishable item) {
  kept.push_back(std::move(item));
  if (kept.size() > most_perishables_kept) kept.pop_front();
}

Perishable* find(std::deque<Perishable>& kept, std::string_view value) {
  const auto found = std::ranges::find(kept, value, &Perishable::value);
  return found == kept.end() ? nullptr : &*found;
}

}  // namespace simulator
