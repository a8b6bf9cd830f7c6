// Refusals that would flood the log: one record for each key, reason and minute, with a count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "audit/log.hpp"
#include "audit/record.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

namespace query {

struct TallyOptions {
  std::size_t entries = 50'000;             // held at once; a refusal beyond them is counted in metrics only
  std::size_t parallel = 64;                // records on their way to the log at once
  std::chrono::milliseconds record{5'000};  // for one record to become durable
  std::chrono::milliseconds look{1'000};    // how often for minutes that are over
};

// Lives on `loop` and writes its records there; note() may be called from any thread.
class RefusalTally {
 public:
  RefusalTally(boost::asio::io_context& loop, TallyOptions options, audit::Log& log, const base::Clock& clock,
               base::Metrics& metrics, base::Log& events);
  ~RefusalTally();

  // One refusal of a real key (`head.caller.api_key` is set). The record takes its head from the first of the
  // minute. `reason` is one of few: "revoked", "expired", "address", "rate",
  // "overload".
  void note(const audit::QueryHead& head, base::Code code, std::string_view reason);

  // Begins to write the minutes that are over, now and then.
  void start();
  // Writes what is there and comes to rest; `done` is called on the loop. What the log does not take by then
  // is counted in the log of events.
  void stop(std::function<void()> done);
  // Writes the minutes before the current one, or all of them.
  base::Awaitable<void> flush(bool all);

  std::size_t size() const;
  // Refusals so far that no record will tell. Any thread.
  std::uint64_t untold() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace query
