// Whether a merchant's queries may leave at all.
#pragma once

#include <memory>
#include <optional>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "tenancy/merchant.hpp"
#include "tokens/health.hpp"

namespace query {

class MerchantSource;

// What is known about the merchant, judged. `ask_first`: WeChat might tell otherwise by now, or has never
// told what the judgement needs; what it has never told is no reason to refuse.
struct Judgement {
  std::optional<base::Code> refusal;
  bool ask_first = false;
};
Judgement judge(const tenancy::Merchant& merchant);

// The refusal that a query would meet by what is known now, of the merchant and of its token.
std::optional<base::Code> expected_refusal(const tenancy::Merchant& merchant,
                                           const tokens::HealthReport& token);

struct Admission {
  std::shared_ptr<const tenancy::Merchant> merchant;  // as it is known after all
  std::optional<base::Code> refusal;                  // nothing: admitted
};

// Judges, and where that may change the outcome has the merchant read anew and judges again.
base::Awaitable<Admission> admit(std::shared_ptr<const tenancy::Merchant> merchant, MerchantSource& merchants,
                                 base::Deadline deadline);

}  // namespace query
