"""What the provider's staff does at the console: merchants, keys, accounts; and what each role may not."""

import json

import pytest
from lib.console import Console, make_account
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

OTHER_APPID = "wx00000000000000aa"


def problem(answer):
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    return answer.status, answer.json()["code"]


@pytest.fixture
def house(world):
    world.key = world.prepare()
    for name, role in (("alice", "admin"), ("bob", "operator"), ("carol", "auditor")):
        make_account(world, name, role)
    make_account(world, "dora", "auditor", "--merchant", DEMO_APPID)
    world.import_merchant(OTHER_APPID)
    world.gateways[0].start()
    world.consoles = {}
    for name in ("alice", "bob", "carol", "dora"):
        world.consoles[name] = Console(world.gateways[0])
        assert world.consoles[name].log_in(name).status == 200
    yield world
    for console in world.consoles.values():
        console.client.close()


def test_merchants_are_looked_through(house):
    bob = house.consoles["bob"]
    merchants = bob.get("/api/v1/merchants").json()
    assert [merchant["appid"] for merchant in merchants["merchants"]] == sorted([OTHER_APPID, DEMO_APPID]) and "next" not in merchants
    first = bob.get("/api/v1/merchants?limit=1").json()
    assert first["next"] == OTHER_APPID
    assert [merchant["appid"] for merchant in bob.get(f"/api/v1/merchants?limit=1&after={first['next']}").json()["merchants"]] == [DEMO_APPID]
    assert [merchant["appid"] for merchant in bob.get(f"/api/v1/merchants?search={OTHER_APPID[:10].upper()}").json()["merchants"]] == [OTHER_APPID]
    assert bob.get("/api/v1/merchants?search=nobody").json()["merchants"] == []
    shown = bob.get(f"/api/v1/merchants/{DEMO_APPID}").json()
    assert shown["authorized"] and shown["permission_set_46"] and "refusal" not in shown
    assert {"id": 46, "needed": True} == {name: value for name, value in next(
        entry for entry in shown["permission_sets"] if entry["id"] == 46).items() if name != "name"}
    assert problem(bob.get("/api/v1/merchants/wxnone")) == (404, "not_found")
    for wrong in ("state=odd", "limit=0", "x=1"):
        assert problem(bob.get(f"/api/v1/merchants?{wrong}")) == (400, "input_invalid")


def test_a_merchant_is_suspended_and_resumed(house):
    bob, gateway = house.consoles["bob"], house.gateways[0]
    target = f"/api/v1/merchants/{DEMO_APPID}/suspension"
    for body in ({}, {"reason": ""}, {"reason": 7}):
        assert problem(bob.ask("PUT", target, body)) == (400, "input_invalid")
    assert bob.ask("PUT", target, {"reason": "invoice 17"}).status == 204
    assert problem(bob.ask("PUT", target, {"reason": "again"})) == (409, "state_conflict")
    wait_until(lambda: gateway.query(house.key, DEMO_SELECTOR).status == 403)
    shown = bob.get(f"/api/v1/merchants/{DEMO_APPID}").json()
    assert shown["suspended_reason"] == "invoice 17" and shown["refusal"] == "merchant_suspended"
    assert [merchant["appid"] for merchant in bob.get("/api/v1/merchants?state=suspended").json()["merchants"]] == [DEMO_APPID]
    assert DEMO_APPID not in bob.get("/api/v1/merchants?state=ready").text
    assert bob.ask("DELETE", target).status == 204
    wait_until(lambda: gateway.query(house.key, DEMO_SELECTOR).status == 200)
    wait_until(lambda: len([r for r in house.audit.records("admin") if r.line["action"] == "merchant_suspended"]) == 1)
    line, = [record.line for record in house.audit.records("admin") if record.line["action"] == "merchant_suspended"]
    assert line["actor"]["kind"] == "staff" and "bob" not in json.dumps(line) and line["details"]["reason"] == "invoice 17"


def test_a_key_from_its_making_to_its_end(house):
    bob, gateway = house.consoles["bob"], house.gateways[0]
    target = f"/api/v1/merchants/{DEMO_APPID}/keys"
    made = bob.ask("POST", target, {"name": "till 4", "addresses": ["127.0.0.1"], "rate": 7.5, "burst": 9,
                                    "expires_at": "2090-01-01T00:00:00Z"})
    assert made.status == 201
    key = house.secrets.plant("key of the console", made.json()["api_key"])
    told = made.json()["key"]
    assert (told["name"], told["rate"], told["burst"], told["addresses"], told["state"], told["created_by"]) == (
        "till 4", 7.5, 9, ["127.0.0.1/32"], "active", "bob")
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200)
    keys = bob.get(target).json()["keys"]
    assert told["key_id"] in [entry["key_id"] for entry in keys] and key not in json.dumps(keys) and "hash" not in json.dumps(keys)
    assert bob.ask("DELETE", f"/api/v1/keys/{told['key_id']}").status == 204
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 401)
    assert problem(bob.ask("DELETE", f"/api/v1/keys/{told['key_id']}")) == (409, "state_conflict")
    assert problem(bob.ask("DELETE", "/api/v1/keys/000000000000")) == (404, "not_found")
    for wrong in ({}, {"name": ""}, {"name": "x", "addresses": ["nowhere"]}, {"name": "x", "rate": -1}, {"name": "x", "burst": 0},
                  {"name": "x", "expires_at": "soon"}, {"name": "x", "expires_at": "2020-01-01T00:00:00Z"}, {"name": "x", "y": 1}):
        assert problem(bob.ask("POST", target, wrong)) == (400, "input_invalid"), wrong
    assert problem(bob.ask("POST", "/api/v1/merchants/wxnone/keys", {"name": "x"})) == (404, "not_found")


