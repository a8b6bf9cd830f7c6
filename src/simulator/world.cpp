#include "simulator/world.hpp"

#include <utility>

#include "simulator/shapes.hpp"

namespace simulator {

World::World(Settings initial, base::Random& random, base::WallTime now)
    : settings(std::move(initial)), random_(random) {
  component.appid = "wx" + make_app_secret(random).substr(0, 16);
  component.secret = make_app_secret(random);
  add_ticket(now);
}

Merchant* World::find_merchant(std::string_view appid) {
  const auto found = merchants_.find(appid);
  return found == merchants_.end() ? nullptr : &found->second;
}

Merchant& World::merchant(const std::string& appid) {
  const auto [place, inserted] = merchants_.try_emplace(appid);
  Merchant& merchant = place->second;
  if (inserted) {
    merchant.appid = appid;
    merchant.user_name = "gh_" + make_app_secret(random_).substr(0, 12);
  }
  return merchant;
}

std::optional<World::Holder> World::holder_of(std::string_view token) const {
  const auto found = holders_.find(token);
  if (found == holders_.end()) return std::nullopt;
  return found->second;
}

const IssuedToken& World::issue(TokenBook& book, Merchant* merchant, base::WallTime now, std::uint64_t life_s,
                                std::uint64_t overlap_s) {
  const auto forgotten = book.issue(make_access_token(random_, settings.token_length), now,
                                    std::chrono::seconds(life_s), std::chrono::seconds(overlap_s));
  if (forgotten) holders_.erase(*forgotten);
  const IssuedToken& newest = *book.newest();
  holders_[newest.value] = {merchant, &newest};
  return newest;
}

const IssuedToken& World::issue_component_token(base::WallTime now) {
  return issue(component.tokens, nullptr, now, settings.component_token_life_s, settings.overlap_s);
}

const IssuedToken& World::issue_authorizer_token(Merchant& merchant, base::WallTime now,
                                                 std::uint64_t overlap_s) {
  return issue(merchant.tokens, &merchant, now, settings.authorizer_token_life_s, overlap_s);
}

const std::string& World::add_ticket(base::WallTime now, std::string value) {
  if (value.empty()) value = make_ticket(random_);
  remember(component.tickets, {std::move(value), now + std::chrono::seconds(settings.ticket_life_s)});
  return component.tickets.back().value;
}

std::string World::authorize(Merchant& merchant, std::vector<int> permission_sets, base::WallTime now) {
  merchant.authorized = true;
  merchant.authorized_at = now;
  merchant.permission_sets = std::move(permission_sets);
  std::string code = make_authorization_code(random_);
  remember(component.authorization_codes,
           {code, now + std::chrono::seconds(settings.authorization_code_life_s), merchant.appid});
  return code;
}

void World::revoke(Merchant& merchant, base::WallTime now) {
  merchant.authorized = false;
  merchant.refresh_token.clear();
  merchant.previous_refresh_token.clear();
  if (settings.revocation_kills_tokens) merchant.tokens.void_all(now);
}

}  // namespace simulator
