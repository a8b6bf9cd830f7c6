#include "query/admission.hpp"

#include <memory>

#include <doctest/doctest.h>

#include "support/fake_merchants.hpp"
#include "support/run_loop.hpp"

namespace admission_test {

using base::Code;
using query::judge;
using support::good_merchant;

TEST_CASE("a merchant that may ask is admitted without asking WeChat") {
  const auto judgement = judge(good_merchant());
  CHECK(!judgement.refusal);
  CHECK(!judgement.ask_first);
}

TEST_CASE("each reason to refuse has its code and the word of staff is not questioned") {
  auto merchant = good_merchant();
  merchant.suspended_at = base::WallTime{};
  CHECK(judge(merchant).refusal == Code::merchant_suspended);
  CHECK(!judge(merchant).ask_first);

  merchant = good_merchant();
  merchant.authorized = false;
  CHECK(judge(merchant).refusal == Code::merchant_not_authorized);
  CHECK(judge(merchant).ask_first);

  for (const int type : {0, 1, 3, 12}) {
    merchant = good_merchant();
    merchant.service_type = type;
    CHECK(judge(merchant).refusal == Code::account_type_not_supported);
    CHECK(judge(merchant).ask_first);
  }

  merchant = good_merchant();
  merchant.mini_program = true;
  CHECK(judge(merchant).refusal == Code::account_type_not_supported);
  merchant.service_type.reset();
  CHECK(judge(merchant).refusal == Code::account_type_not_supported);

  merchant = good_merchant();
  merchant.permission_sets = {1, 2, 3};
  CHECK(judge(merchant).refusal == Code::permission_set_missing);
  CHECK(judge(merchant).ask_first);
  merchant.permission_sets.clear();
  CHECK(judge(merchant).refusal == Code::permission_set_missing);
}

TEST_CASE("what WeChat has never told is asked for and refuses nobody") {
  auto merchant = good_merchant();
  merchant.service_type.reset();
  merchant.state_read_at.reset();
  CHECK(!judge(merchant).refusal);
  CHECK(judge(merchant).ask_first);

  merchant.permission_sets.clear();
  CHECK(!judge(merchant).refusal);
  CHECK(judge(merchant).ask_first);

  SUBCASE("once it was asked an answer without the kind is not asked for again") {
    merchant = good_merchant();
    merchant.service_type.reset();
    CHECK(!judge(merchant).refusal);
    CHECK(!judge(merchant).ask_first);
  }
  SUBCASE("known sets without 46 refuse whoever told them") {
    merchant.permission_sets = {1};
    CHECK(judge(merchant).refusal == Code::permission_set_missing);
  }
}

TEST_CASE("the refusals come in the order of the error table") {
  auto merchant = good_merchant();
  merchant.suspended_at = base::WallTime{};
  merchant.authorized = false;
  merchant.service_type = 0;
  merchant.permission_sets.clear();
  CHECK(judge(merchant).refusal == Code::merchant_suspended);
  merchant.suspended_at.reset();
  CHECK(judge(merchant).refusal == Code::merchant_not_authorized);
  merchant.authorized = true;
  CHECK(judge(merchant).refusal == Code::account_type_not_supported);
  merchant.service_type = 2;
  CHECK(judge(merchant).refusal == Code::permission_set_missing);
}

TEST_CASE("a token that only a new authorisation brings back refuses once it is used up") {
  tokens::HealthReport token;
  token.health = tokens::Health::needs_reauthorization;
  CHECK(query::expected_refusal(good_merchant(), token) == Code::merchant_needs_reauthorization);
  token.usable = true;
  CHECK(!query::expected_refusal(good_merchant(), token));
  token.usable = false;
  token.health = tokens::Health::failing;
  CHECK(!query::expected_refusal(good_merchant(), token));
  auto merchant = good_merchant();
  merchant.suspended_at = base::WallTime{};
  token.health = tokens::Health::needs_reauthorization;
  CHECK(query::expected_refusal(merchant, token) == Code::merchant_suspended);
}

TEST_CASE("a merchant that came back is admitted after it was read anew") {
  support::FakeMerchants merchants;
  auto left = good_merchant();
  left.authorized = false;
  merchants.after_reading = std::make_shared<const tenancy::Merchant>(good_merchant());

  const auto admission = support::run(
      query::admit(std::make_shared<const tenancy::Merchant>(left), merchants, base::Deadline{}));
  CHECK(!admission.refusal);
  CHECK(admission.merchant->authorized);
  CHECK(merchants.readings == 1);
}

TEST_CASE("a refusal that reading anew confirms stands and a suspension is not read anew") {
  support::FakeMerchants merchants;
  auto without = good_merchant();
  without.permission_sets = {1};
  auto admission = support::run(
      query::admit(std::make_shared<const tenancy::Merchant>(without), merchants, base::Deadline{}));
  CHECK(admission.refusal == Code::permission_set_missing);
  CHECK(merchants.readings == 1);

  auto suspended = good_merchant();
  suspended.suspended_at = base::WallTime{};
  admission = support::run(
      query::admit(std::make_shared<const tenancy::Merchant>(suspended), merchants, base::Deadline{}));
  CHECK(admission.refusal == Code::merchant_suspended);
  CHECK(merchants.readings == 1);
}

}  // namespace admission_test
