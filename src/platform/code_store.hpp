// Authorisation codes in PostgreSQL.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"

namespace platform {

// What a code is known by where it must not be seen: SHA-256.
std::string hash_of_code(const base::Secret& code);

// What a code's envelope is bound to.
std::string code_row(std::string_view hash);

// Notes a code that came; one that is known already is left as it is, but for the merchant's appid where only
// this time it was told: then it is due at once, also when it had been given up. Throws what pqxx throws.
base::Result<> note_code(db::Transaction& transaction, const crypto::KeyRing& keys, base::Random& random,
                         const base::Secret& code, std::string_view authorizer_appid,
                         std::chrono::seconds life);

// How many other codes a redirect's state has brought; whoever asks for the same state waits until this
// transaction ends. Both throw what pqxx throws.
int codes_of_state(db::Transaction& transaction, std::string_view state, std::string_view but_for_hash);
void link_state(db::Transaction& transaction, std::string_view hash, std::string_view state);

struct TakenCode {
  std::string hash;
  base::Secret code;             // empty: no master key opens it
  std::string authorizer_appid;  // may be empty
  int tries = 0;                 // with this one
  bool expired = false;          // by the database's clock
};

// The code that has waited longest; nobody else takes it for `lease`. Nothing when none is due.
base::Result<std::optional<TakenCode>> take_code(db::Connection& connection, const crypto::KeyRing& keys,
                                                 std::string_view owner, std::chrono::milliseconds lease);
// Gives it back, to be taken again after `pause`. Nothing happens when the lease is another's by now.
base::Result<> return_code(db::Connection& connection, std::string_view hash, std::string_view owner,
                           std::chrono::milliseconds pause);

struct CodeEnd {
  std::string outcome;  // as the column says
  std::optional<std::int64_t> errcode;
  std::optional<int> merchant;
};
// Settles it. Code::fenced when it is another's by now, or when, with `only_unclaimed`, a push has told whose
// code it is. Throws what pqxx throws.
base::Result<> settle_code(db::Transaction& transaction, std::string_view hash, std::string_view owner,
                           const CodeEnd& end, bool only_unclaimed = false);

// How a code is named where it must not be seen, in hexadecimal digits; and back. Nothing for other text.
std::string hex_of_hash(std::string_view hash);
std::optional<std::string> hash_of_hex(std::string_view hex);

// How a code fared; nothing when it is not known. `end` is there once it is settled.
struct CodeState {
  std::optional<CodeEnd> end;
};
base::Result<std::optional<CodeState>> read_code(db::Connection& connection, std::string_view hash);

}  // namespace platform
