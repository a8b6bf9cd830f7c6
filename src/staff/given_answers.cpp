#include "staff/given_answers.hpp"

#include "crypto/hash.hpp"
#include "db/transaction.hpp"
#include "staff/answer_store.hpp"

namespace staff {

using base::Result;

std::string answer_row(int id) { return "staff_answer/" + std::to_string(id); }

Result<Claim> GivenAnswers::claim(db::Connection& connection, int account, std::string_view key,
                                  std::string_view request) {
  const std::string digest(crypto::view(crypto::sha256(request)));
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Claim> {
    forget_old_answers(transaction);
    if (const auto ours = insert_answer(transaction, account, key, digest))
      return Claim{.kind = Claim::Kind::ours, .id = *ours, .status = 0, .body = {}};
    const auto kept = find_answer(transaction, account, key);
    if (kept.request != digest)
      return Claim{.kind = Claim::Kind::different, .id = kept.id, .status = 0, .body = {}};
    if (kept.envelope.empty())
      return Claim{.kind = Claim::Kind::begun, .id = kept.id, .status = 0, .body = {}};
    auto body = keys_.open(kept.envelope, answer_row(kept.id));
    if (!body) return std::unexpected(body.error());
    return Claim{
        .kind = Claim::Kind::answered, .id = kept.id, .status = kept.status, .body = std::move(*body)};
  });
}

Result<> GivenAnswers::keep(db::Connection& connection, int claim, int status, std::string_view body) {
  const std::string envelope = keys_.seal(body, answer_row(claim), random_);
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    set_answer(transaction, claim, status, envelope);
    return {};
  });
}

Result<> GivenAnswers::release(db::Connection& connection, int claim) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    delete_answer(transaction, claim);
    return {};
  });
}

}  // namespace staff
