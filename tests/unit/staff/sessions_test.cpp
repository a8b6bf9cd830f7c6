#include "staff/sessions.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "staff/own_account.hpp"
#include "staff/staff_database.hpp"
#include "staff/throttle.hpp"
#include "staff/totp.hpp"

namespace sessions_test {

using base::Secret;
using staff::LogInRefusal;
using namespace std::chrono_literals;

const base::IpAddress home = base::parse_address("192.0.2.7").value();
const base::IpAddress elsewhere = base::parse_address("2001:db8::1").value();

struct Fixture : StaffDatabase {
  Fixture() { REQUIRE(create("alice")); }

  staff::Sessions sessions{{30min, 12h}, keys, clock, random};

  staff::LogInOutcome log_in(const Secret& given, const base::IpAddress& from = home, const char* code = "",
                             const char* name = "alice") {
    auto outcome = sessions.log_in(*connection, {name, given, Secret(code), from, "Browser/1 \xe2\x82\xac"});
    REQUIRE_MESSAGE(outcome, (outcome ? "" : outcome.error().detail));
    return std::move(*outcome);
  }
  LogInRefusal fail(const base::IpAddress& from = home, const char* name = "alice") {
    return log_in(Secret("wrong horse battery staple"), from, "", name).refusal;
  }
  bool is_in(const Secret& token) {
    const auto found = sessions.find(*connection, token);
    REQUIRE(found);
    return found->has_value();
  }
  void as_admin(const std::string& statement) { support::sql(database.admin_url, statement); }
  // Until what was counted lies this far back.
  void pass(const char* interval) {
    as_admin("UPDATE staff_attempt SET last = clock_timestamp() - interval '" + std::string(interval) + "'");
  }
  // What was counted waits its whole time, however long a password takes here.
  void hold() { pass("-10 minutes"); }
  Secret enrol() {
    const Secret secret = staff::make_totp_secret(random);
    const std::string id = ask("SELECT id FROM staff");
    const std::string envelope = keys.seal(secret.reveal(), staff::totp_row(std::stoi(id)), random);
    as_admin("UPDATE staff SET totp = '\\x" + base::to_hex(base::bytes_of(envelope)) + "'");
    return secret;
  }
};

TEST_CASE_FIXTURE(Fixture, "the right password opens a session and is on record") {
  const auto outcome = log_in(password);
  REQUIRE(outcome.refusal == LogInRefusal::none);
  CHECK(outcome.account.name == "alice");
  CHECK(outcome.token.size() == 43);
  CHECK(outcome.session.agent == "Browser/1 ???");
  CHECK(is_in(outcome.token));
  CHECK_FALSE(is_in(Secret("another")));
  CHECK(line("action") == "logged_in");
  CHECK(ask("SELECT kind FROM audit_outbox ORDER BY id DESC LIMIT 1") == "4");
  CHECK(ask("SELECT count(*) FROM staff_session WHERE hash::text LIKE '%" +
            std::string(outcome.token.reveal().substr(0, 8)) + "%'") == "0");
}

TEST_CASE_FIXTURE(Fixture, "a wrong password and an unknown name are told alike") {
  CHECK(fail() == LogInRefusal::wrong);
  CHECK(fail(home, "bob") == LogInRefusal::wrong);
  CHECK(fail(home, "No Name") == LogInRefusal::wrong);
  CHECK(ask("SELECT count(*) FROM staff_session") == "0");
  CHECK(lines() == "1");  // the account's own making
}

TEST_CASE_FIXTURE(Fixture, "after five failures the right password waits too but not for long") {
  for (int i = 0; i < 5; ++i)
    REQUIRE(fail() == LogInRefusal::wrong);
  hold();
  const auto refused = log_in(password);
  CHECK(refused.refusal == LogInRefusal::too_fast);
  CHECK(refused.wait > 0s);
  CHECK(refused.wait <= 1s);
  CHECK(log_in(password, elsewhere).refusal == LogInRefusal::none);
  pass("2 seconds");
  CHECK(fail() == LogInRefusal::wrong);
  CHECK(line("action") == "log_in_throttled");
  pass("3 seconds");
  CHECK(log_in(password).refusal == LogInRefusal::none);
  CHECK(fail() == LogInRefusal::wrong);  // counted from the beginning again
}

TEST_CASE_FIXTURE(Fixture, "an account under siege stays open to where its owner came from before") {
  REQUIRE(log_in(password).refusal == LogInRefusal::none);
  as_admin(
      "INSERT INTO staff_attempt VALUES ('account alice', 1000) ON CONFLICT (who) DO UPDATE SET failures = "
      "1000, "
      "last = clock_timestamp()");
  CHECK(log_in(password, elsewhere).refusal == LogInRefusal::too_fast);
  CHECK(log_in(password).refusal == LogInRefusal::none);
}

TEST_CASE_FIXTURE(Fixture, "the second factor is asked for and each code is good once") {
  const Secret secret = enrol();
  CHECK(log_in(password).refusal == LogInRefusal::second_factor);
  CHECK(log_in(password, home, "000000x").refusal == LogInRefusal::wrong);
  const std::string code = [&] {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (int guess = 0; guess < 1'000'000; ++guess) {
      std::string digits = std::to_string(guess);
      digits.insert(0, 6 - digits.size(), '0');
      if (staff::match_totp(secret, digits, now, 0)) return digits;
    }
    return std::string();
  }();
  const auto outcome = log_in(password, home, code.c_str());
  CHECK(outcome.refusal == LogInRefusal::none);
  CHECK(outcome.session.second_factor);
  CHECK(log_in(password, home, code.c_str()).refusal == LogInRefusal::wrong);
}

TEST_CASE_FIXTURE(Fixture, "an IPv6 network is one origin") {
  for (int i = 0; i < 5; ++i) {
    const auto from = base::parse_address("2001:db8::" + std::to_string(i + 1)).value();
    REQUIRE(fail(from) == LogInRefusal::wrong);
  }
  hold();
  CHECK(log_in(password, elsewhere).refusal == LogInRefusal::too_fast);
  CHECK(log_in(password, base::parse_address("2001:db8:0:1::1").value()).refusal == LogInRefusal::none);
}

TEST_CASE_FIXTURE(Fixture, "codes cannot be tried from ever new addresses") {
  enrol();
  const auto from = [](int number) {
    return base::parse_address("192.0.2." + std::to_string(number)).value();
  };
  const auto before = lines();
  for (int i = 0; i < staff::code_rule.free; ++i)
    REQUIRE(log_in(password, from(i + 10), "000000x").refusal == LogInRefusal::wrong);
  CHECK(lines() == before);
  hold();
  CHECK(log_in(password, from(100), "000000x").refusal == LogInRefusal::too_fast);
  pass("1 second");
  CHECK(log_in(password, from(101), "000000x").refusal == LogInRefusal::wrong);
  CHECK(line("action") == "log_in_throttled");
  hold();
  const auto refused = log_in(password, from(102), "000000x");
  CHECK(refused.refusal == LogInRefusal::too_fast);
  CHECK(refused.wait > 1s);
  CHECK(log_in(password, from(103)).refusal == LogInRefusal::second_factor);  // nothing was tried
}

TEST_CASE_FIXTURE(Fixture, "an open session is no place to guess the password in") {
  const auto in = log_in(password);
  REQUIRE(in.refusal == LogInRefusal::none);
  staff::OwnAccount own(keys, clock, random);
  const auto remove = [&](const Secret& with) {
    return own.remove_second_factor(*connection, in.account, with);
  };
  for (int i = 0; i < staff::pair_rule.free; ++i)
    REQUIRE(remove(Secret("a guess of the password")).error().code == base::Code::login_failed);
  hold();
  const auto refused = remove(password);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::Code::login_throttled);
  CHECK(refused.error().retry_after > 0s);
  pass("2 seconds");
  CHECK(remove(password));
  CHECK(remove(Secret("a guess of the password")).error().code == base::Code::login_failed);
}

