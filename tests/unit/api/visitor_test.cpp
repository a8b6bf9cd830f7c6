#include "api/console/visitor.hpp"

#include <doctest/doctest.h>

namespace visitor_test {

using api::Permission;
using staff::Role;
using staff::TokenScope;

constexpr Permission all_permissions[] = {Permission::anybody, Permission::account, Permission::read,
                                          Permission::operate, Permission::administer};

std::string allowed(Role role, std::optional<TokenScope> program, bool must_change = false) {
  api::Visitor visitor;
  visitor.account.role = role;
  visitor.account.must_change = must_change;
  visitor.program = program;
  std::string out;
  for (const Permission permission : all_permissions)
    out += api::may(visitor, permission) ? 'x' : '-';
  return out;
}

TEST_CASE("what people may by their role") {
  CHECK(allowed(Role::admin, std::nullopt) == "xxxxx");
  CHECK(allowed(Role::operator_, std::nullopt) == "xxxx-");
  CHECK(allowed(Role::auditor, std::nullopt) == "xxx--");
}

TEST_CASE("a program may what both its scope and its owner say and never what is the person s own") {
  CHECK(allowed(Role::admin, TokenScope::administer) == "--xxx");
  CHECK(allowed(Role::admin, TokenScope::operate) == "--xx-");
  CHECK(allowed(Role::admin, TokenScope::read) == "--x--");
  CHECK(allowed(Role::operator_, TokenScope::administer) == "--xx-");
  CHECK(allowed(Role::auditor, TokenScope::administer) == "--x--");
}

TEST_CASE("before the password is changed nothing else goes") {
  CHECK(allowed(Role::admin, std::nullopt, true) == "xx---");
  CHECK(allowed(Role::admin, TokenScope::administer, true) == "-----");
}

}  // namespace visitor_test
