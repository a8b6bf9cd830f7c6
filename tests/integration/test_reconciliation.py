"""What a lost push or a lost database left out, brought back from WeChat's list."""

import json

from lib.merchants import new_merchant
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

LIST = "/cgi-bin/component/api_get_authorizer_list"
INFO = "/cgi-bin/component/api_get_authorizer_info"
LOST = "wx00000000000lost"
PUBLISH_CHECK = "wx570bc396a51b8ff8"


def reconcile(gateway, *words):
    report = json.loads(gateway.cli("platform", *(words or ("reconcile",)), "--json"))
    assert report["complete"]
    return {line["appid"]: (line["step"], line["result"]) for line in report["merchants"]}


def lines(world, action):
    return [record for record in world.audit.records("authorization") if record["action"] == action]


def own_merchants_only(world):
    """The demo world has more merchants than the one that was brought in."""
    for merchant in world.simulator.merchants():
        if merchant["appid"] != DEMO_APPID:
            world.simulator.put_merchant(merchant["appid"], listed=False)


def state(world, appid, column="authorized"):
    rows = world.database.rows(f"SELECT {column} FROM merchant m LEFT JOIN merchant_token t ON t.merchant = m.id "
                               "WHERE appid = %s", (appid,))
    return rows[0][0] if rows else None


def test_a_merchant_whose_push_was_lost_is_brought_in(world, gateway):
    own_merchants_only(world)
    world.simulator.put_merchant(LOST)
    world.simulator.put_merchant(PUBLISH_CHECK)
    assert reconcile(gateway, "reconcile", "--dry-run") == {LOST: ("bring_in", "would")}
    assert state(world, LOST) is None

    assert reconcile(gateway) == {LOST: ("bring_in", "done")}
    assert state(world, LOST) and state(world, LOST, "service_type") == 2
    key = world.make_key(LOST)
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status != 401, 10, "the key to be known")
    refused = gateway.query(key, DEMO_SELECTOR).json()  # the codes are another merchant's
    assert refused["code"] == "application_not_owned"
    assert [line["merchant"] for line in wait_until(
        lambda: lines(world, "merchant_found_by_reconciliation"), 10)] == [LOST]
    assert reconcile(gateway) == {}


def test_who_left_is_marked_after_a_second_look_only(world, gateway):
    own_merchants_only(world)
    world.simulator.put_merchant(DEMO_APPID, listed=False)
    world.simulator.reset_ledger()
    assert reconcile(gateway) == {DEMO_APPID: ("look_again", "unchanged")}
    assert len(world.simulator.ledger(LIST)) == 2 and len(world.simulator.ledger(INFO)) == 1
    assert state(world, DEMO_APPID)

    world.simulator.revoke(DEMO_APPID)
    assert reconcile(gateway) == {DEMO_APPID: ("look_again", "done")}
    assert not state(world, DEMO_APPID)
    assert wait_until(lambda: lines(world, "merchant_authorization_missing"), 10)


def test_tokens_that_were_given_up_are_found_again(world, gateway, key):
    own_merchants_only(world)
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    world.database.rows("UPDATE merchant_token SET refresh = NULL, access = NULL, needs_reauthorization = true, "
                        "generation = generation + 1, stamp = next_stamp()")
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).json().get("code") == "merchant_needs_reauthorization", 10)
    assert reconcile(gateway) == {DEMO_APPID: ("repair", "done")}
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 10, "the tokens to work")
    assert wait_until(lambda: lines(world, "merchant_tokens_found"), 10)


def test_a_token_that_works_is_left_alone(world, gateway):
    own_merchants_only(world)
    before = state(world, DEMO_APPID, "t.refresh")
    world.simulator.put_merchant(DEMO_APPID, refresh_token="refreshtoken@@@" + "another" * 6)
    assert reconcile(gateway) == {}
    assert bytes(state(world, DEMO_APPID, "t.refresh")) == bytes(before)


def test_a_day_quota_ends_it_and_what_did_not_end_is_not_done(world, gateway):
    own_merchants_only(world)
    world.simulator.put_merchant(LOST)
    world.simulator.fault("errcode", path=INFO, errcode=45009)
    done = gateway.run("platform", "reconcile")
    assert done.returncode == 1 and state(world, LOST) is None
    assert reconcile(gateway) == {LOST: ("bring_in", "done")}  # at once: what did not end is not done


def test_rebuild_after_a_lost_database(world, postgres, template, gateway, key):
    """A gateway on a new database; the ticket comes by a push or a command."""
    gateway.stop()
    gateways = world.gateways[0]
    fresh = postgres.create_database(template)
    gateways.environment |= {"GATEWAY_DATABASE_URL": fresh.app_url, "GATEWAY_DATABASE_OWNER_URL": fresh.owner_url}
    world.database = world.audit.database = fresh
    world.set_ticket()
    listed = [merchant["appid"] for merchant in world.simulator.merchants()
              if merchant["authorized"] and merchant.get("listed", True)]
    assert DEMO_APPID in listed
    done = reconcile(gateways, "rebuild")
    assert done == {appid: ("bring_in", "done") for appid in listed}
    assert reconcile(gateways, "rebuild") == {}
    gateways.start()
    key = world.make_key(DEMO_APPID)
    wait_until(lambda: gateways.query(key, DEMO_SELECTOR).status == 200, 10, "the rebuilt merchant's query")


def test_a_gateway_reconciles_after_its_start_and_one_does_it_for_all(world, gateway):
    own_merchants_only(world)
    world.simulator.put_merchant(LOST)
    other = world.gateway(reconcile__every_s=86400, reconcile__delay_s=0)
    third = world.gateway(reconcile__every_s=86400, reconcile__delay_s=0)
    world.simulator.reset_ledger()
    other.start()
    third.start()
    wait_until(lambda: state(world, LOST), 30, "the merchant to be found")
    wait_until(lambda: world.database.value("SELECT count(*) FROM platform_job WHERE name = 'reconcile' "
                                            "AND finished_at IS NOT NULL AND owner IS NULL"), 30)
    assert len(world.simulator.ledger(LIST)) == 1


def test_states_are_read_again_in_time(world, gateway):
    world.database.rows("UPDATE merchant SET state_read_at = now() - interval '8 days', permission_sets = '{1}', "
                        "stamp = next_stamp()")
    world.gateway(reconcile__delay_s=0, reconcile__reread_s=7 * 86400).start()
    wait_until(lambda: 46 in state(world, DEMO_APPID, "permission_sets"), 30, "the state to be read")
    assert wait_until(lambda: lines(world, "merchant_state_changed"), 10)
