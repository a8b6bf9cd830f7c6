#include "api/console/visitor.hpp"

namespace api {
namespace {

bool role_may(const staff::Account& account, Permission permission) {
  switch (permission) {
    case Permission::anybody:
    case Permission::account:
      return true;
    case Permission::read:
      return !account.must_change;
    case Permission::operate:
      return !account.must_change && account.role != staff::Role::auditor;
    case Permission::administer:
      return !account.must_change && account.role == staff::Role::admin;
  }
  return false;
}

bool scope_may(staff::TokenScope scope, Permission permission) {
  switch (permission) {
    case Permission::anybody:
    case Permission::account:
      return false;
    case Permission::read:
      return true;
    case Permission::operate:
      return scope >= staff::TokenScope::operate;
    case Permission::administer:
      return scope >= staff::TokenScope::administer;
  }
  return false;
}

}  // namespace

bool may(const Visitor& visitor, Permission permission) {
  return role_may(visitor.account, permission) &&
         (!visitor.program || scope_may(*visitor.program, permission));
}

}  // namespace api
