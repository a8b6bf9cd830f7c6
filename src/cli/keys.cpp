// keys generate, keys status, keys rotate: master keys.
#include <algorithm>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/instance_store.hpp"
#include "cli/context.hpp"
#include "cli/key_usage.hpp"
#include "platform/key_rotation.hpp"

namespace cli {
namespace {

using base::Code;
using base::Result;

Result<> generate(Context& context, std::uint32_t id) {
  std::cout << crypto::KeyRing::generate_line(id, context.random()).reveal() << '\n';
  return {};
}

Result<> print_usage(Context& context, db::Connection& database, const crypto::KeyRing& keys) {
  const auto counts = platform::count_envelopes(database);
  if (!counts) return std::unexpected(counts.error());
  const auto gateways = app::live_instances(database);
  if (!gateways) return std::unexpected(gateways.error());
  print_key_usage(std::cout, key_usage(keys, *counts, *gateways), context.json);
  return {};
}

Result<> status(Context& context) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  return print_usage(context, **database, **keys);
}

// A gateway that lacks the key could open nothing any more.
Result<> check_gateways(db::Connection& database, std::uint32_t current) {
  const auto gateways = app::live_instances(database);
  if (!gateways) return std::unexpected(gateways.error());
  for (const app::LiveInstance& gateway : *gateways) {
    if (std::ranges::binary_search(gateway.master_keys, current)) continue;
    return base::fail(Code::conflict,
                      "gateway " + gateway.id + " on " + gateway.host + " runs without master key " +
                          std::to_string(current) +
                          ": give it the key and restart it first (one that died is forgotten after a "
                          "minute)");
  }
  return {};
}

Result<> rotate_master_key(Context& context) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (auto ready = check_gateways(**database, (*keys)->current_id()); !ready) return ready;
  const auto progress = [](std::string_view column, std::int64_t resealed) {
    std::cerr << column << ": " << resealed << " sealed anew\n";
  };
  const auto rotation = platform::rotate_master_keys(**database, context.actor(), **keys, context.clock(),
                                                     context.random(), progress);
  if (!rotation) return std::unexpected(rotation.error());
  if (auto printed = print_usage(context, **database, **keys); !printed) return printed;
  const auto left = platform::left_to_rotate(rotation->after, (*keys)->current_id());
  if (left == 0) return {};
  return base::fail(Code::conflict,
                    std::to_string(left) + " envelopes are not under master key " +
                        std::to_string((*keys)->current_id()) + " yet, " +
                        std::to_string(rotation->unopened) +
                        " of them because their key does not open them: run it again when every gateway "
                        "seals under that key");
}

}  // namespace

void add_keys_commands(CLI::App& app, Context& context, Command& chosen) {
  CLI::App* keys = app.add_subcommand("keys", "Master keys");
  keys->require_subcommand(1);
  keys->fallthrough();
  const auto id = std::make_shared<std::uint32_t>(1);
  add_command(*keys, "generate", "Print a line with a new master key", chosen,
              [&context, id] { return generate(context, *id); })
      .add_option("--id", *id, "The number of the key")
      ->capture_default_str();
  add_command(*keys, "status", "Tell how many envelopes need which master key, and which may be dropped",
              chosen, [&context] { return status(context); });
  add_command(*keys, "rotate",
              "Seal every envelope under the current master key while gateways run; when it was interrupted, "
              "run it again",
              chosen, [&context] { return rotate_master_key(context); });
}

}  // namespace cli
