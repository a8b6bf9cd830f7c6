#include "api/console/visitor.hpp"

namespace api {

bool may(const staff::Account& account, Permission permission) {
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

}  // namespace api
