// audit key create: the key that signs checkpoints.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/note.hpp"
#include "base/file.hpp"
#include "cli/context.hpp"

namespace cli {
namespace {

using base::Code;
using base::Result;

struct CreateOptions {
  std::string name;
  std::string file;
};

Result<> create(Context& context, const CreateOptions& options) {
  if (!audit::is_key_name(options.name))
    return base::fail(Code::invalid_argument, "--name must be without spaces, '+' and control characters");
  const auto signer = audit::Signer::generate(options.name, context.random());
  if (auto written = base::create_secret_file(options.file, signer.text()); !written) return written;
  std::cout << signer.verifier().text() << '\n';
  return {};
}

}  // namespace

void add_audit_key(CLI::App& audit, Context& context, Command& chosen) {
  CLI::App* key = audit.add_subcommand("key", "The key that signs checkpoints, manifests and exports");
  key->require_subcommand(1);
  key->fallthrough();
  const auto options = std::make_shared<CreateOptions>();
  CLI::App& command = add_command(
      *key, "create", "Write a new private key to a file that is not there yet; print the public one", chosen,
      [&context, options] { return create(context, *options); });
  command
      .add_option("--name", options->name, "Of the log, unique in the world: a domain name and path of yours")
      ->required();
  command.add_option("--out", options->file, "The file, readable by its owner only")->required();
}

}  // namespace cli
