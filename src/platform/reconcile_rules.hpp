// What differs between our merchants and WeChat's list of them, and what to do about it. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/secret.hpp"

namespace platform {

// A merchant as the database knows it, or an account that was turned away.
struct KnownMerchant {
  int id = 0;  // 0: it never was a merchant
  std::string appid;
  bool authorized = false;
  int authorization_version = 0;
  bool has_refresh = false;
  bool needs_reauthorization = false;
  base::Secret refresh;      // empty: none, or no master key opens it
  bool turned_away = false;  // it is not brought in
};

// WeChat's list: refresh tokens, which may be empty, by appid.
using Listing = std::unordered_map<std::string, base::Secret>;

enum class ReconcileStep : std::uint8_t {
  bring_in,    // listed, and unknown here or known as one that left
  repair,      // listed, and we have no refresh token that works
  look_again,  // authorised here and not listed
};

struct ReconcileTask {
  ReconcileStep step = ReconcileStep::bring_in;
  std::string appid;
  int merchant = 0;  // 0: not known
  int authorization_version = 0;
};

// `rebuild`: a refresh token that differs from the listed one is doubted too, since the database may be an
// old copy; otherwise one that works is left alone, whatever the list says. The accounts of the publish check
// are no merchants. In the order of appids.
std::vector<ReconcileTask> plan_reconciliation(const std::vector<KnownMerchant>& known,
                                               const Listing& listing, bool rebuild);
// A second reading of the list found these after all: they are no longer looked for.
void drop_listed(std::vector<ReconcileTask>& tasks, const Listing& second);

// How many states are re-read in a minute, so that all of so many merchants come by in nine tenths of
// `every`; at most `most`.
int reread_share(std::size_t merchants, std::chrono::seconds every, int most);

}  // namespace platform
