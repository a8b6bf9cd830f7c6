// The table of access tokens. Inside a transaction; throws what pqxx throws.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/transaction.hpp"
#include "staff/access_token.hpp"
#include "staff/account.hpp"

namespace staff {

AccessToken insert_access_token(db::Transaction& transaction, int account, const std::string& hash,
                                const AccessToken& token);
// Those that are still good, newest first.
std::vector<AccessToken> list_access_tokens(db::Transaction& transaction, int account);
// How many of an account are still good. Locks the account against others who count.
int count_access_tokens(db::Transaction& transaction, int account);
// The token, nothing when the account has none of that number.
std::optional<AccessToken> delete_access_token(db::Transaction& transaction, int account, int id);
// All of an account; how many.
int delete_access_tokens(db::Transaction& transaction, int account);
// Those past their end.
void forget_old_access_tokens(db::Transaction& transaction);
// The token of the hash with its account, unless either has ended; notes its use, at most once a minute.
std::optional<std::pair<AccessToken, Account>> find_access_token(db::Transaction& transaction,
                                                                 const std::string& hash);

}  // namespace staff
