"""Many merchants whose tokens all come to their end in the same minute."""

import time

import pytest

from lib.waiting import SLACK, wait_until

REFRESH = "/cgi-bin/component/api_authorizer_token"
LONG = 180
QUERY_LIMIT = 5 * SLACK  # seconds: the deadline of a query


def refreshes(world):
    """Of each merchant, those that brought a token; and how many WeChat refused."""
    calls = world.simulator.ledger(path=REFRESH)
    good = [call["merchant"] for call in calls if call["errcode"] in (None, 0)]
    return {appid: good.count(appid) for appid in set(good)}, len(calls) - len(good)


def crowd(world, count):
    """A running gateway with so many merchants, each with a token of its own."""
    world.gateway()
    world.set_ticket()
    appids = [f"wx{number:016x}" for number in range(1, count + 1)]
    world.simulator.control("POST", "merchants", [{"appid": appid} for appid in appids])
    gateway = world.gateways[0]
    gateway.cli("platform", "reconcile")
    gateway.start()
    held = "SELECT count(*) FROM merchant_token WHERE access IS NOT NULL AND failures = 0"
    merchants = world.database.value("SELECT count(*) FROM merchant")
    assert merchants >= count
    wait_until(lambda: world.database.value(held) == merchants, LONG, "every merchant to have a token")
    return gateway, appids


def let_all_end(world, seconds):
    world.database.rows(
        "WITH next AS (SELECT next_stamp() AS stamp) UPDATE merchant_token SET stamp = next.stamp, "
        "expires_at = now() + %s * interval '1 second', refreshed_at = now() - interval '119 minutes' FROM next", (seconds,))


def all_renewed(world, appids):
    soon = "SELECT count(*) FROM merchant_token WHERE expires_at < now() + interval '30 minutes'"
    return world.database.value(soon) == 0


@pytest.mark.timeout(900)
@pytest.mark.parametrize("count, quota", [(150, 0), pytest.param(1000, 600, marks=pytest.mark.long)])
def test_each_is_refreshed_once_and_no_query_waits(world, count, quota):
    gateway, appids = crowd(world, count)
    first, _ = refreshes(world)
    assert set(first.values()) == {1}
    keys = [world.make_key(appid) for appid in appids[:3]]
    wait_until(lambda: all(gateway.query(key, {"code": "A"}).status != 401 for key in keys), 20)
    if quota:
        world.simulator.set_component(quotas={REFRESH: {"daily": 0, "minute": quota}})

    let_all_end(world, 240)
    end = time.monotonic() + LONG * SLACK
    while not all_renewed(world, appids):
        assert time.monotonic() < end, "tokens are left that nobody renews"
        for key in keys:
            begun = time.monotonic()
            assert gateway.query(key, {"code": "A"}).status in (200, 422)
            assert time.monotonic() - begun < QUERY_LIMIT
    second, refused = refreshes(world)
    assert set(second) == set(first) and set(second.values()) == {2}
    # A used up quota is met by those that were on their way, and then left alone until it is over.
    assert refused <= 2 * 16 if quota else refused == 0
