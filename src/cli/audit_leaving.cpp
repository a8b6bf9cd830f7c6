#include "cli/audit_leaving.hpp"

#include "audit/signing_keys.hpp"
#include "db/transaction.hpp"

namespace cli {

base::Result<audit::Hand> hand_of(Context& context) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto actor = context.actor();
  return audit::Hand{actor.kind, actor.name, **keys, context.clock(), context.random()};
}

base::Result<std::vector<audit::Verifier>> trusted_keys(Context& context, db::Connection& database) {
  std::vector<audit::Verifier> trusted;
  const auto read = db::in_transaction(database, [&](db::Transaction& transaction) -> base::Result<> {
    for (const audit::SigningKey& known : audit::list_signing_keys(transaction)) {
      auto key = audit::Verifier::parse(known.key);
      if (!key) return std::unexpected(key.error());
      trusted.push_back(std::move(*key));
    }
    return {};
  });
  if (!read) return std::unexpected(read.error());
  const auto signer = context.signer();
  if (!signer) return std::unexpected(signer.error());
  if (*signer != nullptr) trusted.push_back((*signer)->verifier());
  return trusted;
}

}  // namespace cli
