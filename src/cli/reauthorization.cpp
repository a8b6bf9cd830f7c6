#include "cli/reauthorization.hpp"

#include "cli/table.hpp"
#include "platform/reauthorization.hpp"

namespace cli {

base::Result<ReauthorizationLinks> reauthorization_links(Context& context, db::Transaction& transaction,
                                                         const std::vector<std::string>& appids) {
  ReauthorizationLinks links;
  if (appids.empty()) return links;
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  const bool here = (*config)->tokens.external_url.empty() && !(*config)->platform.public_url.empty();
  for (const std::string& appid : appids) {
    std::string& link = links[appid];
    if (!here) continue;
    const auto keys = context.keys();
    if (!keys) return std::unexpected(keys.error());
    const platform::ReauthorizationSource source{(*config)->platform.public_url, **keys, context.clock(),
                                                 context.random()};
    const auto made = platform::reauthorization_link(transaction, source, context.actor(), appid);
    if (!made) return std::unexpected(made.error());
    link = made->reveal();
  }
  return links;
}

void print_links(std::ostream& out, const ReauthorizationLinks& links) {
  if (links.empty()) return;
  std::vector<Row> rows;
  for (const auto& [appid, link] : links) {
    rows.push_back({appid, link.empty() ? "set platform.public_url for a link" : link});
  }
  out << '\n';
  print_table(out, {"HAS TO AUTHORISE AGAIN", "BY THIS LINK, WITHIN DAYS"}, rows);
}

}  // namespace cli
