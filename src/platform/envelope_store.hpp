// Every envelope in the database, wherever it stands: counted, and sealed anew under the current master key.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"

namespace platform {

// How many envelopes each master key has sealed. 0: bytes that are no envelope.
using EnvelopeCounts = std::map<std::uint32_t, std::int64_t>;

base::Result<EnvelopeCounts> count_envelopes(db::Connection& connection);

// A column that holds envelopes. All of them are in one list: a new one is a line there.
struct EnvelopeColumn;
std::vector<const EnvelopeColumn*> envelope_columns();
std::string_view name_of(const EnvelopeColumn& column);  // "merchant_token.access"

struct ResealStep {
  std::optional<std::string> last;  // the row to go on after; nothing: the column is through
  std::int64_t resealed = 0;
  std::int64_t unopened = 0;  // no key that we have opens them: left as they are
};

// The next `limit` envelopes of other keys than the current one, in one short transaction. An envelope that
// somebody replaced meanwhile stays as it is then.
base::Result<ResealStep> reseal_some(db::Connection& connection, const crypto::KeyRing& keys,
                                     base::Random& random, const EnvelopeColumn& column,
                                     const std::optional<std::string>& after, int limit);

}  // namespace platform
