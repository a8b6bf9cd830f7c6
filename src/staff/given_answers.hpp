// Answers that are given again: what makes a request with an Idempotency-Key safe to repeat.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"

namespace staff {

// What becomes of a request that carries a key.
struct Claim {
  enum class Kind {
    ours,       // nobody has asked before: do it, then keep() or release()
    answered,   // `status` and `body` are the answer of then
    different,  // the key was used for another request
    begun,      // the same request is being worked on, or was cut off
  } kind = Kind::ours;
  int id = 0;
  int status = 0;
  base::Secret body;  // may hold what is shown once
};

// Blocking; for threads of a db::Executor. Answers are kept for a day, encrypted.
class GivenAnswers {
 public:
  GivenAnswers(const crypto::KeyRing& keys, base::Random& random) : keys_(keys), random_(random) {}

  // `request`: all that makes two requests the same.
  base::Result<Claim> claim(db::Connection& connection, int account, std::string_view key,
                            std::string_view request);
  base::Result<> keep(db::Connection& connection, int claim, int status, std::string_view body);
  // Nothing was made: the key may be used again.
  base::Result<> release(db::Connection& connection, int claim);

 private:
  const crypto::KeyRing& keys_;
  base::Random& random_;
};

// Names the row of an answer in its envelope.
std::string answer_row(int id);

}  // namespace staff
