// Who acted, in clear, for those who read the log: lines hold persons' names encrypted.
#pragma once

#include <vector>

#include "audit/search.hpp"
#include "crypto/key_ring.hpp"
#include "db/transaction.hpp"

namespace audit {

// Fills in the person of each record that a person of the staff or a command caused; empty where the key of
// its day was destroyed.
void name_persons(db::Transaction& transaction, const crypto::KeyRing& keys, std::vector<Found>& records);

}  // namespace audit
