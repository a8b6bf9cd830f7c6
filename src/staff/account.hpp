// The people who use the console: what an account is and may do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace staff {

enum class Role {
  admin,      // everything
  operator_,  // merchants and keys, no accounts
  auditor,    // reads everything, or what it is bound to; changes nothing
};

std::string_view name(Role role);
std::optional<Role> role_of(std::string_view name);

// What an auditor may see; for other roles all of it is empty.
struct Bounds {
  std::vector<int> merchants;  // merchant.id; empty: all
  std::string first_day;       // YYYY-MM-DD, UTC; empty: no bound
  std::string last_day;

  bool operator==(const Bounds&) const = default;
};

struct Account {
  int id = 0;
  std::string name;       // logs in with it
  std::string full_name;  // may be empty
  Role role = Role::auditor;
  Bounds bounds;
  std::vector<std::string> merchant_appids;  // of the merchants that bounds name, as they were read
  std::optional<base::WallTime> ends_at;     // logs in no more from then on
  std::optional<base::WallTime> disabled_at;
  bool must_change = false;  // the password, before anything else
  bool second_factor = false;
  base::WallTime created_at;
  std::optional<base::WallTime> seen_at;
  int version = 1;  // up by one at each change of what stands here
};

// Neither closed nor past its end.
bool may_log_in(const Account& account, base::WallTime now);

// Lower-case letters, digits and . _ @ -, 2 to 64 of them, the first a letter or digit.
bool is_account_name(std::string_view name);
// YYYY-MM-DD, a day that exists.
bool is_day(std::string_view text);

}  // namespace staff
