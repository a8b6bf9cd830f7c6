// By which invitation an account consented at WeChat, and who was turned away; in PostgreSQL.
#pragma once

#include <chrono>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"
#include "platform/admission.hpp"

namespace platform {

// All but the last throw what pqxx throws.

// A consent is begun by the invitation, with this pre-auth code.
void note_consent(db::Transaction& transaction, const base::Secret& pre_auth_code, int invitation);
// A push told with which pre-auth code the account consented that the code is of; other ones than ours change
// nothing.
void link_consent(db::Transaction& transaction, std::string_view code_hash,
                  const base::Secret& pre_auth_code);

// The account stays out until it consents in another way.
void turn_away(db::Transaction& transaction, std::string_view appid, int invitation, Entry reason);
// It came in after all, or it left.
void forget_turned_away(db::Transaction& transaction, std::string_view appid);
// As of what was known at that time: nothing when it was turned away since.
void forget_turned_away_before(db::Transaction& transaction, std::string_view appid, base::WallTime time);
bool is_turned_away(db::Transaction& transaction, std::string_view appid);

// Deletes codes and begun consents that ended longer than `age` ago, at most `limit` of each.
base::Result<> delete_old_codes(db::Connection& connection, std::chrono::hours age, int limit);

}  // namespace platform
