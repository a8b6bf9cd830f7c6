"""What WeChat pushes: tickets, authorisations and their end, and what only pretends to come from WeChat."""

import threading
import time

import pytest
from lib.push import Pusher, make_encoding_key
from lib.waiting import SLACK, wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR


@pytest.fixture
def pusher(world):
    """A started gateway that knows nothing yet: neither ticket nor merchant."""
    component = world.simulator.component()["component_appid"]
    made = Pusher(component)
    environment, settings = made.settings()
    gateway = world.gateway(**{name.replace(".", "__"): value for name, value in settings.items()})
    gateway.environment |= environment
    world.secrets.plant("push token", made.token)
    world.secrets.plant("EncodingAESKey", made.encoding_key)
    gateway.start()
    made.url = gateway.public_url
    return made


def another_gateway(world, pusher):
    environment, settings = pusher.settings()
    gateway = world.gateway(**{name.replace(".", "__"): value for name, value in settings.items()})
    gateway.environment |= environment
    return gateway.start()


def consent(world, appid=DEMO_APPID, **members):
    """The merchant consents at WeChat; the code that this brings."""
    answer = world.simulator.control("POST", f"merchants/{appid}/authorize", members)
    return world.secrets.plant("authorization code", answer["authorization_code"])


def merchants(world):
    return dict(world.database.rows("SELECT appid, authorized FROM merchant"))


def test_nothing_is_typed_in(world, pusher):
    """A ticket and an authorisation come by push; then a merchant's system asks."""
    assert (pusher.ticket(pusher.url, world.simulator.demo()["ticket"]).status) == 200
    answer = pusher.authorized(pusher.url, DEMO_APPID, consent(world))
    assert (answer.status, answer.body) == (200, b"success")
    wait_until(lambda: merchants(world) == {DEMO_APPID: True})
    key = world.make_key()
    wait_until(lambda: world.gateways[0].query(key, DEMO_SELECTOR).status == 200)
    assert world.gateways[0].query(key, DEMO_SELECTOR).json()["active"] is True
    record = wait_until(lambda: world.audit.records("authorization"))[0]
    assert record["action"] == "merchant_authorized" and record["merchant"] == DEMO_APPID


def test_a_code_that_comes_twice_is_exchanged_once(world, pusher):
    second = another_gateway(world, pusher)
    pusher.ticket(pusher.url, world.simulator.demo()["ticket"])
    code = consent(world)
    pushes = [threading.Thread(target=pusher.authorized, args=(url, DEMO_APPID, code))
              for url in (pusher.url, second.public_url) * 4]
    for push in pushes:
        push.start()
    for push in pushes:
        push.join(20)
    wait_until(lambda: merchants(world) == {DEMO_APPID: True})
    assert len(world.simulator.ledger("/cgi-bin/component/api_query_auth")) == 1
    assert world.database.rows("SELECT outcome, code IS NULL FROM authorization_code") == [("authorized", True)]


def test_a_code_waits_for_a_ticket_and_for_wechat(world, pusher):
    code = consent(world)
    assert pusher.authorized(pusher.url, DEMO_APPID, code).body == b"success"
    wait_until(lambda: "code_waits" in world.gateways[0].log())
    world.simulator.fault("errcode", path="/cgi-bin/component/api_query_auth", errcode=-1)
    pusher.ticket(pusher.url, world.simulator.demo()["ticket"])
    wait_until(lambda: merchants(world) == {DEMO_APPID: True}, 30)


@pytest.mark.parametrize("told_by", ["info", "list"])
def test_an_exchange_whose_answer_was_lost_is_recovered(world, pusher, told_by):
    """WeChat takes the code and the connection dies: the code is used, its tokens were never seen."""
    world.simulator.settings(info_without_refresh_tokens=told_by == "list")
    pusher.ticket(pusher.url, world.simulator.demo()["ticket"])
    world.simulator.fault("reset", path="/cgi-bin/component/api_query_auth")
    assert pusher.authorized(pusher.url, DEMO_APPID, consent(world)).body == b"success"
    wait_until(lambda: merchants(world) == {DEMO_APPID: True}, 20)
    assert [call["errcode"] for call in world.simulator.ledger("/cgi-bin/component/api_query_auth")][-1] == 61010
    key = world.make_key()
    wait_until(lambda: world.gateways[0].query(key, DEMO_SELECTOR).status == 200)


def test_what_wechat_did_not_send(world, pusher):
    ticket = world.simulator.demo()["ticket"]
    url = pusher.url
    assert pusher.ticket(url, ticket, spoil={"msg_signature": "0" * 40}).status == 403
    assert pusher.ticket(url, ticket, spoil={"timestamp": "1"}).status == 403
    assert pusher.ticket(url, ticket, spoil={"nonce": "1"}).status == 403
    assert pusher.ticket(url, ticket, receiver="wx0000000000000000").status == 403
    assert Pusher(pusher.appid, encoding_key=pusher.encoding_key).ticket(url, ticket).status == 403  # another token
    assert Pusher(pusher.appid, token=pusher.token).ticket(url, ticket).status == 403                # another key
    assert pusher.send(url, pusher.event("component_verify_ticket", appid="wx0000000000000000",
                                         ComponentVerifyTicket=ticket)).status == 403
    assert pusher.send(url, "<!DOCTYPE xml><xml/>").status == 400
    assert pusher.send(url, "no xml").status == 400
    assert pusher.send(url, pusher.event("component_verify_ticket")).status == 400
    assert pusher.send(url, pusher.event("authorized", AuthorizerAppid=DEMO_APPID)).status == 400
    with world.gateways[0].caller() as caller:
        assert caller.post("/weixin/events", "<xml/>").status == 400
        assert caller.get("/weixin/events").status == 405
        assert caller.post("/weixin/events", "x" * 20_000).status == 413
    assert world.database.value("SELECT count(*) FROM platform") == 0
    assert world.database.value("SELECT count(*) FROM authorization_code") == 0


