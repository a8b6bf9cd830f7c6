"""The component_verify_ticket: what is shown of it, and what is done when it does not come."""

import json

import pytest
from lib.authorize import House
from lib.waiting import wait_until
from lib.world import DEMO_APPID

START_PUSH = "/cgi-bin/component/api_start_push_ticket"


@pytest.fixture
def house(world):
    return House(world)


def status(gateway):
    return json.loads(gateway.cli("platform", "status", "--json"))


def age(world, minutes):
    world.database.rows(f"UPDATE platform SET ticket_received_at = now() - interval '{minutes} minutes', stamp = next_stamp()")


def test_the_state_is_shown_to_people_programs_and_monitoring(world, house):
    gateway = house.gateway()
    assert status(gateway) | {"ticket": None} == {"component_appid": "", "ticket": None,
                                                  "component_token": {"generation": 0}, "merchants": {}}
    house.push_ticket(gateway)
    house.pusher.authorized(gateway.public_url, DEMO_APPID, house.consent())
    wait_until(lambda: status(gateway)["merchants"] == {"healthy": 1}, 60)
    shown = status(gateway)
    assert shown["component_appid"] == house.pusher.appid
    assert shown["ticket"]["valid_until"] > shown["ticket"]["received_at"]
    assert 0 <= shown["ticket"]["age_seconds"] < 600 and shown["component_token"]["generation"] == 1
    table = gateway.cli("platform", "status")
    assert "ticket received" in table and "1 healthy" in table
    wait_until(lambda: 0 <= gateway.metric("marketcode_ticket_age_seconds") < 600, 60)
    wait_until(lambda: 6000 < gateway.metric("marketcode_component_token_left_seconds") <= 7200, 60)


def test_wechat_is_asked_to_push_by_one_gateway_when_no_ticket_comes(world, house):
    world.simulator.set_component(pushing=False)
    first, second = house.gateway(), house.gateway()
    wait_until(lambda: world.simulator.component()["pushing"], 60)
    wait_until(lambda: any("ticket_overdue" in gateway.log() for gateway in (first, second)), 60)
    assert status(first)["ticket"]["asked_for_at"]
    house.push_ticket(first)

    # The next one only when 30 minutes have gone by without a ticket and ten since the last request.
    age(world, 31)
    wait_until(lambda: second.metric("marketcode_ticket_age_seconds") > 1800, 60)
    assert len(world.simulator.ledger(START_PUSH)) == 1
    world.database.rows("UPDATE ticket_request SET asked_at = now() - interval '11 minutes'")
    third = house.gateway()
    wait_until(lambda: len(world.simulator.ledger(START_PUSH)) == 2, 60)
    house.push_ticket(third)
    wait_until(lambda: third.metric("marketcode_ticket_age_seconds") < 600, 60)
    assert len(world.simulator.ledger(START_PUSH)) == 2


def test_without_pushes_nothing_is_asked_for(world):
    """The ticket is typed in; the gauge is there at once, so it has looked."""
    world.prepare()
    gateway = world.gateways[0]
    age(world, 31)
    gateway.start()
    wait_until(lambda: gateway.metric("marketcode_ticket_age_seconds") > 1800, 60)
    assert world.simulator.ledger(START_PUSH) == []


def test_a_ticket_that_comes_again_is_good_for_longer_and_an_empty_one_takes_nothing(world, house):
    gateway = house.gateway()
    house.push_ticket(gateway)
    age(world, 11 * 60)
    assert house.pusher.ticket(gateway.public_url, "").status == 400
    assert house.pusher.send(gateway.public_url, house.pusher.event("component_verify_ticket")).status == 400
    assert status(gateway)["ticket"]["age_seconds"] > 10 * 3600
    wait_until(lambda: status(gateway)["component_token"]["generation"] == 1, 60)  # the older one still works
    house.push_ticket(gateway)
    assert status(gateway)["ticket"]["age_seconds"] < 600


def test_a_ticket_push_that_comes_late_does_not_replace_a_newer_one(world, house):
    """Neither one that was held up on its way nor one that is sent again; the next one counts."""
    # Somebody has just asked WeChat to push: this gateway will not, and no push comes but those of this test.
    world.database.rows("INSERT INTO ticket_request (asked_at) VALUES (now())")
    gateway, simulator = house.gateway(), world.simulator
    simulator.settings(push_timeout_ms=60_000)
    simulator.push_to(gateway.public_url, house.pusher.token, house.pusher.encoding_key)
    wait_until(lambda: [push["ok"] for push in simulator.pushes()] == [True], 60)

    def stored():
        return world.database.rows("SELECT ticket, ticket_received_at FROM platform")

    made = world.database.value("SELECT to_micros(ticket_created_at) / 1000000 FROM platform")
    newest = stored()
    world.secrets.plant("old ticket", "ticket@@@before-the-newest")
    late = simulator.push("component_verify_ticket", value="ticket@@@before-the-newest", create_time=made - 600,
                          delay_ms=50, times=2)
    assert [push["reply"] for push in late] == ["success", "success"]
    assert stored() == newest and "ticket_overtaken" in gateway.log()
    wait_until(lambda: status(gateway)["component_token"]["generation"] == 1, 60)  # the stored one is good

    simulator.control("POST", "tickets", {})
    assert simulator.push("component_verify_ticket", create_time=made + 60)[0]["ok"]
    assert stored()[0][0] != newest[0][0] and stored()[0][1] > newest[0][1]
