"""Merchants that leave, come back, change what they grant, and are erased; with two gateways."""

import time

from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR
from test_pushes import another_gateway, consent, merchants, pusher  # noqa: F401

INFO = "/cgi-bin/component/api_get_authorizer_info"
PERSONAL = "nick_name || principal_name || user_name"


def come_in(world, pusher):
    """The demo merchant, through its push; a second gateway that answers its key."""
    second = another_gateway(world, pusher)
    pusher.ticket(pusher.url, world.simulator.demo()["ticket"])
    pusher.authorized(pusher.url, DEMO_APPID, consent(world))
    wait_until(lambda: merchants(world) == {DEMO_APPID: True})
    key = world.make_key()
    wait_until(lambda: second.query(key, DEMO_SELECTOR).status == 200)
    return second, key


def authorized_second(world):
    return world.database.value("SELECT floor(extract(epoch FROM authorized_at))::bigint FROM merchant")


def test_a_departure_of_the_same_second_is_asked_about(world, pusher):  # noqa: F811
    come_in(world, pusher)
    world.simulator.reset_ledger()
    assert pusher.unauthorized(pusher.url, DEMO_APPID, authorized_second(world)).body == b"success"
    wait_until(lambda: world.simulator.ledger(INFO), 20, "WeChat to be asked")
    wait_until(lambda: world.database.value("SELECT state_read_at IS NOT NULL FROM merchant"), 20)
    assert merchants(world) == {DEMO_APPID: True}

    world.simulator.revoke(DEMO_APPID)
    assert pusher.unauthorized(pusher.url, DEMO_APPID, authorized_second(world)).body == b"success"
    wait_until(lambda: merchants(world) == {DEMO_APPID: False}, 20, "the departure")


def test_an_older_departure_that_comes_late_does_not_end_a_newer_authorisation(world, pusher):  # noqa: F811
    second, key = come_in(world, pusher)
    world.simulator.revoke(DEMO_APPID)
    left_at = int(time.time())
    pusher.authorized(pusher.url, DEMO_APPID, consent(world))
    wait_until(lambda: world.database.value("SELECT authorization_version FROM merchant") == 2)
    for url in (pusher.url, second.public_url, pusher.url):
        assert pusher.unauthorized(url, DEMO_APPID, left_at - 5).body == b"success"
    wait_until(lambda: world.database.value("SELECT state_read_at IS NOT NULL FROM merchant"), 20)
    assert merchants(world) == {DEMO_APPID: True}
    assert second.query(key, DEMO_SELECTOR).status == 200
    assert not [record for record in world.audit.records("authorization") if record["action"] == "merchant_left"]


def test_what_an_update_grants_holds_everywhere_at_once(world, pusher):  # noqa: F811
    second, key = come_in(world, pusher)

    def refusal():
        answer = second.query(key, DEMO_SELECTOR)
        return None if answer.status == 200 else answer.json()["code"]

    for sets, expected in (([1], "permission_set_missing"), ([1, 46], None)):
        world.simulator.put_merchant(DEMO_APPID, permission_sets=sets)
        version = world.database.value("SELECT authorization_version FROM merchant")
        code = consent(world, permission_sets=sets)
        for _ in range(2):
            assert pusher.authorized(pusher.url, DEMO_APPID, code, info_type="updateauthorized").body == b"success"
        wait_until(lambda v=version: world.database.value("SELECT authorization_version FROM merchant") == v + 1, 20)
        wait_until(lambda e=expected: refusal() == e, 10)


def test_a_merchant_that_left_is_erased_and_may_come_back(world, pusher):  # noqa: F811
    second, key = come_in(world, pusher)
    gateway = world.gateways[0]
    refused = gateway.run("merchant", "erase", DEMO_APPID, "--reason", "asked for it")
    assert refused.returncode == 1 and "left" in refused.stderr

    world.simulator.revoke(DEMO_APPID)
    pusher.unauthorized(pusher.url, DEMO_APPID, int(time.time()) + 2)
    wait_until(lambda: merchants(world) == {DEMO_APPID: False})
    records = len(world.audit.queries())
    gateway.cli("merchant", "erase", DEMO_APPID, "--reason", "asked for it")
    assert world.database.rows(f"SELECT {PERSONAL}, permission_sets FROM merchant") == [("", [])]
    assert world.database.rows("SELECT access, refresh FROM merchant_token") == [(None, None)]
    assert world.database.rows("SELECT name, revoked_at IS NOT NULL FROM api_key") == [("erased", True)]
    wait_until(lambda: second.query(key, DEMO_SELECTOR).status == 401, 10, "the key to be dead")
    assert len(world.audit.queries()) >= records
    line = wait_until(lambda: [record for record in world.audit.records("admin")
                               if record["action"] == "merchant_erased"], 10)[0]
    assert line["merchant"] == DEMO_APPID and line["details"]["reason"] == "asked for it"
    assert line["details"]["api_keys"] == 1

    pusher.authorized(pusher.url, DEMO_APPID, consent(world))
    wait_until(lambda: merchants(world) == {DEMO_APPID: True})
    new = world.make_key()
    wait_until(lambda: second.query(new, DEMO_SELECTOR).status == 200, 10, "the merchant to be back")
    assert world.database.value(f"SELECT {PERSONAL} FROM merchant") != ""
