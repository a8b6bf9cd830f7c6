// The receipt for one record: its line, its audit path, a signed checkpoint, the keys. One JSON document
// (FORMAT.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.hpp"
#include "audit/evidence.hpp"
#include "audit/merkle.hpp"
#include "audit/record.hpp"
#include "base/error.hpp"

namespace audit {

struct Bundle {
  RecordId id;
  std::string line;
  std::vector<Hash> path;         // from the leaf's side upwards
  std::string checkpoint;         // a note
  std::string key;                // the public key that signed it
  std::vector<std::string> keys;  // notes of all key changes
};

// "<stream>/<seq>", as X-Audit-Id names a record; nothing for anything else.
std::optional<RecordId> parse_record_id(std::string_view text);

std::string bundle_json(const Bundle& bundle);
// Code::invalid_argument says what is wrong with the form.
base::Result<Bundle> parse_bundle(std::string_view text);

// Whether the line is the record `id` of the log by what `evidence` trusts; the checkpoint that says so.
// Code::invalid_argument says what does not hold. The key within the bundle is not trusted for being there.
base::Result<Checkpoint> check_bundle(const Bundle& bundle, Evidence& evidence);

}  // namespace audit
