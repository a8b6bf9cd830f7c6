#include "app/notary.hpp"

#include <utility>

#include "app/instance_store.hpp"
#include "audit/regression.hpp"
#include "audit/signing_keys.hpp"
#include "base/ids.hpp"
#include "db/transaction.hpp"
#include "http/tls.hpp"

namespace app {
namespace {

constexpr std::chrono::seconds notary_patience{10};
constexpr std::size_t longest_look_back = 64U << 20;  // of audit.checkpoint_file: weeks

}  // namespace

base::Result<std::unique_ptr<Notary>> Notary::make(const Config& config, const NotaryHouse& house) {
  std::unique_ptr<Notary> notary(new Notary(house));
  if (config.audit.signing_key.empty()) return notary;
  if (auto built = notary->build(config); !built) return std::unexpected(built.error());
  return notary;
}

base::Result<> Notary::build(const Config& config) {
  const AuditConfig& audit = config.audit;
  auto tls = http::TlsClientContext::load(audit.checkpoint_ca_file);
  if (!tls) return std::unexpected(tls.error());
  file_ = audit.checkpoint_file;
  signer_ = std::make_unique<audit::Signer>(audit::Signer::parse(audit.signing_key).value());

  audit::CheckpointerOptions options;
  options.every = audit.checkpoint;
  options.orphaned_after = std::chrono::ceil<std::chrono::seconds>(audit.stale_after * 2);
  checkpointer_ = std::make_unique<audit::Checkpointer>(
      house_.loop, options, *signer_, heads_, house_.database, house_.clock, house_.metrics, house_.log);
  manifests_ =
      std::make_unique<audit::ManifestLoop>(house_.loop, audit::ManifestLoopOptions(), *signer_,
                                            house_.database, house_.clock, house_.metrics, house_.log);
  client_ = std::make_unique<http::Client>(house_.loop, http::ClientOptions(), std::move(*tls), house_.clock);
  audit::SinkOptions sinks;
  sinks.instance = house_.instance;
  sinks.host = host_name();
  sinks.file = audit.checkpoint_file;
  sinks.url_names = audit.checkpoint_urls;
  for (const std::string& url : audit.checkpoint_urls)
    sinks.urls.push_back(*http::Url::parse(url));
  sinks_ = std::make_unique<audit::Sinks>(house_.loop, std::move(sinks), *client_, house_.database,
                                          house_.clock, house_.metrics, house_.log);

  heads_.on_sealed([this] { checkpointer_->poke(); });
  checkpointer_->on_signed([this] {
    manifests_->poke();
    sinks_->poke();
  });
  manifests_->on_made([this] { sinks_->poke(); });
  return {};
}

base::Result<> Notary::enable() {
  if (!signer_) return {};
  return house_.database.run_blocking(
      {house_.clock.steady() + notary_patience}, [this](db::Connection& connection) {
        if (auto known = audit::register_signing_key(connection, signer_->verifier()); !known) return known;
        return compare_with_file(connection);
      });
}

// A database that was put back to an earlier time knows nothing of it: only what stands outside does. No
// stream of an earlier process is ever continued, so all that is left to do is to say it.
base::Result<> Notary::compare_with_file(db::Connection& connection) {
  if (file_.empty()) return {};
  const auto keys = db::in_transaction(
      connection, [this](db::Transaction& transaction) -> base::Result<std::vector<audit::Verifier>> {
        std::vector<audit::Verifier> all{signer_->verifier()};
        for (const audit::SigningKey& key : audit::list_signing_keys(transaction)) {
          if (auto parsed = audit::Verifier::parse(key.key)) all.push_back(std::move(*parsed));
        }
        return all;
      });
  if (!keys) return std::unexpected(keys.error());
  const auto known = audit::newest_in_file(file_, *keys, longest_look_back);
  if (!known) return std::unexpected(known.error());
  const auto lost = audit::find_lost(connection, *known);
  if (!lost) return std::unexpected(lost.error());
  house_.metrics
      .gauge("marketcode_audit_regressed_streams",
             "Streams that audit.checkpoint_file knows longer than the database, at the start.")
      .set(static_cast<double>(lost->size()));
  if (lost->empty()) return {};
  for (const audit::Lost& one : *lost) {
    house_.log.error("audit_log_regressed", {{"stream", base::to_hex(one.known.checkpoint.stream)},
                                             {"known", one.known.checkpoint.size},
                                             {"found", one.found.value_or(0)}});
  }
  return audit::declare_lost(connection, house_.keys, house_.random, house_.clock.wall(), house_.instance,
                             *lost);
}

void Notary::start() {
  if (!signer_) return;
  checkpointer_->start();
  manifests_->start();
  sinks_->start();
}

// Each after what it takes from.
void Notary::stop(std::function<void()> done) {
  if (!signer_) return done();
  manifests_->stop([this, done = std::move(done)] {
    checkpointer_->stop([this, done] {
      sinks_->stop([this, done] {
        client_->close();
        done();
      });
    });
  });
}

audit::WitnessState Notary::witness() const {
  if (!signer_)
    return {.what = "there is no audit.signing_key: nothing is signed", .reason = "no_signing_key"};
  return sinks_->witness();
}

}  // namespace app