def test_a_bound_on_the_age_of_pushes(world, pusher):
    """Off by default: a push that is sent again may keep its old timestamp."""
    ticket = world.simulator.demo()["ticket"]
    old = str(int(time.time()) - 7200)
    assert pusher.ticket(pusher.url, ticket, timestamp=old).body == b"success"
    gateway = world.gateways[0]
    gateway.stop()
    gateway.configure(platform__oldest_push_s=3600)
    gateway.start()
    assert pusher.ticket(gateway.public_url, ticket, timestamp=old).status == 403
    message = "<xml><ToUserName>gh_1</ToUserName><MsgType>text</MsgType></xml>"
    path = f"/weixin/messages/{DEMO_APPID}"
    assert pusher.send(gateway.public_url, message, path=path, timestamp=old).status == 403
    for young in (None, str(int(time.time()) - 600)):
        assert pusher.ticket(gateway.public_url, ticket, timestamp=young).body == b"success"


def test_the_previous_key_opens_events_too(world, pusher):
    ticket = world.simulator.demo()["ticket"]
    before, pusher.encoding_key = pusher.encoding_key, make_encoding_key()
    world.secrets.plant("the next EncodingAESKey", pusher.encoding_key)
    gateway = world.gateways[0]
    gateway.stop()
    gateway.environment |= {"GATEWAY_ENCODING_KEY": pusher.encoding_key, "GATEWAY_PREVIOUS_KEY": before}
    gateway.configure(platform__previous_encoding_aes_key_env="GATEWAY_PREVIOUS_KEY")
    gateway.start()
    for key in (before, pusher.encoding_key):
        assert pusher.ticket(gateway.public_url, ticket, encoding_key=key).body == b"success"
    assert pusher.ticket(gateway.public_url, ticket, encoding_key=make_encoding_key()).status == 403


def test_unknown_events_and_messages_are_answered(world, pusher):
    assert pusher.send(pusher.url, pusher.event("notify_third_fasteregister")).body == b"success"
    message = "<xml><ToUserName>gh_1</ToUserName><MsgType>text</MsgType><Content>hello</Content></xml>"
    assert pusher.send(pusher.url, message, path=f"/weixin/messages/{DEMO_APPID}").body == b"success"
    assert pusher.send(pusher.url, message, path=f"/weixin/messages/{DEMO_APPID}", spoil={"nonce": "1"}).status == 403


def test_leaving_and_coming_back(world, pusher):
    second = another_gateway(world, pusher)
    pusher.ticket(pusher.url, world.simulator.demo()["ticket"])
    pusher.authorized(pusher.url, DEMO_APPID, consent(world))
    wait_until(lambda: merchants(world) == {DEMO_APPID: True})
    key = world.make_key()
    wait_until(lambda: second.query(key, DEMO_SELECTOR).status == 200)

    # Of an old one, delivered late, WeChat is asked; it changes nothing.
    assert pusher.unauthorized(pusher.url, DEMO_APPID, int(time.time()) - 3600).body == b"success"
    wait_until(lambda: world.database.value("SELECT state_read_at IS NOT NULL FROM merchant"))
    assert merchants(world) == {DEMO_APPID: True}

    world.simulator.revoke(DEMO_APPID)
    for _ in range(2):
        assert pusher.unauthorized(pusher.url, DEMO_APPID, int(time.time()) + 2).body == b"success"
    assert merchants(world) == {DEMO_APPID: False}
    refused = wait_until(lambda: (answer := second.query(key, DEMO_SELECTOR)).status == 403 and answer, 2)
    assert refused.json()["code"] == "merchant_not_authorized"
    left = wait_until(lambda: [one for one in world.audit.records("authorization") if one["action"] == "merchant_left"])
    assert len(left) == 1

    pusher.authorized(second.public_url, DEMO_APPID, consent(world))
    wait_until(lambda: world.gateways[0].query(key, DEMO_SELECTOR).status == 200)
    assert world.database.value("SELECT authorization_version FROM merchant") == 2


def test_what_cannot_be_stored_is_not_answered_with_success(world, pusher, postgres):
    ticket = world.simulator.demo()["ticket"]
    postgres.stop()
    begun = time.monotonic()
    refused = pusher.ticket(pusher.url, ticket)
    assert refused.status == 503 and refused.body != b"success"
    assert time.monotonic() - begun < 5 * SLACK  # when WeChat gives up
    postgres.start()
    wait_until(lambda: pusher.ticket(pusher.url, ticket).body == b"success")


def test_without_the_message_settings_no_push_is_served(world):
    world.prepare()
    gateway = world.gateways[0].start()
    with gateway.caller() as caller:
        assert caller.post("/weixin/events", "<xml/>").status == 404
