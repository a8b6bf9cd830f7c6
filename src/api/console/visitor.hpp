// Who asks at the console, and what that person may do.
#pragma once

#include <optional>
#include <string_view>

#include "audit/outbox.hpp"
#include "staff/access_token.hpp"
#include "staff/account.hpp"
#include "staff/session.hpp"

namespace api {

// What a row of the console's table asks for. Each includes those before it.
enum class Permission {
  anybody,     // without a session: to log in
  account,     // a session, also of somebody who has to change the password first; never a program
  read,        // whoever may read
  operate,     // changes merchants and keys
  administer,  // changes accounts
};

struct Visitor {
  staff::Session session;  // of a program: none
  staff::Account account;
  std::optional<staff::TokenScope> program;  // came with an access token of this scope, not by a session

  audit::Actor actor() const { return {"staff", account.name}; }
};

bool may(const Visitor& visitor, Permission permission);

}  // namespace api
