// Reading the log as a person, for event loops: each reading stands in the log first.
#pragma once

#include <optional>
#include <string>

#include "audit/bundle.hpp"
#include "audit/outbox.hpp"
#include "audit/search.hpp"
#include "audit/usage.hpp"
#include "base/async.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"

namespace audit {

// Who reads, and why, if that was said.
struct Reader {
  Actor actor;
  std::string reason;
};

struct OneRecord {
  Found found;
  std::optional<Bundle> receipt;  // nothing while no checkpoint covers it
};

// On one event loop. Each call is one job on a thread of the database's; Code::deadline_passed after 20
// seconds.
class ReadingDesk {
 public:
  ReadingDesk(db::Executor& database, const crypto::KeyRing& keys, const base::Clock& clock,
              base::Random& random)
      : database_(database), keys_(keys), clock_(clock), random_(random) {}

  base::Awaitable<base::Result<Page>> search(Reader reader, PageRequest request);
  // The filter names a record. Code::not_found when it is none, or none of its filter.
  base::Awaitable<base::Result<OneRecord>> record(Reader reader, Filter filter);
  // As JSON (consistency_json). Code::not_found: no such stream, or the sizes are not within it.
  base::Awaitable<base::Result<std::string>> consistency(Reader reader, std::int64_t stream,
                                                         std::int64_t old_size, std::int64_t size);
  // For whoever caused the record and has seen what stands in it: leaves no record.
  base::Awaitable<base::Result<std::string>> line_of(RecordId id);
  // Queries of the last hour by minute and outcome. Tells nothing of a single one: leaves no record. The
  // database is asked every two seconds, however many look.
  base::Awaitable<base::Result<std::vector<Bar>>> pulse();
  base::Awaitable<base::Result<std::vector<Bar>>> histogram(Reader reader, HistogramRequest request);
  base::Awaitable<base::Result<Usage>> usage(Reader reader, std::string month, std::string merchant);

 private:
  template <class Read>
  auto reading(Reader reader, std::string action, std::string details, Read read);

  db::Executor& database_;
  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
  base::SteadyTime pulse_until_{};  // `pulse_` is good until then
  std::vector<Bar> pulse_;
};

}  // namespace audit
