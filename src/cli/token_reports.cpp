#include "cli/token_reports.hpp"

#include <iostream>

#include "tokens/refused_address_store.hpp"
#include "tokens/token_store.hpp"

namespace cli {

TokenReports token_reports(Context& context, db::Transaction& transaction) {
  TokenReports reports;
  for (const auto& [merchant, held] : tokens::held_tokens(transaction)) {
    reports.emplace(merchant, tokens::health(held.state, context.clock().wall(), held.leased));
  }
  for (const tokens::RefusedAddress& refused : tokens::refused_addresses(transaction)) {
    std::cerr << "warning: WeChat refuses the address " << refused.address << " (errcode " << refused.errcode
              << ", last at " << moment(refused.refused_at)
              << "): put it on the platform's IP whitelist at open.weixin.qq.com\n";
  }
  return reports;
}

}  // namespace cli
