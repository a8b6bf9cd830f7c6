"""Access tokens: refreshed once, by whomever, and never more often than allowed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR


def ask(gateway, key):
    return gateway.query(key, DEMO_SELECTOR).status


def test_two_gateways_and_200_queries_on_an_expired_token_make_one_refresh(world, gateway, key):
    other = world.gateway().start()
    assert ask(gateway, key) == ask(other, key) == 200
    world.audit.database.rows("UPDATE merchant_token SET expires_at = now() - interval '1 minute', stamp = next_stamp() "
                              "RETURNING merchant")
    world.simulator.void_tokens(DEMO_APPID)
    before = len(world.simulator.refreshes(DEMO_APPID))
    fast = world.make_key(DEMO_APPID, "--rate", "10000", "--burst", "10000")
    for one in (gateway, other):
        wait_until(lambda: one.caller(fast).get("/v1/me").status == 200, 3)
    with ThreadPoolExecutor(40) as pool:
        statuses = list(pool.map(lambda number: ask((gateway, other)[number % 2], fast), range(200)))
    assert statuses == [200] * 200
    assert len(world.simulator.refreshes(DEMO_APPID)) - before == 1


def test_a_token_that_weixin_refuses_is_renewed_and_the_query_asked_once_more(world, gateway, key):
    assert ask(gateway, key) == 200
    world.simulator.void_tokens(DEMO_APPID)
    before = len(world.simulator.refreshes(DEMO_APPID))
    answer = gateway.query(key, DEMO_SELECTOR)
    assert answer.status == 200
    assert len(world.simulator.refreshes(DEMO_APPID)) - before == 1
    record = world.audit.by_id(answer.headers["X-Audit-Id"])
    assert [attempt["errcode"] for attempt in record.attempts] == [40001, 0]
    assert record.attempts[0]["generation"] < record.attempts[1]["generation"]


def test_one_forced_refresh_a_minute_whatever_weixin_says(world, gateway, key):
    assert ask(gateway, key) == 200
    world.simulator.fault("errcode", errcode=40001, times=0)
    before = len(world.simulator.refreshes(DEMO_APPID))
    statuses = [ask(gateway, key) for _ in range(20)]
    assert set(statuses) == {503}
    assert len(world.simulator.refreshes(DEMO_APPID)) - before == 1
    world.simulator.clear_faults()
    assert ask(gateway, key) == 200


def test_one_forced_refresh_a_minute_in_all_gateways_together(world, gateway, key):
    other = world.gateway().start()
    fast = world.make_key(DEMO_APPID, "--rate", "10000", "--burst", "10000")
    for one in (gateway, other):
        wait_until(lambda: one.query(fast, DEMO_SELECTOR).status == 200, 5)
    world.simulator.fault("errcode", errcode=40001, times=0)
    before = len(world.simulator.refreshes(DEMO_APPID))

    def load(number):
        with (gateway, other)[number % 2].caller(fast) as caller:
            return [caller.post("/v1/codeactivequery", DEMO_SELECTOR) for _ in range(40)]

    with ThreadPoolExecutor(10) as pool:
        answers = [answer for answers in pool.map(load, range(10)) for answer in answers]
    assert {(answer.status, answer.json()["code"]) for answer in answers} == {(503, "token_unavailable")}
    assert all(1 <= int(answer.headers["Retry-After"]) <= 60 for answer in answers)
    assert len(world.simulator.refreshes(DEMO_APPID)) - before == 1

    # The next one when the minute is over.
    world.database.rows("UPDATE merchant_token SET forced_at = now() - interval '61 seconds'")
    assert {load(number)[0].status for number in range(2)} == {503}
    assert len(world.simulator.refreshes(DEMO_APPID)) - before == 2


@pytest.mark.parametrize("errcode", [61003, 61007])
def test_a_query_that_weixin_refuses_has_the_merchant_read_anew(world, gateway, key, errcode):
    assert ask(gateway, key) == 200
    code = {61003: "merchant_not_authorized", 61007: "permission_set_missing"}[errcode]
    if errcode == 61003:
        world.simulator.revoke(DEMO_APPID)
    else:
        world.simulator.put_merchant(DEMO_APPID, permission_sets=[1])
    world.simulator.reset_ledger()
    world.database.rows("UPDATE merchant SET state_read_at = now() - interval '6 minutes', stamp = next_stamp()")
    refused = wait_until(lambda: (answer := gateway.query(key, DEMO_SELECTOR)) and answer.json().get("code") and answer, 5)
    assert refused.json()["code"] == code

    def refused_here():
        answer = gateway.query(key, DEMO_SELECTOR).json()
        assert answer["code"] == code
        return answer["upstream_called"] == "no"

    wait_until(refused_here, 5)
    before = len(world.simulator.queries(DEMO_APPID))
    assert all(refused_here() for _ in range(5))
    assert len(world.simulator.queries(DEMO_APPID)) == before
    assert len(world.simulator.ledger("/cgi-bin/component/api_get_authorizer_info", DEMO_APPID)) == 1


def test_a_void_component_token_is_renewed(world, gateway, key):
    assert ask(gateway, key) == 200
    # A token that WeChat gave a moment ago is not asked for again at once.
    world.database.rows("UPDATE platform SET token_refreshed_at = now() - interval '2 minutes' RETURNING generation")
    world.simulator.control("POST", "component/void", {})
    world.simulator.void_tokens(DEMO_APPID)
    assert ask(gateway, key) == 200


def test_a_refresh_token_that_rotates_is_kept(world, gateway, key):
    world.simulator.settings(rotate_refresh_tokens=True, refresh_token_overlap_s=0)
    for _ in range(3):
        world.simulator.void_tokens(DEMO_APPID)
        world.audit.database.rows("UPDATE merchant_token SET forced_at = NULL RETURNING merchant")
        assert ask(gateway, key) == 200


def test_tokens_survive_a_restart_without_a_refresh(world, gateway, key):
    assert ask(gateway, key) == 200
    before = len(world.simulator.refreshes(DEMO_APPID))
    gateway.stop()
    gateway.start()
    assert ask(gateway, key) == 200
    assert len(world.simulator.refreshes(DEMO_APPID)) == before


def test_secrets_are_nowhere_in_the_database_in_clear(world, gateway, key):
    assert ask(gateway, key) == 200
    world.simulator.plant_secrets(world.secrets)
    dump = world.database.dump()
    assert "merchant_token" in dump
    assert world.secrets.found_in(dump) == []
    in_hex = [name for value, name in world.secrets.planted.items() if value.encode().hex() in dump]
    assert in_hex == []
