// What signs the log and takes the signatures outside.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "audit/checkpointer.hpp"
#include "audit/daily_manifest.hpp"
#include "audit/note.hpp"
#include "audit/sinks.hpp"
#include "audit/stream_heads.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"

namespace app {

// What it needs of the gateway around it; all of it must outlive the control loop's last coroutine.
struct NotaryHouse {
  boost::asio::io_context& loop;  // the control loop
  const std::string& instance;
  const crypto::KeyRing& keys;
  db::Executor& database;
  const base::Clock& clock;
  base::Random& random;
  base::Metrics& metrics;
  base::Log& log;
};

// Lives on the control loop. Without a signing key, which only development goes without, it signs nothing.
class Notary {
 public:
  // Code::config_invalid for a file of certificates that cannot be read.
  static base::Result<std::unique_ptr<Notary>> make(const Config& config, const NotaryHouse& house);

  // Blocks: makes the key known, or says why it cannot sign; declares what the log lost by the testimony of
  // audit.checkpoint_file. Before anything runs, so that the new stream begins with it.
  base::Result<> enable();
  void start();
  // After the writer has stopped. `done` is called on the loop.
  void stop(std::function<void()> done);

  audit::StreamHeads& heads() { return heads_; }
  // Null: nothing is signed. Any thread.
  const audit::Signer* signer() const { return signer_.get(); }
  // Any thread.
  audit::WitnessState witness() const;

 private:
  explicit Notary(const NotaryHouse& house) : house_(house) {}
  base::Result<> build(const Config& config);
  base::Result<> compare_with_file(db::Connection& connection);

  const NotaryHouse house_;
  std::string file_;  // audit.checkpoint_file
  audit::StreamHeads heads_;
  std::unique_ptr<audit::Signer> signer_;              // null: nothing is signed
  std::unique_ptr<audit::Checkpointer> checkpointer_;  // null: the same
  std::unique_ptr<audit::ManifestLoop> manifests_;     // null: the same
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<audit::Sinks> sinks_;
};

}  // namespace app
