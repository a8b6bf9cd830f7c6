"""The console's API: logging in, what a session may do, and who is kept out."""

import base64
import datetime
import getpass
import hashlib
import hmac
import json
import struct
import time

import pytest
from lib.console import PASSWORD, Console, make_account
from lib.past import Past
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

OTHER_APPID = "wx00000000000000aa"
NEW_PASSWORD = "a quite different phrase 9"


@pytest.fixture
def house(world):
    world.key = world.prepare(audit__checkpoint_ms=100, audit__index_ms=100)
    make_account(world, "alice", "admin")
    make_account(world, "bob", "operator")
    make_account(world, "carol", "auditor")
    world.gateways[0].start()
    return world


@pytest.fixture
def alice(house):
    with Console(house.gateways[0]) as console:
        assert console.log_in("alice").status == 200
        yield console


def problem(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status, answer.json()["code"]


def code_of(secret, offset=0):
    """RFC 6238, as an authenticator computes it."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + offset), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06d}"


def test_a_session_from_its_beginning_to_its_end(house):
    with Console(house.gateways[0]) as console:
        answer = console.log_in("alice")
        assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
        told = answer.json()
        assert told["account"]["name"] == "alice" and told["account"]["role"] == "admin" and not told["account"]["second_factor"]
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-console=")
        for attribute in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/"):
            assert attribute in cookie.split("; ")
        token = console.cookie.split("=")[1]
        house.secrets.plant("session", token)
        assert token not in json.dumps(told)
        assert console.get("/api/v1/session").json()["csrf_token"] == console.csrf
        assert console.ask("DELETE", "/api/v1/session").status == 204
        console.cookie = f"__Host-console={token}"
        assert problem(console.get("/api/v1/session")) == (401, "login_required")


def test_who_cannot_log_in(house):
    with Console(house.gateways[0]) as console:
        for name, password in (("alice", "wrong"), ("nobody", PASSWORD), ("Alice", PASSWORD), ("", PASSWORD), ("alice", "")):
            assert problem(console.log_in(name, password)) == (401, "login_failed"), name
        assert console.cookie is None
        for body, said in (("{", "malformed"), ("[]", "malformed"), ({"name": "alice"}, "invalid"),
                           ({"name": "alice", "password": 7}, "invalid"), ({"name": "a", "password": "b", "x": 1}, "invalid")):
            answer = console.ask("POST", "/api/v1/session", body)
            assert answer.status == 400 and answer.json()["code"] == ("request_malformed" if said == "malformed" else "input_invalid")
        house.gateways[0].cli("staff", "change", "bob", "--disable")
        assert problem(console.log_in("bob")) == (401, "login_failed")


def test_failures_slow_down_and_lock_nobody_out(house):
    with Console(house.gateways[0]) as console:
        answers = [console.log_in("alice", f"wrong {number}") for number in range(8)]
        assert {problem(answer) for answer in answers} == {(401, "login_failed"), (429, "login_throttled")}
        assert problem(answers[-1]) == (429, "login_throttled") and int(answers[-1].headers["Retry-After"]) >= 1
        assert console.log_in("carol").status == 200  # somebody else, from the same address
        wait_until(lambda: console.log_in("alice").status == 200, 70)
    access = [record.line for record in house.audit.records("access")]
    assert {"log_in", "log_in_throttled"} <= {line["action"] for line in access} or len(access) >= 2


@pytest.mark.parametrize("headers", [
    {"X_CSRF_Token": "0" * 64}, {"X_CSRF_Token": ""}, {"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"}])
def test_what_another_site_makes_a_browser_send(alice, headers):
    assert problem(alice.ask("DELETE", "/api/v1/me/sessions", **headers)) == (403, "csrf_token_invalid")
    assert alice.get("/api/v1/session").status == 200


def test_what_one_s_own_page_sends(house, alice):
    host = house.gateways[0].console_url.removeprefix("http://")
    assert alice.ask("DELETE", "/api/v1/me/sessions", Origin=f"http://{host}", Sec_Fetch_Site="same-origin").status == 204


def test_sessions_are_listed_and_ended(house, alice):
    with Console(house.gateways[0]) as other, Console(house.gateways[0]) as third:
        assert other.log_in("alice").status == third.log_in("alice").status == 200
        sessions = alice.get("/api/v1/me/sessions").json()["sessions"]
        assert len(sessions) == 3 and [session["current"] for session in sessions].count(True) == 1
        assert all(session["client"] == "127.0.0.1" for session in sessions)
        victim = other.get("/api/v1/session").json()["session"]["id"]
        assert alice.ask("DELETE", f"/api/v1/me/sessions/{victim}").status == 204
        assert problem(other.get("/api/v1/session")) == (401, "login_required")
        assert alice.ask("DELETE", "/api/v1/me/sessions").status == 204
        assert problem(third.get("/api/v1/session")) == (401, "login_required")
        assert alice.get("/api/v1/session").status == 200
        assert problem(alice.ask("DELETE", "/api/v1/me/sessions/999999")) == (404, "not_found")
        assert problem(alice.ask("DELETE", "/api/v1/me/sessions/x")) == (404, "not_found")


def test_a_session_ends_by_itself(world):
    world.prepare(console__session_idle_s=1)
    make_account(world, "alice")
    world.gateways[0].start()
    with Console(world.gateways[0]) as console:
        assert console.log_in("alice").status == 200
        world.database.rows("UPDATE staff_session SET seen_at = seen_at - interval '5 s'")
        assert problem(console.get("/api/v1/session")) == (401, "login_required")


def test_a_password_of_one_s_own(house, alice):
    with Console(house.gateways[0]) as other:
        other.log_in("alice")
        house.secrets.plant("new password", NEW_PASSWORD)
        assert problem(alice.ask("PUT", "/api/v1/me/password", {"old": "wrong", "new": NEW_PASSWORD})) == (401, "login_failed")
        for weak in ("short", "password1234", "alicealicealice", PASSWORD):
            answer = alice.ask("PUT", "/api/v1/me/password", {"old": PASSWORD, "new": weak})
            assert problem(answer) == (400, "input_invalid") and "password" in answer.json()["detail"]
        assert alice.ask("PUT", "/api/v1/me/password", {"old": PASSWORD, "new": NEW_PASSWORD}).status == 204
        assert alice.get("/api/v1/session").status == 200
        assert problem(other.get("/api/v1/session")) == (401, "login_required")
        assert problem(other.log_in("alice")) == (401, "login_failed")
        assert other.log_in("alice", NEW_PASSWORD).status == 200


def test_a_password_that_somebody_else_gave_is_changed_first(house):
    made = house.secrets.plant("made password", house.gateways[0].cli("staff", "reset-password", "bob").strip())
    house.secrets.plant("new password", NEW_PASSWORD)
    with Console(house.gateways[0]) as console:
        assert console.log_in("bob", made).json()["account"]["must_change_password"]
        assert problem(console.get("/api/v1/audit/records")) == (403, "password_change_required")
        assert console.ask("PUT", "/api/v1/me/password", {"old": made, "new": NEW_PASSWORD}).status == 204
        assert console.get("/api/v1/audit/records").status == 200


def test_a_second_factor(house, alice):
    secret = house.secrets.plant("totp", alice.ask("POST", "/api/v1/me/totp").json()["secret"])
    assert problem(alice.ask("PUT", "/api/v1/me/totp", {"secret": secret, "code": "000000"})) == (401, "login_failed")
    assert problem(alice.ask("PUT", "/api/v1/me/totp", {"secret": "?", "code": "000000"})) == (400, "input_invalid")
    recovery = alice.ask("PUT", "/api/v1/me/totp", {"secret": secret, "code": code_of(secret)}).json()["recovery_codes"]
    assert len(recovery) == len(set(recovery)) == 10
    for number, code in enumerate(recovery):
        house.secrets.plant(f"recovery code {number}", code)
    assert problem(alice.ask("PUT", "/api/v1/me/totp", {"secret": secret, "code": code_of(secret, 1)})) == (409, "state_conflict")
    with Console(house.gateways[0]) as other:
        assert problem(other.log_in("alice")) == (401, "second_factor_required")
        assert problem(other.log_in("alice", code="123456")) == (401, "login_failed")
        assert other.log_in("alice", code=recovery[3]).json()["session"]["second_factor"]
        assert problem(other.log_in("alice", code=recovery[3])) == (401, "login_failed")
        assert other.log_in("alice", code=code_of(secret, 1)).status == 200
    assert problem(alice.ask("DELETE", "/api/v1/me/totp", {"password": "wrong"})) == (401, "login_failed")
    assert alice.ask("DELETE", "/api/v1/me/totp", {"password": PASSWORD}).status == 204
    with Console(house.gateways[0]) as other:
        assert other.log_in("alice").status == 200


def test_the_log_is_searched_proved_and_counted(house, alice):
    gateway = house.gateways[0]
    asked = gateway.query(house.key, DEMO_SELECTOR)
    audit_id = asked.headers["X-Audit-Id"]
    page = alice.get(f"/api/v1/audit/records?kind=query&merchant={DEMO_APPID}&limit=10").json()
    record, = page["records"]
    assert record["id"] == audit_id and record["client"] == "127.0.0.1" and not page["cut_short"]
    assert record["line"] == house.audit.by_id(audit_id).text
    got = wait_until(lambda: (told := alice.get(f"/api/v1/audit/records/{audit_id}").json())["receipt"] and told)
    assert got["record"] == record and got["receipt"]["line"] == record["line"] and got["receipt"]["path"]
    bars = alice.get("/api/v1/audit/histogram?from=2020-01-01&to=2030-01-01&minutes=44640&kind=query").json()["bars"]
    assert [(bar["outcome"], bar["count"]) for bar in bars] == [("active", 1)]
    month = house.database.value("SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')")
    usage = alice.get(f"/api/v1/audit/usage?month={month}").json()
    assert usage["usage"] == [{"merchant": DEMO_APPID, "outcome": "active", "count": 1, "proven": 0}]
    for wrong in ("x=1", "limit=0", "limit=x", "from=yesterday", "kind=nothing", "outcome=active&outcome=refused", "after=x",
                  "index=1", "client=localhost", "code=%ff"):
        assert problem(alice.get(f"/api/v1/audit/records?{wrong}")) == (400, "input_invalid"), wrong
    assert problem(alice.get("/api/v1/audit/records/0000000000000001/1")) == (404, "not_found")
    assert problem(alice.get("/api/v1/nothing")) == (404, "not_found")
    wait_until(lambda: [record.line["action"] for record in house.audit.records("access")].count("search") >= 1)
    access = [record.line for record in house.audit.records("access")]
    assert {"search", "proof", "histogram", "usage"} <= {line["action"] for line in access}
    assert all(line["actor"]["kind"] == "staff" and "alice" not in json.dumps(line) for line in access)


def test_the_log_names_who_acted_while_the_key_of_the_day_is_there(house, alice):
    yesterday = (datetime.date.today() - datetime.timedelta(days=1)).isoformat()
    past = Past(house.database, yesterday)
    past.add("access", actor={"kind": "staff", "name": f"{yesterday}:{'A' * 48}"}, action="logged_out", details={})
    past.store()

    def persons():
        found = alice.get("/api/v1/audit/records?kind=admin,access&limit=1000").json()["records"]
        return {json.loads(record["line"])["action"]: record.get("person") for record in found}

    named = wait_until(lambda: persons() if {"account_created", "logged_in"} <= set(persons()) else None)
    assert named["logged_in"] == "alice" and named["account_created"] == getpass.getuser()
    assert "alice" not in str([record.text for record in house.audit.records("access")])
    assert named["logged_out"] is None


def test_an_auditor_sees_what_it_is_bound_to_and_nothing_else(house):
    gateway = house.gateways[0]
    house.import_merchant(OTHER_APPID)
    make_account(house, "dora", "auditor", "--merchant", DEMO_APPID)
    make_account(house, "egon", "auditor", "--to", "2026-01-01")
    asked = gateway.query(house.key, DEMO_SELECTOR)
    with gateway.caller(house.make_key(OTHER_APPID)) as caller:
        wait_until(lambda: caller.get("/v1/me").status == 200)
        other = caller.post("/v1/codeactivequery", DEMO_SELECTOR)
    with Console(gateway) as carol, Console(gateway) as dora, Console(gateway) as egon:
        assert carol.log_in("carol").status == dora.log_in("dora").status == egon.log_in("egon").status == 200
        ids = {record["id"] for record in carol.get("/api/v1/audit/records?kind=query").json()["records"]}
        assert ids == {asked.headers["X-Audit-Id"], other.headers["X-Audit-Id"]}
        for target in ("records", f"records?merchant={OTHER_APPID}", "records?kind=system", "records?kind=query"):
            lines = [json.loads(record["line"]) for record in dora.get(f"/api/v1/audit/{target}").json()["records"]]
            assert all(line["merchant"] == DEMO_APPID for line in lines), target
        assert problem(dora.get(f"/api/v1/audit/records/{other.headers['X-Audit-Id']}")) == (404, "not_found")
        assert dora.get(f"/api/v1/audit/records/{asked.headers['X-Audit-Id']}").status == 200
        span = "from=2020-01-01&to=2030-01-01&minutes=44640&kind=query"
        wait_until(lambda: house.database.value("SELECT sum(count) FROM audit_count WHERE kind = 1 AND width = 1 AND merchant = -1") == 2)
        assert sum(bar["count"] for bar in dora.get(f"/api/v1/audit/histogram?{span}").json()["bars"]) == 1
        assert sum(bar["count"] for bar in carol.get(f"/api/v1/audit/histogram?{span}").json()["bars"]) == 2
        assert egon.get("/api/v1/audit/records").json()["records"] == []
        assert problem(dora.get("/api/v1/audit/usage?month=2026-01")) == (403, "permission_denied")
        assert problem(egon.get("/api/v1/audit/usage?month=2026-01")) == (403, "permission_denied")


def test_without_a_session_nothing_is_told(house):
    with Console(house.gateways[0]) as console:
        for method, path in (("GET", "/api/v1/session"), ("GET", "/api/v1/me/sessions"), ("GET", "/api/v1/audit/records"),
                             ("GET", "/api/v1/audit/usage?month=2026-01"), ("DELETE", "/api/v1/session"), ("POST", "/api/v1/me/totp")):
            assert problem(console.ask(method, path)) == (401, "login_required"), path
            assert problem(console.ask(method, path, Cookie="__Host-console=" + "A" * 43)) == (401, "login_required")


def test_without_the_database(house, alice):
    house.database.server.stop()
    assert problem(alice.get("/api/v1/session")) == (503, "service_unavailable")
    house.database.server.start()
    wait_until(lambda: alice.get("/api/v1/session").status == 200)
