// The access tokens of one owner: which is the newest, and which still work.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace simulator {

struct IssuedToken {
  std::string value;
  std::uint64_t generation = 0;  // 1 for the owner's first token
  base::WallTime expires;
  base::WallTime dies = base::WallTime::max();  // when it stops to work because a newer one was issued

  enum class State { valid, expired, replaced };
  // A token that is both is called replaced: WeChat knows only the newest and the one before.
  State state(base::WallTime now) const;
};

// The newest token and the one before work; the one before only until its overlap ends. A few older ones are
// kept, so that a call with one of them can be told to be its owner's. Addresses of kept tokens stay valid.
class TokenBook {
 public:
  // The token becomes the newest. What fell out of memory is returned, so that the caller's index forgets it.
  std::optional<std::string> issue(std::string value, base::WallTime now, std::chrono::seconds life,
                                   std::chrono::seconds overlap);
  void void_newest(base::WallTime now);
  void void_all(base::WallTime now);

  // Null before the first issue.
  const IssuedToken* newest() const { return tokens_.empty() ? nullptr : &tokens_.back(); }
  const std::list<IssuedToken>& all() const { return tokens_; }

 private:
  std::list<IssuedToken> tokens_;  // oldest first
  std::uint64_t generation_ = 0;
};

}  // namespace simulator
