#include "api/public/key_refusals.hpp"

#include "api/public/query_head.hpp"

namespace api {

KeyRefusals::KeyRefusals(query::RefusalTally& tally, base::Metrics& metrics)
    : tally_(tally), metrics_(metrics) {}

void KeyRefusals::note(const http::Request& request, const tenancy::GateRefusal& refusal,
                       audit::Dialect dialect) {
  auto counter = counters_.find(refusal.reason);
  if (counter == counters_.end()) {
    const auto made =
        metrics_.counter("marketcode_key_refusals_total", "Requests refused before they became queries",
                         {{"reason", refusal.reason}});
    counter = counters_.emplace(refusal.reason, made).first;
  }
  counter->second.add();
  // Of an unknown key there is nobody to write a record for.
  if (refusal.key) {
    tally_.note(query_head(request, *refusal.key, *refusal.merchant, dialect), refusal.code, counter->first);
  }
}

}  // namespace api