def test_accounts_are_made_changed_and_closed(house):
    alice = house.consoles["alice"]
    made = alice.ask("POST", "/api/v1/staff", {"name": "erin", "role": "auditor", "full_name": "Erin", "merchants": [DEMO_APPID],
                                               "first_day": "2026-01-01", "ends_at": "2090-01-01T00:00:00Z"})
    assert made.status == 201
    password = house.secrets.plant("password of erin", made.json()["password"])
    account = made.json()["account"]
    assert account["merchants"] == [DEMO_APPID] and account["must_change_password"] and account["first_day"] == "2026-01-01"
    with Console(house.gateways[0]) as erin:
        assert erin.log_in("erin", password).status == 200
        changed = alice.ask("PATCH", "/api/v1/staff/erin", {"role": "operator", "merchants": [], "first_day": "", "full_name": "E."},
                            If_Match=f'"{account["version"]}"')
        assert changed.status == 200 and changed.json()["role"] == "operator" and changed.json()["version"] > account["version"]
        assert problem(alice.ask("PATCH", "/api/v1/staff/erin", {"full_name": "x"}, If_Match='"1"')) == (409, "state_conflict")
        assert alice.ask("PATCH", "/api/v1/staff/erin", {"disabled": True}).json()["disabled_at"]
        assert problem(erin.get("/api/v1/session")) == (401, "login_required")
    assert alice.ask("PATCH", "/api/v1/staff/erin", {"disabled": False, "ends_at": ""}).status == 200
    again = alice.ask("DELETE", "/api/v1/staff/erin/password").json()["password"]
    house.secrets.plant("next password of erin", again)
    assert alice.ask("DELETE", "/api/v1/staff/erin/totp").status == 204
    listed = {entry["name"]: entry for entry in alice.get("/api/v1/staff").json()["staff"]}
    assert set(listed) == {"alice", "bob", "carol", "dora", "erin"} and "ends_at" not in listed["erin"]
    for wrong, status in (({"name": "erin", "role": "admin"}, 409), ({"name": "Bad", "role": "admin"}, 400), ({"name": "f9"}, 400),
                          ({"name": "f9", "role": "root"}, 400), ({"name": "f9", "role": "auditor", "merchants": ["wxnone"]}, 400),
                          ({"name": "f9", "role": "operator", "merchants": [DEMO_APPID]}, 400)):
        assert alice.ask("POST", "/api/v1/staff", wrong).status == status, wrong
    assert problem(alice.ask("PATCH", "/api/v1/staff/alice", {"role": "auditor"})) == (409, "state_conflict")  # the last admin
    assert problem(alice.ask("PATCH", "/api/v1/staff/nobody", {"disabled": True})) == (404, "not_found")
    # A name may have an @, which clients encode.
    assert alice.ask("POST", "/api/v1/staff", {"name": "frank@example.com", "role": "auditor"}).status == 201
    assert alice.ask("PATCH", "/api/v1/staff/frank%40example.com", {"disabled": True}).json()["disabled_at"]
    assert alice.ask("PATCH", "/api/v1/staff/frank@example.com", {"disabled": False}).status == 200
    assert problem(alice.ask("PATCH", "/api/v1/staff/frank%4", {"disabled": True})) == (404, "not_found")


FORBIDDEN = {
    "bob": [("GET", "/api/v1/staff", None), ("POST", "/api/v1/staff", {"name": "x1", "role": "admin"}),
            ("PATCH", "/api/v1/staff/bob", {"role": "admin"}), ("DELETE", "/api/v1/staff/alice/password", None),
            ("DELETE", "/api/v1/staff/alice/totp", None)],
}
FORBIDDEN["carol"] = FORBIDDEN["bob"] + [
    ("PUT", f"/api/v1/merchants/{DEMO_APPID}/suspension", {"reason": "x"}), ("DELETE", f"/api/v1/merchants/{DEMO_APPID}/suspension", None),
    ("POST", f"/api/v1/merchants/{DEMO_APPID}/keys", {"name": "x"}), ("DELETE", "/api/v1/keys/000000000000", None)]


@pytest.mark.parametrize("who", FORBIDDEN)
def test_what_a_role_may_not_do_is_refused_and_changes_nothing(house, who):
    count = "SELECT (SELECT count(*) FROM staff), (SELECT sum(version) FROM staff), (SELECT count(*) FROM api_key), " \
            "(SELECT count(*) FROM merchant WHERE suspended_at IS NOT NULL)"
    before = house.database.rows(count)
    for method, path, body in FORBIDDEN[who]:
        assert problem(house.consoles[who].ask(method, path, body)) == (403, "permission_denied"), path
    assert house.database.rows(count) == before


def test_a_bound_auditor_sees_its_own_merchants_only(house):
    dora = house.consoles["dora"]
    assert [merchant["appid"] for merchant in dora.get("/api/v1/merchants").json()["merchants"]] == [DEMO_APPID]
    assert dora.get(f"/api/v1/merchants/{DEMO_APPID}").status == 200 and dora.get(f"/api/v1/merchants/{DEMO_APPID}/keys").status == 200
    assert problem(dora.get(f"/api/v1/merchants/{OTHER_APPID}")) == (404, "not_found")
    assert problem(dora.get(f"/api/v1/merchants/{OTHER_APPID}/keys")) == (404, "not_found")
