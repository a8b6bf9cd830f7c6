"""A console with something of everything to show: merchants in every state, keys, invitations, a log of some days."""

from datetime import date, timedelta

from lib.console import Console, make_account
from lib.past import Past
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

SUSPENDED, LEFT, VOID, NARROW = (f"wx00000000000000a{number}" for number in range(1, 5))
LONG_NAME = "云岭高原特色农产品溯源与防伪查询服务中心（官方旗舰店）"


def past_days(world):
    """Two days gone by, whose streams the next gateway signs and lists in manifests."""
    merchant = world.database.value("SELECT id FROM merchant WHERE appid = %s", (DEMO_APPID,))
    for back in (4, 2):
        stream = Past(world.database, (date.today() - timedelta(days=back)).isoformat())
        for outcome in ("active", "active", "inactive", "refused", "upstream_error", "unknown"):
            stream.query(merchant, DEMO_APPID, outcome)
        stream.store()


def merchants(world):
    world.import_merchant(SUSPENDED, nick_name="青禾农场", principal_name="浙江青禾农业科技有限公司")
    world.import_merchant(VOID, nick_name=LONG_NAME, principal_name="云岭高原特色农产品溯源与防伪技术服务（集团）股份有限公司")
    world.import_merchant(NARROW, nick_name="Harbour Tea Co.", principal_name="Harbour Tea Company Limited", permission_sets=[1, 4])
    world.gateways[0].cli("merchant", "suspend", SUSPENDED, "--reason", "合同到期，续签后恢复")
    world.database.rows("INSERT INTO merchant (appid, authorized, stamp) VALUES (%s, false, 1)", (LEFT,))
    world.database.rows("UPDATE merchant_token SET needs_reauthorization = true, last_errcode = 61023 "
                        "WHERE merchant = (SELECT id FROM merchant WHERE appid = %s)", (VOID,))


def keys(world, admin):
    world.make_key(DEMO_APPID, "--address", "203.0.113.0/24", "--address", "2001:db8::/32", "--allow-in-url",
                   "--expires", (date.today() + timedelta(days=9)).isoformat())
    ended = world.make_key()
    assert admin.ask("DELETE", f"/api/v1/keys/{ended.split('_')[1]}").status == 204


def invitations(world, admin):
    for name, appid in (("青禾农场", SUSPENDED), ("Harbour Tea", None), ("an old one", None), ("", None)):
        made = admin.ask("POST", "/api/v1/invitations", {"name": name} | ({"appid": appid} if appid else {}))
        assert made.status == 201, made.text
        world.secrets.plant("invitation", made.json()["link"].split("=")[-1])
    number = made.json()["invitation"]["id"]
    assert admin.ask("DELETE", f"/api/v1/invitations/{number}").status == 204
    world.database.rows("UPDATE invitation SET expires_at = now() - interval '1 day' WHERE id = %s", (number - 1,))
    world.database.rows("UPDATE invitation SET used_at = now(), merchant = (SELECT id FROM merchant WHERE appid = %s) "
                        "WHERE id = %s", (SUSPENDED, number - 3))


def queries(world, key):
    """The ids of a record with an answer and of one with two attempts."""
    gateway = world.gateways[0]
    record = gateway.query(key, DEMO_SELECTOR).headers["X-Audit-Id"]
    for selector in ({"code": "000000000"}, {"code": "x", "code_url": "y"}, {"application_id": 2**64 - 1, "code_index": 0}):
        gateway.query(key, selector)
    world.simulator.void_tokens(DEMO_APPID)
    retried = gateway.query(key, {"application_id": 581865877, "code_index": 8}).headers["X-Audit-Id"]
    world.simulator.fault("status", merchant=DEMO_APPID)
    gateway.query(key, DEMO_SELECTOR)
    return record, retried


def export(admin):
    """One that was read to its end."""
    today = date.today().isoformat()
    made = admin.ask("POST", "/api/v1/audit/exports", {"first_day": today, "last_day": today, "reason": "yearly audit"})
    target = f"/api/v1/audit/exports/{made.json()['id']}"
    assert admin.get(f"{target}/records").status == 200
    return made.json()["id"]


def furnish(world, **settings):
    """Everything above, and the names of what pages show."""
    key = world.prepare(platform__public_url="https://gateway.example", **settings)
    make_account(world, "alice", "admin", "--full-name", "Alice Liddell")
    make_account(world, "bob", "operator", "--full-name", "王伟")
    make_account(world, "carol", "auditor", "--merchant", DEMO_APPID, "--from", "2026-01-01")
    past_days(world)
    merchants(world)
    world.gateways[0].start()
    wait_until(lambda: world.database.value("SELECT count(*) FROM audit_manifest") == 2)
    with Console(world.gateways[0]) as admin:
        assert admin.log_in("alice").status == 200
        keys(world, admin)
        invitations(world, admin)
        record, retried = queries(world, key)
        made = admin.ask("POST", "/api/v1/me/tokens", {"name": "nightly report", "scope": "read",
                                                      "expires_at": f"{date.today() + timedelta(days=90)}T00:00:00Z"})
        world.secrets.plant("access token", made.json()["access_token"])
        wait_until(lambda: admin.get(f"/api/v1/audit/records/{retried}").json().get("receipt"))
        return {"appid": DEMO_APPID, "record": record, "retried": retried, "export": export(admin),
                "suspended": SUSPENDED, "void": VOID}