TEST_CASE_FIXTURE(Fixture, "a recovery code is good once") {
  enrol();
  const auto made = staff::make_recovery_codes(random);
  as_admin("UPDATE staff SET recovery = ARRAY['\\x" + base::to_hex(base::bytes_of(made.hashes[3])) +
           "'::bytea]");
  const std::string code(made.codes[3].reveal());
  CHECK(log_in(password, home, code.c_str()).refusal == LogInRefusal::none);
  CHECK(log_in(password, home, code.c_str()).refusal == LogInRefusal::wrong);
}

TEST_CASE_FIXTURE(Fixture, "sessions end by time and by hand and with the account") {
  auto first = log_in(password);
  as_admin("UPDATE staff_session SET seen_at = now() - interval '31 minutes'");
  CHECK_FALSE(is_in(first.token));
  first = log_in(password);
  as_admin("UPDATE staff_session SET created_at = now() - interval '13 hours'");
  CHECK_FALSE(is_in(first.token));
  REQUIRE(sessions.tidy(*connection));
  CHECK(ask("SELECT count(*) FROM staff_session") == "0");

  first = log_in(password);
  const auto second = log_in(password, elsewhere);
  CHECK(sessions.list(*connection, first.account.id)->size() == 2);
  CHECK(sessions.end(*connection, first.account.id + 1, second.session.id).error().code ==
        base::Code::not_found);
  REQUIRE(sessions.end(*connection, first.account.id, second.session.id));
  CHECK_FALSE(is_in(second.token));
  const auto third = log_in(password);
  REQUIRE(sessions.end_all_but(*connection, first.account.id, third.session.id));
  CHECK_FALSE(is_in(first.token));
  CHECK(is_in(third.token));

  REQUIRE(create("bob"));
  staff::AccountChange disable;
  disable.disabled = true;
  REQUIRE(change("alice", disable));
  CHECK_FALSE(is_in(third.token));
  CHECK(log_in(password).refusal == LogInRefusal::wrong);
  disable.disabled = false;
  REQUIRE(change("alice", disable));
  const auto fourth = log_in(password);
  CHECK(is_in(fourth.token));
  REQUIRE(accounts.reset_password(*connection, actor, "alice", Secret()));
  CHECK_FALSE(is_in(fourth.token));
}

}  // namespace sessions_test
