// Takes what the log signs outside: to a file, to URLs.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "audit/sink_store.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/executor.hpp"
#include "http/client.hpp"
#include "http/url.hpp"

namespace audit {

// Notes that wait longer make a deployment unwitnessed.
inline constexpr std::chrono::seconds witness_overdue{600};

struct SinkOptions {
  std::string instance;  // names this process in leases
  std::string host;      // a file is a place of this machine
  std::string file;      // notes are appended; empty: none
  std::vector<http::Url> urls;
  std::vector<std::string> url_names;  // as configured, for what is told
  std::chrono::milliseconds timeout{10'000};
  std::chrono::milliseconds database{5'000};
  std::chrono::milliseconds look_again{5'000};
  std::chrono::seconds overdue = witness_overdue;
};

// Whether somebody outside has what was signed.
struct WitnessState {
  bool witnessed = false;
  std::string what;              // in English: the newest success, or why nobody has
  std::string_view reason = {};  // why: "no_signing_key", "no_sink", "nothing_delivered", "behind"
  std::optional<base::WallTime> taken_at{};  // the newest success
  std::string sink = {};                     // one that is behind
  std::string failure = {};                  // its last one; empty: it had none
};

// The names of sinks, as the database knows them. `host`: where the file is, when there is one.
std::vector<std::string> sink_names(const std::string& host, const std::string& file,
                                    const std::vector<std::string>& urls);

// "witnessed: …" or "UNWITNESSED: …".
std::string text_of(const WitnessState& state);

// The state of a deployment by that of its sinks.
WitnessState judge_witness(const std::vector<SinkState>& sinks, std::chrono::seconds overdue);

// Lives on the control loop. Every note reaches every sink, in order; of several processes one delivers at a
// time. A URL has the notes when it answers 2xx, a file when they are on the disk.
class Sinks {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  Sinks(boost::asio::io_context& loop, SinkOptions options, http::Client& client, db::Executor& database,
        const base::Clock& clock, base::Metrics& metrics, base::Log& log);
  ~Sinks();

  void start();
  // Delivers a last time; `done` is called on the loop.
  void stop(std::function<void()> done);
  // There is something new. On the loop.
  void poke();
  // Any thread.
  WitnessState witness() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace audit
