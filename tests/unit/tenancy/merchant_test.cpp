#include "tenancy/merchant.hpp"

#include <doctest/doctest.h>

#include "samples.hpp"

TEST_CASE("a merchant holds exactly the permission sets it was granted") {
  auto merchant = samples::merchant(1);
  merchant.permission_sets = {1, 4, 146};
  CHECK_FALSE(merchant.holds_permission_set(46));
  CHECK(merchant.holds_permission_set(146));
  merchant.permission_sets = {};
  CHECK_FALSE(merchant.holds_permission_set(46));
  merchant.permission_sets = {46};
  CHECK(merchant.holds_permission_set(tenancy::marketcode_permission_set));
}

TEST_CASE("a Service Account has service type 2 and no mini program information") {
  auto merchant = samples::merchant(1);
  for (const int type : {0, 1, 3, 4, 10, 12}) {
    merchant.service_type = type;
    CHECK_FALSE(merchant.is_service_account());
  }
  merchant.service_type = 2;
  CHECK(merchant.is_service_account());
  merchant.mini_program = true;
  CHECK_FALSE(merchant.is_service_account());
  merchant.mini_program = false;
  merchant.service_type.reset();
  CHECK_FALSE(merchant.is_service_account());
}
