"""Who comes in by an invitation, whatever WeChat let consent; and which browser is shown an account."""

import base64
import hmac
import json
import struct
import time

import pytest
from lib.authorize import House, query_of
from lib.waiting import wait_until
from lib.world import DEMO_APPID

OTHER = "wx0000000000000033"
TURNED_AWAY = "This account was not connected"


@pytest.fixture
def house(world):
    return House(world)


@pytest.fixture
def gateway(house):
    """With a ticket, without a merchant; the simulator has two accounts that may consent."""
    house.world.simulator.put_merchant(OTHER, authorized=False)
    started = house.gateway()
    house.push_ticket(started)
    return started


def make_state(master_key, ends_at):
    """As a gateway makes it: src/platform/authorize_state.cpp."""
    number, key = master_key.split()
    derived = hmac.digest(hmac.digest(bytes(32), base64.b64decode(key), "sha256"),
                          b"marketcode-gateway authorize-state 1\x01", "sha256")
    claim = struct.pack(">BIqI2s3s", 1, int(number), ends_at, 0, b"en", b"xyz")
    return base64.urlsafe_b64encode(claim + hmac.digest(derived, claim, "sha256")).decode()


def push(house, gateway, appid, code, location):
    """As WeChat tells of it: with the pre-auth code of the page."""
    message = house.pusher.event("authorized", AuthorizerAppid=appid, AuthorizationCode=code,
                                 PreAuthCode=query_of(location)["pre_auth_code"])
    assert house.pusher.send(gateway.public_url, message).body == b"success"


def come_back(house, gateway, location, code):
    return house.settled(gateway, house.visit(gateway, house.back(location, code)))


def turned_away(world):
    return [(record["details"]["appid"], record["details"]["reason"]) for record in world.audit.records("authorization")
            if record["action"] == "account_turned_away"]


@pytest.mark.parametrize("first", ["redirect", "push"])
def test_another_account_than_the_invited_one_does_not_come_in(world, house, gateway, first):
    """Its administrator took the account out of the address; neither redirect, push nor WeChat's list bring it in."""
    invitation = house.invite("--appid", DEMO_APPID)
    location = house.start(gateway, invitation)
    code = house.consent(OTHER)
    if first == "push":
        push(house, gateway, OTHER, code, location)
        wait_until(lambda: turned_away(world), 60)
    page = come_back(house, gateway, location, code)
    assert (page.status, page.heading) == (200, TURNED_AWAY)
    assert "made for another account" in page.visible
    if first == "redirect":
        push(house, gateway, OTHER, code, location)
    assert wait_until(lambda: turned_away(world), 60) == [(OTHER, "other_account")]
    assert house.merchants() == {} and len(house.exchanges()) == 1
    assert world.database.value("SELECT count(*) FROM invitation WHERE used_at IS NOT NULL") == 0

    listed = json.loads(gateway.cli("platform", "reconcile", "--json"))
    assert OTHER not in {line["appid"] for line in listed["merchants"]} and OTHER not in house.merchants()

    # The invited one still comes by the same link, and the other one by a link of its own.
    page = come_back(house, gateway, house.start(gateway, invitation), house.consent(DEMO_APPID))
    assert page.heading in ("Your account is connected", "Your authorisation is renewed")
    page = come_back(house, gateway, house.start(gateway, house.invite("--appid", OTHER)), house.consent(OTHER))
    assert page.heading == "Your account is connected"
    assert house.merchants()[OTHER] is True


def test_an_invitation_that_is_revoked_or_used_meanwhile_lets_nobody_in(world, house, gateway):
    invitation = house.invite()
    first, second = house.start(gateway, invitation), house.start(gateway, invitation)
    assert come_back(house, gateway, first, house.consent(DEMO_APPID)).heading == "Your account is connected"
    page = come_back(house, gateway, second, house.consent(OTHER))
    assert page.heading == TURNED_AWAY and "used by another account" in page.visible

    location = house.start(gateway, house.invite("--name", "to be revoked"))
    number = world.database.value("SELECT id FROM invitation WHERE note = 'to be revoked'")
    gateway.cli("merchant", "uninvite", str(number))
    page = come_back(house, gateway, location, house.consent(OTHER))
    assert page.heading == TURNED_AWAY and "withdrawn" in page.visible
    assert house.merchants() == {DEMO_APPID: True}
    wait_until(lambda: turned_away(world) == [(OTHER, "invitation_used"), (OTHER, "invitation_revoked")], 60)


