// audit proof, audit bundle: that a record is in the log, that a log only grew, and a receipt.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/proof_store.hpp"
#include "base/file.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/audit_asked.hpp"
#include "db/transaction.hpp"

namespace cli {
namespace {

using base::Code;
using base::Result;

struct ProofOptions {
  std::string id;
  std::string stream;
  std::int64_t old_size = 0;
  std::int64_t size = 0;
  std::string out;
  std::string reason;
};

// Notes who asked for what, then runs the work in one transaction.
template <class F>
Result<> with_asked(Context& context, const std::string& action, const std::string& what,
                    const std::string& reason, F work) {
  std::string details = "{";
  base::JsonMembers(details).text("of", what);
  const auto database = cli::asked(context, action, details + '}', reason);
  if (!database) return std::unexpected(database.error());
  return db::in_transaction(**database,
                            [&](db::Transaction& transaction) -> Result<> { return work(transaction); });
}

std::string path_json(const std::vector<audit::Hash>& path) {
  std::string out = "[";
  for (const audit::Hash& hash : path) {
    if (out.size() > 1) out += ',';
    base::append_json_string(out, base::to_base64(hash));
  }
  return out + "]";
}

void print_path(const std::vector<audit::Hash>& path) {
  for (const audit::Hash& hash : path)
    std::cout << "path     " << base::to_base64(hash) << '\n';
}

Result<audit::RecordId> record_of(const std::string& text) {
  const auto id = audit::parse_record_id(text);
  if (!id) return base::fail(Code::invalid_argument, "a record is <stream>/<seq>, as in X-Audit-Id");
  return *id;
}

Result<> inclusion(Context& context, const ProofOptions& options) {
  const auto id = record_of(options.id);
  if (!id) return std::unexpected(id.error());
  return with_asked(
      context, "proof", options.id, options.reason, [&](db::Transaction& transaction) -> Result<> {
        const auto proof = audit::prove_inclusion(transaction, *id, options.size);
        if (!proof) return std::unexpected(proof.error());
        if (context.json) {
          std::string out = "{";
          base::JsonMembers(out)
              .text("id", id->text())
              .number("size", proof->size)
              .text("leaf", base::to_base64(proof->leaf))
              .text("root", base::to_base64(proof->root))
              .raw("path", path_json(proof->path));
          std::cout << out << "}\n";
          return {};
        }
        std::cout << "record   " << id->text() << "\nsize     " << proof->size << "\nleaf     "
                  << base::to_base64(proof->leaf) << "\nroot     " << base::to_base64(proof->root) << '\n';
        print_path(proof->path);
        return {};
      });
}

Result<> consistency(Context& context, const ProofOptions& options) {
  const auto stream = audit::parse_stream(options.stream);
  if (stream <= 0) return base::fail(Code::invalid_argument, "a stream is sixteen hex digits");
  const std::string what =
      options.stream + ' ' + std::to_string(options.old_size) + ' ' + std::to_string(options.size);
  return with_asked(context, "proof", what, options.reason, [&](db::Transaction& transaction) -> Result<> {
    const auto proof = audit::prove_consistency(transaction, stream, options.old_size, options.size);
    if (!proof) return std::unexpected(proof.error());
    if (context.json) {
      std::cout << audit::consistency_json(stream, options.old_size, options.size, *proof) << '\n';
      return {};
    }
    std::cout << "stream   " << options.stream << "\nold root " << base::to_base64(proof->old_root)
              << "\nnew root " << base::to_base64(proof->root) << '\n';
    print_path(proof->path);
    return {};
  });
}

Result<> bundle(Context& context, const ProofOptions& options) {
  const auto id = record_of(options.id);
  if (!id) return std::unexpected(id.error());
  return with_asked(context, "bundle", options.id, options.reason,
                    [&](db::Transaction& transaction) -> Result<> {
                      const auto made = audit::make_bundle(transaction, *id);
                      if (!made) return std::unexpected(made.error());
                      const std::string text = audit::bundle_json(*made);
                      if (!options.out.empty()) return base::write_file(options.out, text);
                      std::cout << text;
                      return {};
                    });
}

}  // namespace

void add_audit_proof(CLI::App& audit, Context& context, Command& chosen) {
  CLI::App* proof = audit.add_subcommand("proof", "Merkle proofs (RFC 6962)");
  proof->require_subcommand(1);
  proof->fallthrough();
  const auto options = std::make_shared<ProofOptions>();
  const auto with_reason = [options](CLI::App& command) {
    command.add_option("--reason", options->reason, "Why; it stands in the log");
  };

  CLI::App& included = add_command(*proof, "inclusion", "That a record is in its stream", chosen,
                                   [&context, options] { return inclusion(context, *options); });
  included.add_option("record", options->id, "<stream>/<seq>")->required();
  included.add_option("--size", options->size, "The stream's size to prove it for; as it is now");
  with_reason(included);

  CLI::App& grown = add_command(*proof, "consistency", "That a stream only grew between two sizes", chosen,
                                [&context, options] { return consistency(context, *options); });
  grown.add_option("stream", options->stream, "Sixteen hex digits")->required();
  grown.add_option("old", options->old_size, "The smaller size")->required();
  grown.add_option("new", options->size, "The larger size")->required();
  with_reason(grown);

  CLI::App& receipt =
      add_command(audit, "bundle", "The receipt for a record: line, path, checkpoint and keys in one file",
                  chosen, [&context, options] { return bundle(context, *options); });
  receipt.add_option("record", options->id, "<stream>/<seq>")->required();
  receipt.add_option("--out", options->out, "The file; standard output when it is not given");
  with_reason(receipt);
}

}  // namespace cli
