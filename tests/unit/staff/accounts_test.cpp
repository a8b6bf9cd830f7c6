#include "staff/accounts.hpp"

#include <doctest/doctest.h>

#include "staff/account_store.hpp"
#include "staff/password.hpp"
#include "staff/staff_database.hpp"

namespace accounts_test {

using base::Code;
using base::Secret;
using namespace std::chrono_literals;

struct Fixture : StaffDatabase {
  std::string stored(const std::string& column, const char* name = "alice") {
    return ask("SELECT " + column + " FROM staff WHERE name = '" + name + "'");
  }
};

TEST_CASE_FIXTURE(Fixture, "an account is made with its line that tells no name") {
  const auto created = create("alice", staff::Role::auditor, {{1, 46}, "2026-01-01", "2026-12-31"});
  REQUIRE(created);
  CHECK(created->account.bounds == staff::Bounds{{1, 46}, "2026-01-01", "2026-12-31"});
  CHECK_FALSE(created->account.must_change);
  CHECK(created->password.empty());
  CHECK(staff::is_password(password, stored("password")));
  CHECK(line("action") == "account_created");
  CHECK(line("details,after,role") == "auditor");
  CHECK(line("details,account") == std::to_string(created->account.id));
  CHECK_FALSE(ask("SELECT head FROM audit_outbox").contains("alice"));
}

TEST_CASE_FIXTURE(Fixture, "without a password one is made that has to be changed") {
  staff::Account account;
  account.name = "alice";
  const auto created = accounts.create(*connection, actor, account, Secret());
  REQUIRE(created);
  CHECK(created->account.must_change);
  CHECK(staff::is_password(created->password, stored("password")));
}

TEST_CASE_FIXTURE(Fixture, "what is wrong with an account changes nothing") {
  CHECK(create("Alice").error().code == Code::invalid_argument);
  CHECK(create("alice", staff::Role::admin, {{1}, "", ""}).error().code == Code::invalid_argument);
  CHECK(create("alice", staff::Role::auditor, {{}, "2026-02-30", ""}).error().code == Code::invalid_argument);
  CHECK(create("alice", staff::Role::auditor, {{}, "2026-02-02", "2026-02-01"}).error().code ==
        Code::invalid_argument);
  staff::Account account;
  account.name = "alice";
  CHECK(accounts.create(*connection, actor, account, Secret("password1234")).error().code ==
        Code::invalid_argument);
  CHECK(lines() == "0");
  REQUIRE(create("alice"));
  CHECK(create("alice").error().code == Code::already_exists);
  CHECK(lines() == "1");
}

TEST_CASE_FIXTURE(Fixture, "the last admin who can log in stays one") {
  REQUIRE(create("alice"));
  REQUIRE(create("bob"));
  staff::AccountChange disable;
  disable.disabled = true;
  REQUIRE(change("bob", disable));
  CHECK(change("alice", disable).error().code == Code::conflict);
  staff::AccountChange demote;
  demote.role = staff::Role::auditor;
  CHECK(change("alice", demote).error().code == Code::conflict);
  staff::AccountChange end;
  end.ends_at.emplace(clock.wall() + 1h);
  CHECK(change("alice", end).error().code == Code::conflict);
  staff::AccountChange enable;
  enable.disabled = false;
  REQUIRE(change("bob", enable));
  CHECK(change("alice", demote));
}

TEST_CASE_FIXTURE(Fixture, "a change tells before and after and raises the version") {
  const auto created = create("alice", staff::Role::operator_);
  REQUIRE(created);
  staff::AccountChange wanted;
  wanted.role = staff::Role::auditor;
  wanted.bounds = staff::Bounds{{7}, "", ""};
  const auto changed = change("alice", wanted);
  REQUIRE(changed);
  CHECK(changed->version == created->account.version + 1);
  CHECK(line("details,before,role") == "operator");
  CHECK(line("details,after,role") == "auditor");
  CHECK(line("details,after,merchants") == "[7]");
  CHECK(change("carol", wanted).error().code == Code::not_found);
}

TEST_CASE_FIXTURE(Fixture, "who is shut out keeps no access token") {
  REQUIRE(create("alice"));
  REQUIRE(create("bob"));
  const auto give_tokens = [&](char hash) {
    support::sql(database.admin_url,
                 "INSERT INTO staff_token (staff, hash, name, scope, expires_at) SELECT id, "
                 "sha256((name || '" +
                     std::string(1, hash) +
                     "')::bytea), 'nightly', 'read', "
                     "now() + interval '1 day' FROM staff");
  };
  const auto held_by = [&](const std::string& name) {
    return ask("SELECT count(*) FROM staff_token t JOIN staff s ON s.id = t.staff WHERE s.name = '" + name +
               "'");
  };
  give_tokens('a');
  REQUIRE(accounts.reset_password(*connection, actor, "bob", Secret()));
  CHECK(held_by("bob") == "0");
  CHECK(held_by("alice") == "1");
  give_tokens('b');
  staff::AccountChange disable;
  disable.disabled = true;
  REQUIRE(change("bob", disable));
  CHECK(held_by("bob") == "0");
  CHECK(held_by("alice") == "2");
}

TEST_CASE_FIXTURE(Fixture, "a password is reset and a second factor taken away") {
  REQUIRE(create("alice"));
  support::sql(database.admin_url, "UPDATE staff SET totp = 'x', recovery = '{a}'");
  const auto made = accounts.reset_password(*connection, actor, "alice", Secret());
  REQUIRE(made);
  CHECK(staff::is_password(*made, stored("password")));
  CHECK(stored("must_change") == "t");
  REQUIRE(accounts.reset_second_factor(*connection, actor, "alice"));
  CHECK(stored("totp IS NULL AND recovery = '{}'") == "t");
  CHECK(accounts.reset_password(*connection, actor, "bob", Secret()).error().code == Code::not_found);
  CHECK(lines() == "3");
}

}  // namespace accounts_test
