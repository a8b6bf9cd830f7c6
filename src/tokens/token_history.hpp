// Who is told when a merchant's tokens change what the merchant has to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "db/transaction.hpp"

namespace tokens {

// Called on threads of a db::Executor, in the transaction that stores the change; a failure undoes it.
class TokenHistory {
 public:
  virtual ~TokenHistory() = default;
  // Only a new authorisation helps; `errcode` is WeChat's.
  virtual base::Result<> lost(db::Transaction& transaction, int merchant, std::string_view appid,
                              std::optional<std::int64_t> errcode) = 0;
  // It does not need one after all.
  virtual base::Result<> found(db::Transaction& transaction, int merchant, std::string_view appid) = 0;
};

}  // namespace tokens
