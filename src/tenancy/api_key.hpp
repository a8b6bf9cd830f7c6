// The credential of a merchant's system: `mk_<key id>_<secret>`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace tenancy {

struct ApiKey {
  int id = 0;
  std::string key_id;  // 12 characters of [0-9a-z], not secret
  int merchant = 0;
  std::string name;
  std::string hash;                   // SHA-256 of the whole key, 32 bytes
  std::vector<base::Cidr> addresses;  // empty: from anywhere
  double rate = 0;                    // queries a second, sustained
  int burst = 0;                      // queries at once
  bool allow_in_url = false;
  std::optional<base::WallTime> expires_at;
  base::WallTime created_at;
  std::string created_by;
  std::optional<base::WallTime> last_used_at;
  std::optional<base::WallTime> revoked_at;
  std::int64_t stamp = 0;
};

enum class KeyState { active, expired, revoked };
KeyState state_of(const ApiKey& key, base::WallTime now);
// "active", "expired", "revoked"
std::string_view name(KeyState state);

// A new key: its public id and the whole secret text, which is shown once and never stored.
struct NewApiKey {
  std::string key_id;
  base::Secret text;
  std::string hash;
};
NewApiKey make_api_key(base::Random& random);

// The key id inside a presented key; nothing when the text has not the form of a key.
std::optional<std::string_view> key_id_of(std::string_view presented);
// Whether the presented key is the one whose hash is given. Constant time.
bool matches(std::string_view presented, std::string_view hash);

}  // namespace tenancy
