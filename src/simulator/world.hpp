// Everything the simulated WeChat knows. No I/O and no lock: Simulator guards it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "simulator/accounts.hpp"
#include "simulator/applications.hpp"
#include "simulator/settings.hpp"

namespace simulator {

class World {
 public:
  // A platform with random appid, secret and one ticket, and no merchants. `random` must outlive the world.
  World(Settings settings, base::Random& random, base::WallTime now);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Settings settings;
  Component component;
  Applications applications;
  std::deque<SentMessage> sent_messages;  // oldest first, bounded

  // Null when there is none.
  Merchant* find_merchant(std::string_view appid);
  const std::map<std::string, Merchant, std::less<>>& merchants() const { return merchants_; }
  // The merchant of that appid, new when there was none. Merchants are never removed.
  Merchant& merchant(const std::string& appid);

  struct Holder {
    Merchant* merchant = nullptr;  // null: the platform
    const IssuedToken* token = nullptr;
  };
  // Whose token it is, also when it does not work any more; nothing when it is unknown or long forgotten.
  std::optional<Holder> holder_of(std::string_view token) const;

  const IssuedToken& issue_component_token(base::WallTime now);
  // `overlap_s`: how long the token before keeps working.
  const IssuedToken& issue_authorizer_token(Merchant& merchant, base::WallTime now, std::uint64_t overlap_s);

  // The new ticket; an empty `value` is made up.
  const std::string& add_ticket(base::WallTime now, std::string value = {});
  // The merchant's administrator grants these sets: a fresh authorization code. Its tokens are made when the
  // platform exchanges the code.
  std::string authorize(Merchant& merchant, std::vector<int> permission_sets, base::WallTime now);
  // The merchant's administrator ends the authorisation.
  void revoke(Merchant& merchant, base::WallTime now);

  base::Random& random() { return random_; }

 private:
  const IssuedToken& issue(TokenBook& book, Merchant* merchant, base::WallTime now, std::uint64_t life_s,
                           std::uint64_t overlap_s);

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  base::Random& random_;
  std::map<std::string, Merchant, std::less<>> merchants_;
  std::unordered_map<std::string, Holder, Hash, std::equal_to<>> holders_;
};

}  // namespace simulator
