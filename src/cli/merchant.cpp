// merchant list, merchant suspend, merchant resume; the others have files of their own.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/context.hpp"
#include "cli/invitation.hpp"
#include "cli/listing.hpp"
#include "cli/merchant_erase.hpp"
#include "cli/merchant_import.hpp"
#include "cli/merchant_show.hpp"
#include "cli/token_reports.hpp"
#include "db/transaction.hpp"

namespace cli {
namespace {

using base::Result;

std::vector<std::string> must_authorize(const std::vector<tenancy::Merchant>& merchants,
                                        const TokenReports& tokens) {
  std::vector<std::string> appids;
  for (const tenancy::Merchant& merchant : merchants) {
    const auto token = tokens.find(merchant.id);
    const bool must = token != tokens.end() && token->second.health == tokens::Health::needs_reauthorization;
    if (merchant.authorized && must) appids.push_back(merchant.appid);
  }
  return appids;
}

Result<> list_merchants(Context& context) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  return db::in_transaction(**database, [&](db::Transaction& transaction) -> Result<> {
    const auto tokens = token_reports(context, transaction);
    const auto merchants = tenancy::list_merchants(transaction);
    const auto links = reauthorization_links(context, transaction, must_authorize(merchants, tokens));
    if (!links) return std::unexpected(links.error());
    print_merchants(std::cout, merchants, tokens, *links, context.json);
    return {};
  });
}

Result<> suspend(Context& context, const std::string& appid, const std::string& reason) {
  const auto administration = context.administration();
  if (!administration) return std::unexpected(administration.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto done = (*administration)->suspend(**database, context.actor(), appid, reason);
  if (done) std::cerr << "merchant " << appid << " is suspended\n";
  return done;
}

Result<> resume(Context& context, const std::string& appid) {
  const auto administration = context.administration();
  if (!administration) return std::unexpected(administration.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto done = (*administration)->resume(**database, context.actor(), appid);
  if (done) std::cerr << "merchant " << appid << " is resumed\n";
  return done;
}

void add_suspend(CLI::App& merchants, Context& context, Command& chosen) {
  struct Wanted {
    std::string appid;
    std::string reason;
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& command = add_command(merchants, "suspend", "Refuse a merchant's queries until it is resumed", chosen,
                              [&context, wanted] { return suspend(context, wanted->appid, wanted->reason); });
  command.add_option("appid,--appid", wanted->appid, "The merchant's appid")->required();
  command.add_option("--reason", wanted->reason, "Why, for the log")->required();
}

}  // namespace

void add_merchant_commands(CLI::App& app, Context& context, Command& chosen) {
  CLI::App* merchants = app.add_subcommand("merchant", "Merchants and their authorisation");
  merchants->require_subcommand(1);
  merchants->fallthrough();
  add_import(*merchants, context, chosen);
  add_invitations(*merchants, context, chosen);
  add_command(*merchants, "list", "List every merchant and whether its queries can be asked", chosen,
              [&context] { return list_merchants(context); });
  add_show(*merchants, context, chosen);
  add_suspend(*merchants, context, chosen);
  add_erase(*merchants, context, chosen);

  const auto appid = std::make_shared<std::string>();
  add_command(*merchants, "resume", "Let a suspended merchant's queries through again", chosen,
              [&context, appid] { return resume(context, *appid); })
      .add_option("appid,--appid", *appid, "The merchant's appid")
      ->required();
}

}  // namespace cli
