#include "cli/merchant_erase.hpp"

#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "platform/erasure_store.hpp"

namespace cli {
namespace {

using base::Result;

struct WantedErasure {
  std::string appid;
  std::string reason;
};

Result<> erase(Context& context, const WantedErasure& wanted) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto done = platform::erase_merchant(**database, context.actor(), **keys, context.clock(),
                                             context.random(), {wanted.appid, wanted.reason});
  if (done) std::cerr << "merchant " << wanted.appid << " is erased; its appid and the log stay\n";
  return done;
}

}  // namespace

void add_erase(CLI::App& merchants, Context& context, Command& chosen) {
  const auto wanted = std::make_shared<WantedErasure>();
  auto& command = add_command(merchants, "erase",
                              "Destroy the tokens, names and API keys of a merchant that left (for good)",
                              chosen, [&context, wanted] { return erase(context, *wanted); });
  command.add_option("appid,--appid", wanted->appid, "The merchant's appid")->required();
  command.add_option("--reason", wanted->reason, "Why, for the log")->required();
}

}  // namespace cli
