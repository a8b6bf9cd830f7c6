// Daily manifests: the signed list of a day's streams, so that none of them can vanish as a whole.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "audit/note.hpp"
#include "audit/signed_manifest.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/connection.hpp"
#include "db/executor.hpp"

namespace audit {

// The note's text (FORMAT.md).
std::string daily_manifest_text(std::string_view log, std::string_view day, std::string_view previous,
                                const std::vector<ManifestStream>& streams, const DayTotals& totals);

// What became of the oldest day that has none.
struct ManifestStep {
  std::string day;      // empty: no day is over that lacks one
  std::string waiting;  // why it could not be made yet; empty: it was made
};

// Makes the manifest of the oldest day that is over and has none, once all its streams are sealed and signed
// to their end. Of several processes one does it; the others are told that no day lacks one. Counting a day
// of 20 million records takes half a minute.
base::Result<ManifestStep> make_next_manifest(db::Connection& connection, const Signer& signer);

struct ManifestLoopOptions {
  std::chrono::milliseconds every{60'000};
  std::chrono::minutes longest{10};  // for one day
  std::chrono::hours overdue{2};     // after the day's end it is told that one is missing
};

// Lives on the control loop.
class ManifestLoop {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  ManifestLoop(boost::asio::io_context& loop, ManifestLoopOptions options, const Signer& signer,
               db::Executor& database, const base::Clock& clock, base::Metrics& metrics, base::Log& log);
  ~ManifestLoop();

  // Looks at once, then `every`.
  void start();
  // `done` is called on the loop.
  void stop(std::function<void()> done);
  // A stream may have been signed to its end: looks again. On the loop.
  void poke();
  // Called on the loop when a manifest was made.
  void on_made(std::function<void()> call);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace audit
