#include "cli/merchant_import.hpp"

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/merchant_lookup.hpp"
#include "base/file.hpp"
#include "cli/listing.hpp"
#include "cli/token_reports.hpp"
#include "db/transaction.hpp"
#include "platform/administration_checks.hpp"
#include "tokens/external_tokens.hpp"

namespace cli {
namespace {

using base::Result;

struct WantedImport {
  std::string appid;
  std::string token_file;
};

// A refresh token that WeChat replaced may still be taken for some minutes: that is no reason to refuse it.
void warn_of_another(const std::string& appid, const base::Secret& current, const base::Secret& given) {
  if (current.empty() || current.reveal() == given.reveal()) return;
  std::cerr << "note: WeChat names another refresh token for " << appid
            << " than the file holds; once it refuses the file's, the gateway uses that one\n";
}

// Where a token centre refreshes, it keeps the refresh token too.
Result<base::Secret> refresh_token(const app::Config& config, const WantedImport& wanted) {
  if (!config.tokens.external_url.empty()) {
    if (wanted.token_file.empty()) return base::Secret(tokens::external_refresh);
    return base::fail(
        base::Code::invalid_argument,
        "tokens.source is \"external\": the token centre keeps the refresh token, give none here");
  }
  if (wanted.token_file.empty()) {
    return base::fail(base::Code::invalid_argument, "--refresh-token-file is required");
  }
  auto refresh = base::read_secret_file(wanted.token_file);
  if (!refresh) return refresh;
  if (auto good = platform::check_credential("the refresh token", *refresh); !good) {
    return std::unexpected(good.error());
  }
  return refresh;
}

void warn_of_refreshers(const app::Config& config, const std::string& appid) {
  if (!config.tokens.external_url.empty()) return;
  std::cerr << "warning: from now on this gateway refreshes the tokens of " << appid
            << ". Whatever refreshed them before must stop, or the two void each other's; if it cannot stop, "
               "let this gateway take its tokens from there: tokens.source = \"external\"\n";
}

Result<> import(Context& context, const WantedImport& wanted) {
  // What is wrong here is said before anybody is asked.
  if (auto good = platform::check_appid(wanted.appid); !good) return good;
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  auto refresh = refresh_token(**config, wanted);
  if (!refresh) return std::unexpected(refresh.error());
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto administration = context.administration();
  if (!administration) return std::unexpected(administration.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());

  const auto known = app::look_up_merchant(**config, **keys, context.clock(), context.random(), wanted.appid);
  if (!known) return std::unexpected(known.error());
  platform::AuthorizedTokens tokens;
  tokens.refresh = std::move(*refresh);
  const auto merchant =
      (*administration)->import_merchant(**database, context.actor(), wanted.appid, known->state, tokens);
  if (!merchant) return std::unexpected(merchant.error());
  warn_of_refreshers(**config, wanted.appid);
  warn_of_another(wanted.appid, known->refresh, tokens.refresh);
  return db::in_transaction(**database, [&](db::Transaction& transaction) -> Result<> {
    print_merchants(std::cout, {*merchant}, token_reports(context, transaction), {}, context.json);
    return {};
  });
}

}  // namespace

void add_import(CLI::App& merchants, Context& context, Command& chosen) {
  const auto wanted = std::make_shared<WantedImport>();
  auto& command =
      add_command(merchants, "import", "Bring in a merchant that authorised the platform elsewhere", chosen,
                  [&context, wanted] { return import(context, *wanted); });
  command.add_option("appid,--appid", wanted->appid, "The merchant's appid")->required();
  command.add_option("--refresh-token-file", wanted->token_file,
                     "File that holds the authorizer_refresh_token; none with tokens.source = \"external\"");
}

}  // namespace cli
