// A database with accounts, and what is done to them.
#pragma once

#include <string>

#include "staff/accounts.hpp"
#include "support/fake_clock.hpp"
#include "support/tenancy_database.hpp"

struct StaffDatabase : support::TenancyDatabase {
  StaffDatabase() {
    support::sql(database.admin_url,
                 "DELETE FROM staff_session; DELETE FROM staff_token; DELETE FROM staff_attempt; "
                 "DELETE FROM staff; "
                 "DELETE FROM audit_day_key");
  }

  crypto::KeyRing keys = [] {
    support::FakeRandom seed(1);
    return crypto::KeyRing::parse(crypto::KeyRing::generate_line(1, seed)).value();
  }();
  support::FakeClock clock;
  staff::Accounts accounts{keys, clock, random};
  const audit::Actor actor{"command", "root"};
  const base::Secret password{"correct horse battery staple"};

  base::Result<staff::Accounts::Created> create(const char* name, staff::Role role = staff::Role::admin,
                                                const staff::Bounds& bounds = {}) {
    staff::Account account;
    account.name = name;
    account.role = role;
    account.bounds = bounds;
    return accounts.create(*connection, actor, account, password);
  }
  base::Result<staff::Account> change(const char* name, const staff::AccountChange& wanted) {
    return accounts.change(*connection, actor, name, wanted);
  }
  // A member of the newest line in the outbox, as text.
  std::string line(const std::string& path) {
    return ask("SELECT ('{' || head || '}')::jsonb #>> '{" + path +
               "}' FROM audit_outbox ORDER BY id DESC LIMIT 1");
  }
  std::string lines() { return ask("SELECT count(*) FROM audit_outbox"); }
};
