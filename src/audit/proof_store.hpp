// Proofs made from what the database keeps: a few thousand tile roots, at most two tiles, at most 255 lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/bundle.hpp"
#include "audit/checkpoint.hpp"
#include "audit/merkle.hpp"
#include "audit/record.hpp"
#include "base/error.hpp"
#include "db/transaction.hpp"

namespace audit {

struct InclusionProof {
  Hash leaf{};
  std::int64_t size = 0;
  Hash root{};
  std::vector<Hash> path;
};

struct ConsistencyProof {
  Hash old_root{};
  Hash root{};
  std::vector<Hash> path;
};

// All of these fail with Code::not_found when there is no such record or stream, or the size is not within
// it, and with Code::database_refused when what is stored does not fit together. `size` 0: of the stream now.
base::Result<InclusionProof> prove_inclusion(db::Transaction& transaction, RecordId id, std::int64_t size);
base::Result<ConsistencyProof> prove_consistency(db::Transaction& transaction, std::int64_t stream,
                                                 std::int64_t old_size, std::int64_t size);

// {"stream","old","new","old_root","new_root","path":[…]}
std::string consistency_json(std::int64_t stream, std::int64_t old_size, std::int64_t size,
                             const ConsistencyProof& proof);

// The day of a stream; nothing when there is no such stream. With it a record is looked up in one partition.
std::optional<std::string> day_of(db::Transaction& transaction, std::int64_t stream);

// The receipt for a record, by the newest checkpoint; checked before it is given. Code::busy while no
// checkpoint covers the record.
base::Result<Bundle> make_bundle(db::Transaction& transaction, RecordId id);

}  // namespace audit
