// key create, key list, key rotate, key revoke.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "base/json_writer.hpp"
#include "cli/context.hpp"
#include "cli/expiry.hpp"
#include "cli/listing.hpp"
#include "db/transaction.hpp"

namespace cli {
namespace {

using base::Result;

struct WantedKey {
  std::string appid;
  std::string expires;
  tenancy::KeySettings settings;
};

// The key alone goes to standard output, so that it can be put where it belongs without being seen.
void print_created_key(const platform::CreatedKey& created, bool json) {
  if (json) {
    std::string out = "{";
    base::JsonMembers(out).text("key_id", created.key.key_id).text("api_key", created.text.reveal());
    std::cout << out << "}\n";
    base::wipe(out);
    return;
  }
  std::cout << created.text.reveal() << '\n';
  std::cerr << "key " << created.key.key_id << " was created; it is shown this once only\n";
}

Result<> create_key(Context& context, WantedKey wanted) {
  if (!wanted.expires.empty()) {
    const auto moment = parse_expiry(wanted.expires);
    if (!moment) return std::unexpected(moment.error());
    wanted.settings.expires_at = *moment;
  }
  const auto administration = context.administration();
  if (!administration) return std::unexpected(administration.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto created =
      (*administration)->create_key(**database, context.actor(), wanted.appid, wanted.settings);
  if (!created) return std::unexpected(created.error());
  print_created_key(*created, context.json);
  return {};
}

Result<> list_keys(Context& context, const std::string& appid) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  return db::in_transaction(**database, [&](db::Transaction& transaction) -> Result<> {
    std::map<int, std::string> appids;
    std::optional<int> only;
    for (const auto& merchant : tenancy::list_merchants(transaction)) {
      appids.emplace(merchant.id, merchant.appid);
      if (merchant.appid == appid) only = merchant.id;
    }
    if (!appid.empty() && !only) return base::fail(base::Code::not_found, "there is no merchant " + appid);
    print_keys(std::cout, tenancy::list_keys(transaction, only), appids, context.clock().wall(),
               context.json);
    return {};
  });
}

Result<> rotate_key(Context& context, const std::string& key_id, std::int64_t overlap_minutes) {
  const auto administration = context.administration();
  if (!administration) return std::unexpected(administration.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto rotated =
      (*administration)
          ->rotate_key(**database, context.actor(), key_id, std::chrono::minutes(overlap_minutes));
  if (!rotated) return std::unexpected(rotated.error());
  print_created_key(rotated->created, context.json);
  std::cerr << "key " << key_id << " ends at " << base::to_rfc3339(*rotated->old.expires_at) << '\n';
  return {};
}

Result<> revoke(Context& context, const std::string& key_id) {
  const auto administration = context.administration();
  if (!administration) return std::unexpected(administration.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto revoked = (*administration)->revoke_key(**database, context.actor(), key_id);
  if (!revoked) return std::unexpected(revoked.error());
  std::cerr << "key " << key_id << " (" << revoked->name << ") is revoked\n";
  return {};
}

void add_create(CLI::App& keys, Context& context, Command& chosen) {
  const auto wanted = std::make_shared<WantedKey>();
  auto& command = add_command(keys, "create", "Create an API key and print it, this once", chosen,
                              [&context, wanted] { return create_key(context, *wanted); });
  auto& settings = wanted->settings;
  command.add_option("merchant,--merchant", wanted->appid, "The merchant's appid")->required();
  command.add_option("--name", settings.name, "What the key is for")->required();
  command
      .add_option("--address", settings.addresses,
                  "An address or CIDR range it may be used from; several times")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--rate", settings.rate, "Queries a second")->capture_default_str();
  command.add_option("--burst", settings.burst, "Queries at once")->capture_default_str();
  command.add_option("--expires", wanted->expires, "UTC, 2027-01-01 or 2027-01-01T12:00:00Z");
  command.add_flag("--allow-in-url", settings.allow_in_url,
                   "Take it as access_token in a URL, where logs see it");
}

}  // namespace

void add_key_commands(CLI::App& app, Context& context, Command& chosen) {
  CLI::App* keys = app.add_subcommand("key", "API keys of merchants' systems");
  keys->require_subcommand(1);
  keys->fallthrough();
  add_create(*keys, context, chosen);

  const auto appid = std::make_shared<std::string>();
  add_command(*keys, "list", "List the keys of one merchant or of all", chosen, [&context, appid] {
    return list_keys(context, *appid);
  }).add_option("merchant,--merchant", *appid, "The merchant's appid");

  const auto rotated = std::make_shared<std::string>();
  const auto overlap = std::make_shared<std::int64_t>(24 * 60);
  auto& rotate =
      add_command(*keys, "rotate", "Create a key that takes over from one, which ends a while later", chosen,
                  [&context, rotated, overlap] { return rotate_key(context, *rotated, *overlap); });
  rotate.add_option("key_id,--key-id", *rotated, "The 12 characters after mk_")->required();
  rotate.add_option("--overlap", *overlap, "For so many minutes both are good")
      ->check(CLI::Range(0, 43'200))
      ->capture_default_str();

  const auto key_id = std::make_shared<std::string>();
  add_command(*keys, "revoke", "Revoke a key for good, everywhere within 2 s", chosen,
              [&context, key_id] { return revoke(context, *key_id); })
      .add_option("key_id,--key-id", *key_id, "The 12 characters after mk_")
      ->required();
}

}  // namespace cli
