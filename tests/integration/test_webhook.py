"""What the provider's own systems are told of merchants and tickets."""

import hashlib
import hmac
import json
import urllib.parse

import pytest
from lib.listener import Listener
from lib.push import Pusher
from lib.waiting import wait_until
from lib.world import DEMO_APPID

SECRET = "a-webhook-secret-of-the-tests"
REFRESH = "/cgi-bin/component/api_authorizer_token"


@pytest.fixture
def hook(world):
    listener = Listener()
    world.secrets.plant("webhook secret", SECRET)
    yield listener
    for gateway in world.gateways:
        gateway.stop()
    listener.stop()


def settings(hook):
    return {"webhook__url": f"{hook.url}/hooks?of=tests", "webhook__secret_env": "GATEWAY_WEBHOOK_SECRET"}


def told_gateway(world, hook, pusher=None):
    """A gateway, not started, that tells `hook`."""
    gateway = world.gateway(**settings(hook))
    gateway.environment["GATEWAY_WEBHOOK_SECRET"] = SECRET
    if pusher:
        environment, own = pusher.settings()
        gateway.environment |= environment
        gateway.configure(**{name.replace(".", "__"): value for name, value in own.items()})
    return gateway


def events(hook):
    """What was told, each once, in its order; every signature has to be right."""
    seen = {}
    for told in list(hook.told):
        signature = dict(part.split("=", 1) for part in told.headers["X-Signature"].split(","))
        expected = hmac.new(SECRET.encode(), signature["t"].encode() + b"." + told.body, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(expected, signature["v1"])
        assert told.target == "/hooks?of=tests" and told.headers["Content-Type"] == "application/json"
        event = json.loads(told.body)
        seen.setdefault(event["id"], event)
    return [seen[number] for number in sorted(seen, key=int)]


def types(hook):
    return [event["type"] for event in events(hook)]


def tried(world):
    """How often each delivery was tried that nobody is at."""
    return world.database.rows("SELECT tries FROM webhook_delivery WHERE lease_owner IS NULL AND tries > 0")


def make_due(world):
    """As time would: the pause after a failed try is over."""
    world.database.rows("UPDATE webhook_delivery SET due_at = now() WHERE settled_at IS NULL AND lease_owner IS NULL "
                        "RETURNING 1")


def test_the_life_of_a_merchant_is_told(world, hook):
    pusher = Pusher(world.simulator.component()["component_appid"])
    gateways = [told_gateway(world, hook, pusher).start() for _ in range(2)]
    url = gateways[0].public_url
    pusher.ticket(url, world.simulator.demo()["ticket"])
    consent = world.simulator.control("POST", f"merchants/{DEMO_APPID}/authorize", {})["authorization_code"]
    pusher.authorized(url, DEMO_APPID, consent)
    wait_until(lambda: types(hook) == ["authorized"], 60)
    told = events(hook)[0]
    assert told["merchant"] == DEMO_APPID
    assert told["details"] == {"authorization": 1, "permission_set_46": True, "service_account": True}
    consent = world.simulator.control("POST", f"merchants/{DEMO_APPID}/authorize", {})["authorization_code"]
    pusher.authorized(url, DEMO_APPID, consent, "updateauthorized")
    wait_until(lambda: types(hook) == ["authorized", "updated"], 60)
    wait_until(lambda: pusher.unauthorized(url, DEMO_APPID, 4_000_000_000).status == 200)
    wait_until(lambda: types(hook) == ["authorized", "updated", "left"], 60)
    wait_until(lambda: world.database.rows("SELECT outcome FROM webhook_delivery") == [("delivered",)] * 3, 30)
    assert sum(gateway.metric("marketcode_webhook_deliveries_total", result="delivered") for gateway in gateways) == 3


def test_who_has_to_authorise_again_is_told(world, hook):
    gateway = told_gateway(world, hook)
    gateway.configure(platform__public_url="http://127.0.0.1:1")
    world.set_ticket()
    world.import_merchant()
    gateway.start()
    wait_until(lambda: gateway.metric("marketcode_tokens", health="healthy") == 1, 60)
    world.simulator.fault("errcode", path=REFRESH, errcode=61023, times=0)
    world.database.rows("UPDATE merchant_token SET expires_at = now(), stamp = next_stamp() RETURNING 1")
    wait_until(lambda: "needs_reauthorization" in types(hook), 60)
    details = events(hook)[-1]["details"]
    assert details["errcode"] == 61023
    # With it comes a link by which this merchant can authorise again.
    address = urllib.parse.urlsplit(details["invitation"])
    with gateway.caller() as browser:
        assert browser.get(f"{address.path}?{address.query}").status == 200
    assert world.database.rows("SELECT biz_appid FROM invitation") == [(DEMO_APPID,)]


def test_a_delivery_that_fails_is_tried_again_and_given_up(world, hook):
    hook.answer = lambda told: (500, b"no")
    gateway = told_gateway(world, hook).start()
    world.set_ticket()
    world.import_merchant()
    for tries in range(1, 6):
        wait_until(lambda: tried(world) == [(tries,)], 60)
        assert len(hook.told) == tries
        make_due(world)
    assert world.database.rows("SELECT outcome, status, failure FROM webhook_delivery") == [("given_up", 500, "status")]
    assert len({told.body for told in hook.told}) == 1
    assert gateway.metric("marketcode_webhook_deliveries_total", result="failed") == 4
    assert gateway.metric("marketcode_webhook_deliveries_total", result="given_up") == 1
    record = wait_until(lambda: [line for line in world.audit.records("system") if line.get("action") == "webhook_given_up"], 30)[0]
    assert (record["merchant"], record["details"]["tries"]) == (DEMO_APPID, 5)
    assert record.get("mseq") is not None  # it is counted as the merchant's, as whoever verifies the day counts it


def test_a_delivery_survives_a_listener_that_is_away(world, hook):
    hook.answer = lambda told: (503, b"")
    gateway = told_gateway(world, hook).start()
    world.set_ticket()
    world.import_merchant()
    wait_until(lambda: tried(world) == [(1,)], 60)
    gateway.kill()
    hook.answer = lambda told: (204, b"")
    make_due(world)
    gateway.start()
    wait_until(lambda: world.database.value("SELECT outcome FROM webhook_delivery") == "delivered", 60)
    assert types(hook) == ["authorized"]


def test_a_ticket_that_stays_away_is_told_once(world, hook):
    pusher = Pusher(world.simulator.component()["component_appid"])
    gateway = told_gateway(world, hook, pusher)
    world.set_ticket()
    world.database.rows("UPDATE platform SET ticket_received_at = now() - interval '2 hours', stamp = next_stamp() RETURNING 1")
    gateway.start()
    wait_until(lambda: types(hook) == ["ticket_overdue"], 60)
    told_gateway(world, hook, pusher).start()
    wait_until(lambda: world.gateways[1].metric("marketcode_tokens") >= 0 and "since" in events(hook)[0]["details"])
    assert types(hook) == ["ticket_overdue"] and "merchant" not in events(hook)[0]
    assert world.database.value("SELECT count(*) FROM webhook_delivery") == 1


def test_nobody_is_told_without_a_webhook(world, gateway, key):
    assert world.database.value("SELECT count(*) FROM webhook_delivery") == 0


def test_a_webhook_that_would_leak_is_refused(world, hook):
    gateway = told_gateway(world, hook)
    gateway.configure(webhook__url="http://192.0.2.1/hook")
    assert "webhook.url: would leave this machine unencrypted" in gateway.run("check-config").stderr
    gateway.configure(webhook__url="https://example.com/hook", webhook__secret_env=None)
    assert "webhook.secret: is missing" in gateway.run("check-config").stderr
