// What a merchant's browser brings back from WeChat, into the database; and what became of it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"
#include "platform/code_store.hpp"
#include "platform/merchant_update.hpp"
#include "tenancy/merchant.hpp"

namespace platform {

// What a browser brought back: the code, the state that it went out with, and whose invitation that names (0:
// none).
struct Redirect {
  base::Secret code;
  std::chrono::seconds life{};
  std::string state;
  int invitation = 0;
};
// Notes the code as a push would, and which invitation it came by. In any order with the push and with the
// exchange, any number of times. Code::rate_limited when the state has brought `most_codes` others already.
inline constexpr int most_codes = 3;
base::Result<> store_redirect(db::Connection& connection, const Observer& observer, const Redirect& redirect);
// Where the code's invitation is used now: marks it, with an `authorization` line. Redirect and exchange both
// call it, whichever comes last does it. Throws what pqxx throws.
base::Result<> note_invitation_use(db::Transaction& transaction, const Observer& observer,
                                   std::string_view code_hash);

// What came of a code, and of the merchant that it brought in.
struct CodeFate {
  CodeEnd end;
  std::optional<tenancy::Merchant> merchant;
};
// Nothing while the code is not settled. Code::not_found when it never came.
base::Result<std::optional<CodeFate>> read_fate(db::Connection& connection, std::string_view code_hash);

}  // namespace platform
