#include "app/notary.hpp"

#include <utility>

#include "audit/signing_keys.hpp"

namespace app {
namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

Notary::Notary(const Config& config, const NotaryHouse& house) : house_(house) {
  if (config.audit.signing_key.empty()) return;
  signer_ = std::make_unique<audit::Signer>(audit::Signer::parse(config.audit.signing_key).value());
  audit::CheckpointerOptions options;
  options.every = config.audit.checkpoint;
  options.orphaned_after = std::chrono::ceil<std::chrono::seconds>(config.audit.stale_after * 2);
  checkpointer_ = std::make_unique<audit::Checkpointer>(house.loop, options, *signer_, heads_, house.database,
                                                        house.clock, house.metrics, house.log);
  manifests_ = std::make_unique<audit::ManifestLoop>(house.loop, audit::ManifestLoopOptions(), *signer_,
                                                     house.database, house.clock, house.metrics, house.log);
  checkpointer_->on_signed([this] { manifests_->poke(); });
  heads_.on_sealed([this] { checkpointer_->poke(); });
}

base::Result<> Notary::enable() {
  if (!signer_) return {};
  return house_.database.run_blocking({house_.clock.steady() + patience}, [this](db::Connection& connection) {
    return audit::register_signing_key(connection, signer_->verifier());
  });
}

void Notary::start() {
  if (!signer_) return;
  checkpointer_->start();
  manifests_->start();
}

void Notary::stop(std::function<void()> done) {
  if (!signer_) return done();
  manifests_->stop([this, done = std::move(done)] { checkpointer_->stop(done); });
}

}  // namespace app
