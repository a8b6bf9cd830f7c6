// Refusals of callers, before anything became a query.
#pragma once

#include <map>
#include <string>

#include "audit/record.hpp"
#include "base/metrics.hpp"
#include "http/message.hpp"
#include "query/refusal_tally.hpp"
#include "tenancy/gate.hpp"

namespace api {

// marketcode_key_refusals_total{reason}, and the record that tells of a known key's refusals in a minute. On
// one event loop.
class KeyRefusals {
 public:
  KeyRefusals(query::RefusalTally& tally, base::Metrics& metrics);

  void note(const http::Request& request, const tenancy::GateRefusal& refusal, audit::Dialect dialect);

 private:
  query::RefusalTally& tally_;
  base::Metrics& metrics_;
  std::map<std::string, base::Counter, std::less<>> counters_;  // by reason
};

}  // namespace api
