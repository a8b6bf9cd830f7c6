// Since when WeChat refuses merchants' refresh tokens, as far as this process knows.
#pragma once

#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/secret.hpp"

namespace tokens {

// Lives on one loop. Holds an entry only while a repair is unfinished.
class RefusedTokens {
 public:
  // Notes the refusal, and gives the moment of the first of a row of them: the same token, all within half
  // an hour.
  base::SteadyTime note(const std::string& appid, const base::Secret& refused, base::SteadyTime now);
  // The matter is settled.
  void forget(const std::string& appid) { entries_.erase(appid); }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    base::Secret token;
    base::SteadyTime since{};
  };
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace tokens
