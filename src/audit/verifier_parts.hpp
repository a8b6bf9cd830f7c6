// What LogVerifier keeps of the stream that is being read and of the days whose manifest is known. For its
// sources only.
#pragma once

#include <set>
#include <vector>

#include "audit/verifier.hpp"

namespace audit {

struct LogVerifier::DayCheck {
  std::set<std::int64_t> remaining;  // streams that were not read yet
  Tally tally;
  bool broken = false;
  bool left_out = false;
  bool begun = false;
};

struct LogVerifier::Current {
  std::int64_t id = 0;
  std::int64_t next = 0;      // the seq that has to come
  std::int64_t compared = 0;  // the newest checkpoint that it was held against
  std::int64_t left_out = 0;
  bool broken = false;
  bool again = false;  // it stands in a file before this one: checked, not counted again
  Frontier frontier;
  std::map<std::int64_t, Evidence::Signed>* checkpoints = nullptr;
  std::map<std::int64_t, Evidence::Signed>::iterator pending;
  std::vector<std::int64_t> mseq;  // by merchant: the one that has to come
  DayCheck* day = nullptr;
};

}  // namespace audit
