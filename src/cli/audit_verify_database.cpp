// audit verify --database: the live log, everything that stands in it.
#include <unistd.h>

#include <iostream>

#include "audit/access.hpp"
#include "audit/checkpoint.hpp"
#include "audit/verify_database.hpp"
#include "base/json_writer.hpp"
#include "cli/audit_verify.hpp"
#include "cli/context.hpp"
#include "cli/witness.hpp"
#include "db/transaction.hpp"

namespace cli {
namespace {

using base::Code;
using base::Result;

Result<> note_verification(Context& context, db::Connection& database, const VerifyOptions& options) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  std::string details = "{";
  base::JsonMembers(details)
      .text_unless_empty("day", options.day)
      .text_unless_empty("stream", options.stream);
  details += '}';
  return db::in_transaction(database, [&](db::Transaction& transaction) {
    return audit::note_access(transaction, **keys, context.random(), context.clock().wall(),
                              {context.actor(), "verify", details, options.reason});
  });
}

}  // namespace

Result<> verify_live(Context& context, const VerifyOptions& options) {
  audit::DatabaseSelection selection{options.day, audit::parse_stream(options.stream)};
  if (!options.stream.empty() && selection.stream <= 0)
    return base::fail(Code::invalid_argument, "--stream is sixteen hex digits");
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (auto noted = note_verification(context, **database, options); !noted) return noted;

  audit::Findings findings;
  audit::Evidence evidence(findings);
  if (auto trusted = trust_keys(options, evidence); !trusted) return trusted;
  if (auto read = read_note_files(options, evidence); !read) return read;
  const bool own_keys = options.keys.empty();
  if (auto loaded = audit::load_evidence(**database, selection, own_keys, evidence, findings); !loaded)
    return loaded;
  audit::LogVerifier verifier(evidence, findings);
  const bool shown = options.progress || isatty(STDERR_FILENO) == 1;
  const auto told = [&](std::int64_t records) {
    if (shown) std::cerr << '\r' << records << " records" << std::flush;
  };
  if (auto read = audit::verify_database(**database, selection, verifier, findings, told); !read) return read;
  if (shown) std::cerr << '\r';
  if (own_keys && !options.json)
    std::cout << "keys        those that the database names: --key FILE holds it against yours\n";
  audit::VerifyReport report = verifier.finish();
  auto witness = witness_of(context, **database);
  if (!witness) return std::unexpected(witness.error());
  report.witness = std::move(*witness);
  return conclude(options, report, findings, true);
}

}  // namespace cli
