"""How well merchants' tokens are: the merchant, the staff and the monitoring see the same."""

import json

from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

REFRESH = "/cgi-bin/component/api_authorizer_token"


def me(gateway, key):
    with gateway.caller(key) as caller:
        return caller.get("/v1/me").json()


def shown(gateway, appid=DEMO_APPID):
    return json.loads(gateway.cli("merchant", "show", appid, "--json"))


def listed(gateway):
    return {row["appid"]: row for row in json.loads(gateway.cli("merchant", "list", "--json"))}


def test_a_healthy_merchant(world, gateway, key):
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    wait_until(lambda: me(gateway, key)["token"]["health"] == "healthy", 30)
    row = shown(gateway)
    assert row["token"]["health"] == "healthy" and row["permission_set_46"] is True
    assert {"id": 46, "name": "one code per item"} in row["permission_sets"]
    assert (row["kind"], row["state"]) == ("Service Account", "ready")
    assert [one["key_id"] for one in row["keys"]] == [key[3:15]]
    wait_until(lambda: "key_created" in [event["action"] for event in shown(gateway)["history"]], 30)
    assert listed(gateway)[DEMO_APPID]["token"]["health"] == "healthy"
    text = gateway.cli("merchant", "show", DEMO_APPID)
    assert "what the gateway needs" in text and key not in text
    assert "there is no merchant" in gateway.run("merchant", "show", "wx-nobody").stderr
    wait_until(lambda: gateway.metric("marketcode_tokens", health="healthy") == 1, 30)
    assert gateway.ops("/readyz").json()["tokens"]["healthy"] == 1


def test_a_transient_failure_is_not_taken_for_a_permanent_one(world):
    key = world.prepare()
    gateway = world.gateways[0]
    world.simulator.fault("errcode", path=REFRESH, errcode=-1, times=0)
    gateway.start()
    wait_until(lambda: me(gateway, key)["token"]["health"] == "failing", 30)
    token = me(gateway, key)["token"]
    assert token["failures"] >= 1 and token["last_errcode"] == -1 and token["failing_since"]
    assert listed(gateway)[DEMO_APPID]["token"]["health"] == "failing"
    assert "failing since" in gateway.cli("merchant", "list")
    wait_until(lambda: gateway.metric("marketcode_tokens", health="failing") == 1, 30)
    world.simulator.clear_faults()
    wait_until(lambda: me(gateway, key)["token"]["health"] == "healthy", 60)
    assert "failing_since" not in me(gateway, key)["token"]


def test_a_permanent_failure_asks_for_a_new_authorisation(world):
    key = world.prepare()
    gateway = world.gateways[0]
    world.simulator.void_tokens(DEMO_APPID, refresh=True)
    world.simulator.put_merchant(DEMO_APPID, listed=False)
    world.simulator.fault("errcode", path=REFRESH, errcode=61023, times=0)
    gateway.start()
    wait_until(lambda: me(gateway, key)["token"]["health"] == "needs_reauthorization", 60)
    row = shown(gateway)
    assert (row["token"]["health"], row["token"]["last_errcode"]) == ("needs_reauthorization", 61023)
    # Here nobody can authorise: the staff is told what is missing.
    assert "reauthorization_link" not in row
    assert "set platform.public_url" in gateway.cli("merchant", "show", DEMO_APPID)
    wait_until(lambda: "merchant_needs_reauthorization" in [event["action"] for event in shown(gateway)["history"]], 30)


def test_staff_hands_out_the_link_for_a_new_authorisation(world):
    """Every command shows the same one, and a gateway lets its merchant in by it."""
    world.prepare(platform__public_url="http://127.0.0.1:1")
    gateway = world.gateways[0]
    assert "must_authorize" not in json.loads(gateway.cli("platform", "status", "--json"))
    world.database.rows("UPDATE merchant_token SET refresh = NULL, access = NULL, needs_reauthorization = true, "
                        "generation = generation + 1, stamp = next_stamp()")
    link = shown(gateway)["reauthorization_link"]
    world.secrets.plant("invitation", link.split("invitation=")[1])
    assert link.startswith("http://127.0.0.1:1/authorize?invitation=")
    assert listed(gateway)[DEMO_APPID]["reauthorization_link"] == link
    told = json.loads(gateway.cli("platform", "status", "--json"))["must_authorize"]
    assert told == [{"appid": DEMO_APPID, "reauthorization_link": link}]
    for words in (("merchant", "list"), ("merchant", "show", DEMO_APPID), ("platform", "status")):
        assert link in gateway.cli(*words)
    assert world.database.rows("SELECT biz_appid, note FROM invitation") == [(DEMO_APPID, "authorisation void")]
    assert world.database.value("SELECT count(*) FROM audit_outbox WHERE head LIKE '%invitation_created%'") == 1
    gateway.start()
    with gateway.caller() as browser:
        page = browser.get(link.removeprefix("http://127.0.0.1:1"), headers={"Accept-Language": "en"})
    assert page.status == 200 and DEMO_APPID in page.text

    # One that ends soon is not handed out any more.
    world.database.rows("UPDATE invitation SET expires_at = now() + interval '23 hours'")
    newer = shown(gateway)["reauthorization_link"]
    world.secrets.plant("invitation", newer.split("invitation=")[1])
    assert newer != link


def test_a_refused_address_is_named(world):
    world.prepare()
    gateway = world.gateways[0]
    world.simulator.set_component(whitelist=["192.0.2.1"])
    gateway.start()
    wait_until(lambda: world.database.rows("SELECT address, errcode FROM refused_address") == [("127.0.0.1", 61004)], 30)
    said = gateway.run("merchant", "list").stderr
    assert "WeChat refuses the address 127.0.0.1 (errcode 61004" in said and "IP whitelist" in said
    world.database.rows("UPDATE refused_address SET refused_at = now() - interval '1 hour' RETURNING 1")
    world.simulator.set_component(whitelist=[])
