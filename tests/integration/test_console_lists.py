"""The console's lists: their pages and their filters."""

import pytest
from lib.console import Console, make_account
from lib.waiting import wait_until
from lib.world import DEMO_APPID

FAILING, VOID, LEASED, BARE = (f"wx00000000000000b{number}" for number in range(1, 5))


def problem(answer):
    return answer.status, answer.json()["code"]


@pytest.fixture
def house(world):
    world.key = world.prepare(platform__public_url="https://gateway.example")
    make_account(world, "alice", "admin")
    world.gateways[0].start()
    with Console(world.gateways[0]) as world.alice:
        assert world.alice.log_in("alice").status == 200
        yield world


def pages(console, target, name, identity, limit):
    """What each page of a list holds."""
    after, found = "", []
    while True:
        page = console.get(f"{target}{'&' if '?' in target else '?'}limit={limit}{after and '&after=' + after}").json()
        found.append([row[identity] for row in page[name]])
        if "next" not in page:
            return found
        after = page["next"]


def refuses(console, target, *wrong):
    for query in wrong:
        assert problem(console.get(f"{target}?{query}")) == (400, "input_invalid"), query


def test_merchants_by_the_health_of_their_tokens(house):
    for appid in (FAILING, VOID, LEASED):
        house.import_merchant(appid)
    house.database.rows("INSERT INTO merchant (appid, authorized, stamp) VALUES (%s, true, 1)", (BARE,))
    wait_until(lambda: house.database.value("SELECT count(*) FROM merchant_token WHERE expires_at > now() AND lease_until IS NULL") == 4)
    for appid, change in ((FAILING, "failing_since = now(), failures = 1"), (VOID, "needs_reauthorization = true, failing_since = now()"),
                          (LEASED, "lease_owner = 'x', lease_until = now() + interval '1 hour'")):
        house.database.rows(f"UPDATE merchant_token SET {change} WHERE merchant = (SELECT id FROM merchant WHERE appid = %s)", (appid,))
    wanted = {"healthy": [DEMO_APPID], "failing": [FAILING], "needs_reauthorization": [VOID], "refreshing": [LEASED], "missing": [BARE]}
    for health, appids in wanted.items():
        found = house.alice.get(f"/api/v1/merchants?health={health}").json()["merchants"]
        assert [(merchant["appid"], merchant["token"]["health"]) for merchant in found] == [(appid, health) for appid in appids]
    house.database.rows("UPDATE merchant_token SET expires_at = now() WHERE merchant = (SELECT id FROM merchant WHERE appid = %s)", (DEMO_APPID,))
    assert pages(house.alice, "/api/v1/merchants?health=refreshing", "merchants", "appid", 1) == [[LEASED], [DEMO_APPID]]
    assert house.alice.get(f"/api/v1/merchants?health=failing&search={VOID}").json() == {"merchants": []}
    refuses(house.alice, "/api/v1/merchants", "health=odd", "health=healthy&health=failing")


def test_a_merchant_without_a_way_to_its_token_is_not_ready(house):
    def seen():
        ready = [merchant["appid"] for merchant in house.alice.get("/api/v1/merchants?state=ready").json()["merchants"]]
        return ready == [DEMO_APPID], house.alice.get(f"/api/v1/merchants/{DEMO_APPID}").json().get("refusal")

    wait_until(lambda: house.database.value("SELECT count(*) FROM merchant_token WHERE expires_at > now() AND lease_until IS NULL") == 1)
    house.database.rows("UPDATE merchant_token SET needs_reauthorization = true, failing_since = now()")
    assert seen() == (True, None)  # the token it has is good as long as it lives
    house.database.rows("UPDATE merchant_token SET expires_at = now()")
    assert seen() == (False, "merchant_needs_reauthorization")


def test_keys_have_pages(house):
    target = f"/api/v1/merchants/{DEMO_APPID}/keys"
    keys = [house.key] + [house.make_key() for _ in range(4)]
    ids = [key.split("_")[1] for key in keys]
    assert pages(house.alice, target, "keys", "key_id", 2) == [ids[:2], ids[2:4], ids[4:]]
    assert pages(house.alice, target, "keys", "key_id", 5) == [ids]
    assert house.alice.ask("DELETE", f"/api/v1/keys/{ids[1]}").status == 204
    house.database.rows("UPDATE api_key SET expires_at = now() WHERE key_id = %s", (ids[2],))
    assert pages(house.alice, f"{target}?state=active", "keys", "key_id", 2) == [[ids[0], ids[3]], [ids[4]]]
    for state, key_id in (("revoked", ids[1]), ("expired", ids[2])):
        found = house.alice.get(f"{target}?state={state}").json()["keys"]
        assert [(key["key_id"], key["state"]) for key in found] == [(key_id, state)]
    refuses(house.alice, target, "limit=0", "limit=501", "state=odd", "after=?", "x=1")


def test_accounts_have_pages(house):
    for name in ("dora", "bob", "carol"):
        make_account(house, name, "operator")
    assert pages(house.alice, "/api/v1/staff", "staff", "name", 2) == [["alice", "bob"], ["carol", "dora"]]
    refuses(house.alice, "/api/v1/staff", "limit=0", "limit=501", "x=1")


def test_invitations_have_pages(house):
    ids = []
    for number in range(3):
        made = house.alice.ask("POST", "/api/v1/invitations", {"name": f"shop {number}"}).json()
        house.secrets.plant("invitation", made["link"].split("=")[-1])
        ids.insert(0, made["invitation"]["id"])
    assert pages(house.alice, "/api/v1/invitations", "invitations", "id", 2) == [ids[:2], ids[2:]]
    refuses(house.alice, "/api/v1/invitations", "limit=0", "limit=501", "after=x", "after=0", "x=1")


def test_an_auditor_s_merchants_are_named(house):
    house.import_merchant(FAILING)
    make_account(house, "dora", "auditor", "--merchant", FAILING, "--merchant", DEMO_APPID)
    make_account(house, "carol", "auditor")
    bound = {account["name"]: account.get("merchants") for account in house.alice.get("/api/v1/staff").json()["staff"]}
    assert bound == {"alice": None, "carol": [], "dora": sorted([FAILING, DEMO_APPID])}
    with Console(house.gateways[0]) as dora:
        assert dora.log_in("dora").json()["account"]["merchants"] == bound["dora"]
        assert dora.get("/api/v1/session").json()["account"]["merchants"] == bound["dora"]
    changed = house.alice.ask("PATCH", "/api/v1/staff/dora", {"merchants": [DEMO_APPID]})
    assert changed.json()["merchants"] == [DEMO_APPID]
