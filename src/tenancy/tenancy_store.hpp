// Merchants and API keys in PostgreSQL. Every change stamps its row (design, section 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"
#include "tenancy/directory.hpp"

namespace tenancy {

// Reads what has a stamp above `since` into the directory: a db::ChangeReader. With 0 the directory then
// holds what the database does and nothing else.
base::Result<> load_changes(db::Connection& connection, std::int64_t since, Directory& directory);

// Holds the change counter until the end of the transaction: no other one changes a stamped row meanwhile, so
// what is read now is what is changed then. Whoever locks rows before a change takes this lock first, as
// every change does by drawing its stamp. Throws what pqxx throws.
void lock_changes(db::Transaction& transaction);

// The functions below throw what pqxx throws (run them in db::in_transaction) and give Code::not_found for a
// merchant or key that does not exist.

// Inserts the merchant or brings it back: authorised, version up by one when it was known before.
base::Result<Merchant> upsert_authorized(db::Transaction& transaction, std::string_view appid,
                                         const MerchantState& state);
// The same while WeChat has not told what it is: what is known of it stays, but for the permission sets that
// came with its consent, if any did; its state is unread.
Merchant upsert_unread(db::Transaction& transaction, std::string_view appid,
                       const std::vector<int>& permission_sets);
// What WeChat told of a merchant; permission sets and kind are replaced, and state_read_at is now.
base::Result<> store_state(db::Transaction& transaction, int merchant, const MerchantState& state);
// Marks the merchant as having left, or as there after all. No new version.
base::Result<> set_authorized(db::Transaction& transaction, int merchant, bool authorized);
base::Result<Merchant> find_merchant(db::Transaction& transaction, std::string_view appid);
base::Result<Merchant> find_merchant(db::Transaction& transaction, int id);
std::vector<Merchant> list_merchants(db::Transaction& transaction);
// Code::conflict when it is in that state already.
base::Result<> set_suspended(db::Transaction& transaction, int merchant, bool suspended,
                             std::string_view reason);

struct KeySettings {
  std::string name;
  std::vector<std::string> addresses;  // CIDR text, checked before
  double rate = 50;
  int burst = 100;
  bool allow_in_url = false;
  std::optional<base::WallTime> expires_at;
};
base::Result<ApiKey> insert_key(db::Transaction& transaction, int merchant, const KeySettings& settings,
                                std::string_view key_id, std::string_view hash, std::string_view created_by);
// Locked until the end of the transaction.
base::Result<ApiKey> lock_key(db::Transaction& transaction, std::string_view key_id);
// Moves its end; a revoked key keeps its own.
base::Result<ApiKey> set_key_end(db::Transaction& transaction, std::string_view key_id, base::WallTime end);
std::vector<ApiKey> list_keys(db::Transaction& transaction, std::optional<int> merchant);
struct KeyPageRequest {
  std::optional<KeyState> state;
  std::string after;  // key_id; empty: from the first
  std::size_t limit = 50;
};
// A merchant's, in the order they were made.
std::vector<ApiKey> page_of_keys(db::Transaction& transaction, int merchant, const KeyPageRequest& request);
// Code::conflict when it is revoked already.
base::Result<ApiKey> revoke_key(db::Transaction& transaction, std::string_view key_id,
                                std::string_view revoked_by);
// last_used_at only; not stamped, since no gateway needs to learn of it.
base::Result<> store_last_used(db::Transaction& transaction,
                               const std::vector<std::pair<int, base::WallTime>>& used);

}  // namespace tenancy
