// The table of kept answers. Inside a transaction; throws what pqxx throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/transaction.hpp"

namespace staff {

struct KeptAnswer {
  int id = 0;
  std::string request;  // 32 bytes
  int status = 0;
  std::string envelope;  // empty: not answered yet
};

// The new row's number; nothing when the account has used the key before.
std::optional<int> insert_answer(db::Transaction& transaction, int account, std::string_view key,
                                 const std::string& request);
KeptAnswer find_answer(db::Transaction& transaction, int account, std::string_view key);
void set_answer(db::Transaction& transaction, int id, int status, const std::string& envelope);
void delete_answer(db::Transaction& transaction, int id);
// Those older than a day.
void forget_old_answers(db::Transaction& transaction);

}  // namespace staff
