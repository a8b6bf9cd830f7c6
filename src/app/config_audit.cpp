#include "app/config_audit.hpp"

#include "app/config_outward.hpp"
#include "audit/note.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_urls = 8;

void read_signing(ConfigReader& reader, Config& config) {
  AuditConfig& audit = config.audit;
  reader.text("audit.log_name", audit.log_name);
  reader.secret("audit.signing_key", audit.signing_key, !config.development);
  reader.duration("audit.checkpoint_ms", audit.checkpoint, 100ms, 10s);
  if (!audit.log_name.empty() && !audit::is_key_name(audit.log_name))
    reader.mistake("audit.log_name", "must be without spaces, '+' and control characters");
  reader.path("audit.checkpoint_file", audit.checkpoint_file);
  reader.texts("audit.checkpoint_urls", audit.checkpoint_urls);
  reader.path("audit.checkpoint_ca_file", audit.checkpoint_ca_file);
  reader.flag("audit.open", audit.open);
  if (audit.checkpoint_urls.size() > most_urls)
    reader.mistake("audit.checkpoint_urls", "has more than 8 URLs");
  for (const std::string& url : audit.checkpoint_urls)
    check_url(reader, "audit.checkpoint_urls", url);
  if (audit.signing_key.empty()) return;
  const auto signer = audit::Signer::parse(audit.signing_key);
  if (!signer) return reader.mistake("audit.signing_key", signer.error().detail);
  if (audit.log_name.empty()) audit.log_name = signer->verifier().name();
  if (signer->verifier().name() != audit.log_name)
    reader.mistake("audit.signing_key",
                   "is the key of " + signer->verifier().name() + ", not of audit.log_name");
}

// China's Cybersecurity Law, article 21: logs are kept for six months at least.
constexpr int shortest_retention = 185;

void read_retention(ConfigReader& reader, Config& config) {
  reader.number("audit.personal_days", config.audit.personal_days, 0, 36'500);
  reader.number("retention.min_days", config.retention.min_days, 0, 36'500);
  if (config.retention.min_days < shortest_retention) {
    reader.mistake("retention.min_days",
                   "must be at least 185: the law (Cybersecurity Law, article 21) wants logs kept for six "
                   "months");
  }
}

}  // namespace

void read_audit(ConfigReader& reader, Config& config) {
  AuditConfig& audit = config.audit;
  reader.duration("audit.stale_after_s", audit.stale_after, 1s, 1h);
  reader.duration("audit.index_ms", audit.index, 100ms, 60s);
  reader.number("audit.roll_over", audit.roll_over, 16, 1 << 20);
  reader.number("audit.waiting", audit.waiting, 16, 1'000'000);
  reader.number("audit.refusals", audit.refusals, 16, 1'000'000);
  if (!config.development && audit.stale_after < 2 * longest_query) {
    reader.mistake("audit.stale_after_s",
                   "must be at least 30: a query may run for 15 s (development = true lifts this)");
  }
  read_signing(reader, config);
  read_retention(reader, config);
}

}  // namespace app