def test_a_push_alone_tells_by_which_invitation_a_merchant_came(world, house, gateway):
    location = house.start(gateway, house.invite())
    push(house, gateway, DEMO_APPID, house.consent(DEMO_APPID), location)
    wait_until(lambda: house.merchants() == {DEMO_APPID: True}, 60)
    assert world.database.value("SELECT count(*) FROM invitation WHERE used_at IS NOT NULL") == 1


def test_only_the_browser_that_began_is_shown_the_account(world, house, gateway):
    location = house.start(gateway, house.invite())
    kept, house.cookies = house.cookies, {}
    page = come_back(house, gateway, location, house.consent(DEMO_APPID))
    assert page.heading == "Your account is connected" and DEMO_APPID not in page.visible
    assert house.merchants() == {DEMO_APPID: True}  # what was consented to counts all the same
    callback = house.back(location, "queryauthcode@@@not-read-again")
    name, mark = next(iter(kept.items()))
    for cookies, shown in ((kept, True), ({name: mark[:-2]}, False), ({name + "x": mark}, False)):
        house.cookies = dict(cookies)
        code = world.database.value("SELECT encode(hash, 'hex') FROM authorization_code")
        page = house.visit(gateway, f"/authorize/result?state={query_of(callback)['state']}&code={code}")
        assert page.heading == "Your account is connected" and (DEMO_APPID in page.visible) is shown


def test_the_cookie_is_for_this_way_only(house, gateway):
    page = house.visit(gateway, house.invite())
    assert page.headers["Set-Cookie"] is None
    sent = house.visit(gateway, page.link("on=computer"))
    name, _, rest = sent.headers["Set-Cookie"].partition("=")
    assert name.startswith("authorize_")
    assert rest.split("; ")[1:] == ["Path=/authorize", "Max-Age=3600", "HttpOnly", "SameSite=Lax"]
    secure = house.gateway(platform__public_url="https://gateway.example.com")
    sent = house.visit(secure, page.link("on=phone"))
    assert sent.headers["Set-Cookie"].endswith("; SameSite=Lax; Secure")


def test_a_result_is_shown_no_longer_than_its_state_lives(world, house, gateway):
    location = house.start(gateway, house.invite())
    assert come_back(house, gateway, location, house.consent(DEMO_APPID)).heading == "Your account is connected"
    code = world.database.value("SELECT encode(hash, 'hex') FROM authorization_code")
    for ends_in, status in ((60, 200), (-60, 400)):
        state = make_state(world.master_key, int(time.time()) + ends_in)
        page = house.visit(gateway, f"/authorize/result?state={state}&code={code}&lang=en")
        assert page.status == status and DEMO_APPID not in page.visible
    assert page.heading == "This page has expired"


def test_a_state_brings_three_codes_at_most(world, house, gateway):
    location = house.start(gateway, house.invite())
    for number in range(3):
        code = world.secrets.plant("made-up code", f"queryauthcode@@@made-up-{number}")
        assert house.visit(gateway, house.back(location, code)).status == 200
    code = world.secrets.plant("made-up code", "queryauthcode@@@made-up-3")
    refused = house.visit(gateway, house.back(location, code))
    assert (refused.status, refused.heading) == (400, "Too many confirmations came back")
    assert world.database.value("SELECT count(*) FROM authorization_code") == 3


def test_codes_that_are_long_over_are_deleted(world, house, gateway):
    world.database.rows(
        "INSERT INTO authorization_code (hash, expires_at, settled_at, outcome) SELECT sha256(n::text::bytea), "
        "now() - n * interval '1 day', now() - n * interval '1 day', 'refused' FROM generate_series(6, 8) n")
    gateway.stop()  # it tidies up a last time
    assert world.database.value("SELECT count(*) FROM authorization_code") == 1
