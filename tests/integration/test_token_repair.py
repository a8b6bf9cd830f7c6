"""Refresh tokens that were lost: found again at WeChat before anybody is asked to authorise anew."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

REFRESH = "/cgi-bin/component/api_authorizer_token"
INFO = "/cgi-bin/component/api_get_authorizer_info"
LIST = "/cgi-bin/component/api_get_authorizer_list"


def ask(gateway, key):
    return gateway.query(key, DEMO_SELECTOR)


def use_up(world):
    """What the gateways hold is worth nothing; the next query needs a refresh. Void first: one that a gateway refreshes
    as soon as it reads of the expiry must last."""
    world.simulator.void_tokens(DEMO_APPID)
    world.database.rows("UPDATE merchant_token SET expires_at = now() - interval '1 minute', stamp = next_stamp()")


def end_leases(world):
    """As time would: the process that held them is gone, or asleep."""
    world.database.rows("UPDATE merchant_token SET lease_until = now() WHERE lease_until IS NOT NULL")


def calls(world, path):
    return world.simulator.ledger(path, DEMO_APPID if path != LIST else "")


def errcodes(world):
    return [call["errcode"] for call in calls(world, REFRESH)]


def marked(world):
    return world.database.value("SELECT needs_reauthorization FROM merchant_token")


@contextlib.contextmanager
def refresh_in_flight(world, gateway, key):
    """A query that waits for a refresh: WeChat has made new tokens, and its answer is on the way for 3 s."""
    before = len(calls(world, REFRESH))
    world.simulator.fault("delay", path=REFRESH, delay_ms=3000)
    use_up(world)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask, gateway, key)
        wait_until(lambda: len(calls(world, REFRESH)) > before, 5)
        assert world.database.value("SELECT lease_owner IS NOT NULL FROM merchant_token")
        yield answer
        answer.exception()  # its gateway may have died


@pytest.fixture
def rotating(world, gateway, key):
    """A gateway with a token; from now on each refresh voids the refresh token before it."""
    assert ask(gateway, key).status == 200
    world.simulator.settings(rotate_refresh_tokens=True, refresh_token_overlap_s=0)
    world.simulator.reset_ledger()
    return gateway


def test_a_refresh_whose_answer_died_with_the_gateway_is_repaired(world, rotating, key):
    with refresh_in_flight(world, rotating, key):
        rotating.kill()
    end_leases(world)
    rotating.start()
    assert ask(rotating, key).status == 200
    assert errcodes(world)[-3:] == [0, 61023, 0]
    assert len(calls(world, INFO)) == 1
    assert not marked(world)
    assert rotating.metric("marketcode_token_repairs_total", result="info") == 1
    use_up(world)
    wait_until(lambda: ask(rotating, key).status == 200, 5)  # once it has read of the expiry
    assert errcodes(world)[-2:] == [0, 0]


def test_an_answer_that_no_database_took_before_the_gateway_died_is_repaired(world, rotating, key, postgres):
    with refresh_in_flight(world, rotating, key):
        postgres.stop()
        wait_until(lambda: "token_unsaved" in rotating.log(), 8)
        rotating.kill()
    postgres.start()
    end_leases(world)
    rotating.start()
    assert ask(rotating, key).status == 200
    assert errcodes(world)[-3:] == [0, 61023, 0]


def test_an_answer_that_no_database_took_is_kept_until_it_is_back(world, rotating, key, postgres):
    with refresh_in_flight(world, rotating, key):
        postgres.stop()
        wait_until(lambda: "token_unsaved" in rotating.log(), 8)
    postgres.start()
    wait_until(lambda: rotating.metric("marketcode_tokens_unsaved", kind="merchant") == 0, 10)
    wait_until(lambda: ask(rotating, key).status == 200, 10)
    use_up(world)
    wait_until(lambda: ask(rotating, key).status == 200, 5)
    assert 61023 not in errcodes(world)


def test_a_gateway_that_slept_through_its_lease_costs_nothing(world, rotating, key):
    other = world.gateway().start()
    assert ask(other, key).status == 200
    with refresh_in_flight(world, rotating, key):
        rotating.pause()
        end_leases(world)
        assert ask(other, key).status == 200
        assert errcodes(world)[-2:] == [61023, 0]
        rotating.resume()
    for gateway in (rotating, other):
        assert ask(gateway, key).status == 200
    use_up(world)
    for gateway in (rotating, other):
        wait_until(lambda: ask(gateway, key).status == 200, 5)
    assert not marked(world)


@pytest.mark.parametrize("overlap", [0, 300])
def test_an_answer_that_the_network_lost_loses_no_merchant(world, rotating, key, overlap):
    world.simulator.settings(refresh_token_overlap_s=overlap)
    use_up(world)
    world.simulator.fault("reset", path=REFRESH)
    assert ask(rotating, key).status == 503
    wait_until(lambda: ask(rotating, key).status == 200, 5)
    assert (61023 in errcodes(world)) == (overlap == 0)


def test_the_list_helps_where_the_information_does_not(world, rotating, key):
    world.simulator.settings(info_without_refresh_tokens=True)
    world.simulator.put_merchant("wx0000000000000001")
    use_up(world)
    world.simulator.void_tokens(DEMO_APPID, refresh=True)
    assert ask(rotating, key).status == 200
    assert len(calls(world, LIST)) == 1
    assert rotating.metric("marketcode_token_repairs_total", result="list") == 1


def test_several_gateways_repair_a_merchant_once(world, rotating, key):
    other = world.gateway().start()
    use_up(world)
    world.simulator.void_tokens(DEMO_APPID, refresh=True)
    before = len(calls(world, REFRESH))
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda number: ask((rotating, other)[number % 2], key).status, range(32)))
    assert statuses == [200] * 32
    assert errcodes(world)[before:] == [61023, 0]
    assert len(calls(world, INFO)) == 1


@pytest.mark.parametrize("listed", [True, False])
def test_only_when_nothing_helps_has_the_merchant_to_authorise_again(world, rotating, key, listed):
    other = world.gateway().start()
    world.simulator.settings(info_without_refresh_tokens=True, list_without_refresh_tokens=True)
    world.simulator.put_merchant(DEMO_APPID, listed=listed)
    use_up(world)
    world.simulator.void_tokens(DEMO_APPID, refresh=True)
    answer = ask(rotating, key)
    assert answer.status == 403
    assert answer.json()["code"] == "merchant_needs_reauthorization"
    assert marked(world)

    # Queries cost no call from then on, in no gateway; the log tells once.
    seen = [len(calls(world, path)) for path in (REFRESH, INFO, LIST)]
    wait_until(lambda: other.caller(key).get("/v1/me").json()["token"]["health"] == "needs_reauthorization", 5)
    assert other.caller(key).get("/v1/me").json()["refusal"] == "merchant_needs_reauthorization"
    for gateway in (rotating, other):
        assert {ask(gateway, key).status for _ in range(10)} == {403}
    assert [len(calls(world, path)) for path in (REFRESH, INFO, LIST)] == seen
    lines = wait_until(lambda: world.audit.records("authorization", "line LIKE '%%merchant_needs_reauthorization%%'"), 5)
    assert len(lines) == 1

    # A new authorisation makes it good.
    world.simulator.settings(info_without_refresh_tokens=False, list_without_refresh_tokens=False)
    world.import_merchant()
    wait_until(lambda: ask(rotating, key).status == 200, 5)


def test_trouble_while_repairing_is_no_loss(world, rotating, key):
    use_up(world)
    world.simulator.void_tokens(DEMO_APPID, refresh=True)
    world.simulator.fault("errcode", path=INFO, errcode=-1, times=0)
    world.simulator.fault("status", path=LIST, times=0)
    answer = ask(rotating, key)
    assert answer.status == 503
    assert answer.json()["code"] == "token_unavailable"
    assert int(answer.headers["Retry-After"]) >= 1
    seen = len(calls(world, INFO))
    ask(rotating, key)
    assert len(calls(world, INFO)) == seen
    assert not marked(world)
    world.simulator.clear_faults()
    wait_until(lambda: ask(rotating, key).status == 200, 15)


def test_importing_again_tells_what_weixin_thinks_of_the_refresh_token(world, gateway, key):
    def import_again(refresh_token):
        token = world.file("refresh-token", refresh_token)
        done = gateway.run("merchant", "import", DEMO_APPID, "--refresh-token-file", token)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def versions():
        return world.database.rows("SELECT authorization_version, generation > 1 FROM merchant, merchant_token")

    assert ask(gateway, key).status == 200
    stored = world.simulator.merchant(DEMO_APPID)["refresh_token"]
    assert "WeChat names another" not in import_again(stored)
    assert [tuple(row) for row in versions()] == [(1, True)]
    assert ask(gateway, key).status == 200
    assert len(calls(world, REFRESH)) == 1  # its tokens are kept

    void = world.secrets.plant("void refresh token", "refreshtoken@@@" + "v" * 43)
    note = import_again(void)
    assert "WeChat names another refresh token" in note
    assert void not in note and stored not in note
    wait_until(lambda: ask(gateway, key).status == 200 and errcodes(world)[-2:] == [61023, 0], 5)
