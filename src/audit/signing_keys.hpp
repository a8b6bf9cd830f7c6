// The keys that the log was and is signed with. A change is a note by the old and the new key (FORMAT.md):
//
//   <log>/keys
//   <number of the change: 1, 2, …>
//   <old public key>
//   <new public key>
//   <RFC 3339 time>
#pragma once

#include <string>
#include <vector>

#include "audit/note.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/transaction.hpp"

namespace audit {

struct SigningKey {
  int position = 0;  // 0: the first
  std::string key;   // public
  std::string note;  // the change to it, empty for the first
  base::WallTime created_at;
};

// The first is the oldest.
std::vector<SigningKey> list_signing_keys(db::Transaction& transaction);

// Makes the key known when it is the log's first; otherwise it has to be the newest that is known.
// Code::conflict says what to do.
base::Result<> register_signing_key(db::Connection& connection, const Verifier& key);

// Announces the change from the newest known key, which `before` has to be. Code::conflict when it is not.
base::Result<std::string> change_signing_key(db::Transaction& transaction, const Signer& before,
                                             const Signer& after, base::WallTime now);

}  // namespace audit
