// The table of accounts. Inside a transaction; throws what pqxx throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "db/transaction.hpp"
#include "staff/account.hpp"

namespace staff {

// Code::already_exists when the name is taken.
base::Result<Account> insert_account(db::Transaction& transaction, const Account& account,
                                     const std::string& password_hash, std::string_view created_by);
std::vector<Account> list_accounts(db::Transaction& transaction);
// By name, those after that one.
std::vector<Account> page_of_accounts(db::Transaction& transaction, const std::string& after,
                                      std::size_t limit);
// Locks the row. Code::not_found.
base::Result<Account> lock_account(db::Transaction& transaction, std::string_view name);
// Role, bounds, end, full name and disabled_at; raises the version.
Account update_account(db::Transaction& transaction, const Account& account);
void set_password(db::Transaction& transaction, int account, const std::string& hash, bool must_change);
// `envelope`: the second factor's secret. `step`: of the code that proved it, which is good no more.
void set_totp(db::Transaction& transaction, int account, std::string_view envelope, std::int64_t step,
              const std::vector<std::string>& recovery_hashes);
// Forgets the second factor and its recovery codes.
void clear_second_factor(db::Transaction& transaction, int account);
// Admins besides `account` who can log in. Locks them, so that two cannot go at once.
int other_admins(db::Transaction& transaction, int account);

}  // namespace staff
