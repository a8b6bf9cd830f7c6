// Who asks at the console, and what that person may do.
#pragma once

#include <string_view>

#include "audit/outbox.hpp"
#include "staff/account.hpp"
#include "staff/session.hpp"

namespace api {

// What a row of the console's table asks for. Each includes those before it.
enum class Permission {
  anybody,     // without a session: to log in
  account,     // a session, also of somebody who has to change the password first
  read,        // whoever may read
  operate,     // changes merchants and keys
  administer,  // changes accounts
};

struct Visitor {
  staff::Session session;
  staff::Account account;

  audit::Actor actor() const { return {"staff", account.name}; }
};

bool may(const staff::Account& account, Permission permission);

}  // namespace api
