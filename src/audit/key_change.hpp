// Changes of the signing key: a note whose text is signed by the old and by the new key.
//
//   <log>/keys
//   <number of the change: 1, 2, …>
//   <old public key>
//   <new public key>
//   <RFC 3339 time>
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "audit/note.hpp"
#include "base/error.hpp"

namespace audit {

struct KeyChange {
  std::string log;
  std::int64_t number = 0;
  Verifier before;
  Verifier after;
  std::string time;
};

// Reads the text of such a note and checks both signatures. Code::invalid_argument says what is wrong. It is
// the reader's to know whether the old key is to be trusted.
base::Result<KeyChange> open_key_change(std::string_view note);

}  // namespace audit
