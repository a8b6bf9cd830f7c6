#include "query/admission.hpp"

#include <utility>

#include "query/ports.hpp"

namespace query {

using base::Code;

Judgement judge(const tenancy::Merchant& merchant) {
  // Staff decided; WeChat has no say.
  if (merchant.suspended_at) return {.refusal = Code::merchant_suspended, .ask_first = false};
  if (!merchant.authorized) return {.refusal = Code::merchant_not_authorized, .ask_first = true};

  // Answers may leave members out: what is still unknown after a reading is not asked for again.
  const bool never_read = !merchant.state_read_at.has_value();
  const bool kind_known = merchant.service_type.has_value() || merchant.mini_program;
  if (kind_known && !merchant.is_service_account()) {
    return {.refusal = Code::account_type_not_supported, .ask_first = true};
  }
  const bool sets_known = !never_read || !merchant.permission_sets.empty();
  if (sets_known && !merchant.holds_permission_set(tenancy::marketcode_permission_set)) {
    return {.refusal = Code::permission_set_missing, .ask_first = true};
  }
  return {.refusal = std::nullopt, .ask_first = never_read};
}

std::optional<Code> expected_refusal(const tenancy::Merchant& merchant, const tokens::HealthReport& token) {
  if (const auto refusal = judge(merchant).refusal) return refusal;
  if (token.health == tokens::Health::needs_reauthorization && !token.usable)
    return Code::merchant_needs_reauthorization;
  return std::nullopt;
}

base::Awaitable<Admission> admit(std::shared_ptr<const tenancy::Merchant> merchant, MerchantSource& merchants,
                                 base::Deadline deadline) {
  auto judgement = judge(*merchant);
  if (judgement.ask_first) {
    merchant = co_await merchants.reread(std::move(merchant), deadline);
    judgement = judge(*merchant);
  }
  co_return Admission{std::move(merchant), judgement.refusal};
}

}  // namespace query
