// audit key create, show, rotate: the key that signs checkpoints, manifests and exports.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/outbox.hpp"
#include "audit/signing_keys.hpp"
#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "cli/context.hpp"

namespace cli {
namespace {

using base::Code;
using base::Result;

struct WantedSigner {
  std::string name;
  std::string file;
  std::string old_file;
};

Result<> create_signer(Context& context, const WantedSigner& wanted) {
  if (!audit::is_key_name(wanted.name))
    return base::fail(Code::invalid_argument, "--name must be without spaces, '+' and control characters");
  const auto signer = audit::Signer::generate(wanted.name, context.random());
  if (auto written = base::create_secret_file(wanted.file, signer.text()); !written) return written;
  std::cout << signer.verifier().text() << '\n';
  return {};
}

void print(const std::vector<audit::SigningKey>& keys, bool json) {
  for (const audit::SigningKey& key : keys) {
    if (json) {
      std::string out = "{";
      base::JsonMembers(out)
          .number("position", key.position)
          .text("key", key.key)
          .boolean("current", &key == &keys.back())
          .text("since", base::to_rfc3339(key.created_at))
          .text_unless_empty("change", key.note);
      std::cout << out << "}\n";
    } else if (key.note.empty()) {
      std::cout << key.key << '\n';
    } else {
      std::cout << '\n' << key.note;
    }
  }
}

// As text it is what `audit verify --key` reads: the first key, and the changes to those after it.
Result<> show_signers(Context& context) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  return db::in_transaction(**database, [&](db::Transaction& transaction) -> Result<> {
    const auto keys = audit::list_signing_keys(transaction);
    if (keys.empty())
      return base::fail(Code::not_found,
                        "nothing was signed yet: a gateway with audit.signing_key has to run first");
    print(keys, context.json);
    return {};
  });
}

Result<audit::Signer> read_signer(const std::string& file) {
  const auto text = base::read_secret_file(file);
  if (!text) return std::unexpected(text.error());
  auto signer = audit::Signer::parse(*text);
  if (!signer) return base::fail(Code::invalid_argument, file + ": " + signer.error().detail);
  return signer;
}

Result<> rotate_signer(Context& context, const WantedSigner& wanted) {
  const auto before = read_signer(wanted.old_file);
  if (!before) return std::unexpected(before.error());
  const auto after = read_signer(wanted.file);
  if (!after) return std::unexpected(after.error());
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto note = db::in_transaction(**database, [&](db::Transaction& transaction) -> Result<std::string> {
    auto changed = audit::change_signing_key(transaction, *before, *after, context.clock().wall());
    if (!changed) return changed;
    audit::Event event;
    event.time = context.clock().wall();
    event.actor_kind = context.actor().kind;
    event.actor = context.actor().name;
    event.action = "audit_key_rotated";
    event.details = "{";
    base::JsonMembers(event.details)
        .text("before", before->verifier().text())
        .text("after", after->verifier().text());
    event.details += '}';
    if (auto noted = audit::put(transaction, **keys, context.random(), event); !noted)
      return std::unexpected(noted.error());
    return changed;
  });
  if (!note) return std::unexpected(note.error());
  std::cout << *note;
  std::cerr
      << "the change is announced; now give every gateway the new key as audit.signing_key and restart it. "
         "Until then they sign with the old one, which stays good for what it signed\n";
  return {};
}

}  // namespace

void add_audit_key(CLI::App& audit, Context& context, Command& chosen) {
  CLI::App* key = audit.add_subcommand("key", "The key that signs checkpoints, manifests and exports");
  key->require_subcommand(1);
  key->fallthrough();
  const auto wanted = std::make_shared<WantedSigner>();
  CLI::App& made = add_command(
      *key, "create", "Write a new private key to a file that is not there yet; print the public one", chosen,
      [&context, wanted] { return create_signer(context, *wanted); });
  made.add_option("--name", wanted->name, "Of the log, unique in the world: a domain name and path of yours")
      ->required();
  made.add_option("--out", wanted->file, "The file, readable by its owner only")->required();

  add_command(*key, "show", "Print the public keys: the first one, and the signed changes to those after it",
              chosen, [&context] { return show_signers(context); });

  CLI::App& rotated = add_command(*key, "rotate", "Announce a new key, signed by the old one", chosen,
                                  [&context, wanted] { return rotate_signer(context, *wanted); });
  rotated.add_option("--old-key-file", wanted->old_file, "The private key that gateways use now")->required();
  rotated
      .add_option("--new-key-file", wanted->file,
                  "The private key that they are to use, from `audit key create`")
      ->required();
}

}  // namespace cli
