#include "platform/authorization_outcome.hpp"

#include <doctest/doctest.h>

namespace authorization_outcome_test {

using platform::Finding;
using Findings = std::vector<Finding>;

platform::CodeFate fate() {
  platform::CodeFate made;
  made.end.outcome = "authorized";
  tenancy::Merchant merchant;
  merchant.authorized = true;
  merchant.service_type = 2;
  merchant.account_status = 1;
  merchant.permission_sets = {46};
  made.merchant = merchant;
  return made;
}

Findings findings(const platform::CodeFate& made) { return platform::outcome_of(made).findings; }

TEST_CASE("a Service Account with set 46 is complete") {
  auto made = fate();
  CHECK(platform::outcome_of(made).complete());
  CHECK_FALSE(platform::outcome_of(made).renewed);
  made.merchant->authorization_version = 2;
  CHECK(platform::outcome_of(made).renewed);
}

TEST_CASE("each thing that is missing is told") {
  auto made = fate();
  made.merchant->permission_sets = {1};
  CHECK(findings(made) == Findings{Finding::permission_set_missing});
  made.merchant->service_type = 0;
  CHECK(findings(made) == Findings{Finding::not_service_account});
  made.merchant->suspended_at = base::WallTime();
  CHECK(findings(made) == Findings{Finding::not_service_account, Finding::suspended});

  made = fate();
  made.merchant->mini_program = true;
  CHECK(findings(made) == Findings{Finding::not_service_account});
  made = fate();
  made.merchant->service_type.reset();
  CHECK(findings(made) == Findings{Finding::kind_unknown});
  made = fate();
  made.merchant->suspended_at = base::WallTime();
  CHECK(findings(made) == Findings{Finding::suspended});
  made = fate();
  made.merchant->authorized = false;
  CHECK(findings(made) == Findings{Finding::left});
  for (const int status : {14, 16, 19}) {
    made = fate();
    made.merchant->account_status = status;
    CHECK(findings(made) == Findings{Finding::account_limited});
  }
}

TEST_CASE("a code that brought nobody in says why") {
  const auto without = [](std::string outcome, std::optional<std::int64_t> errcode) {
    platform::CodeFate made;
    made.end.outcome = std::move(outcome);
    made.end.errcode = errcode;
    return platform::outcome_of(made);
  };
  CHECK(without("refused", 61009).findings == Findings{Finding::code_refused});
  CHECK(without("refused", 50002).findings == Findings{Finding::account_limited});
  CHECK(without("expired", -1).findings == Findings{Finding::code_expired});
  CHECK(without("publish_check", {}).findings == Findings{Finding::publish_check});
  const auto used = without("refused", 61010);
  CHECK(used.findings == Findings{Finding::code_expired});
  CHECK(used.may_change);
  CHECK_FALSE(used.brought_in);
  CHECK_FALSE(without("refused", 61009).may_change);
  CHECK_FALSE(used.turned_away);
  CHECK(without("other_account", {}).findings == Findings{Finding::other_account});
  CHECK(without("invitation_used", {}).findings == Findings{Finding::invitation_used});
  CHECK(without("invitation_revoked", {}).findings == Findings{Finding::invitation_revoked});
  CHECK(without("invitation_revoked", {}).turned_away);
}

}  // namespace authorization_outcome_test
