"""Pushes that are forwarded to a program beside the gateway."""

import threading
import urllib.parse

import pytest
from lib.listener import Listener
from lib.push import Pusher
from lib.waiting import wait_until
from lib.world import DEMO_APPID

MESSAGE = "<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[hello]]></Content></xml>"


@pytest.fixture
def others(world):
    """The programs beside the gateway: two that take events and messages."""
    listeners = [Listener(lambda told: (200, b"success")) for _ in range(2)]
    yield listeners
    for gateway in world.gateways:
        gateway.stop()
    for listener in listeners:
        listener.stop()


@pytest.fixture
def pusher(world, others):
    made = Pusher(world.simulator.component()["component_appid"])
    environment, settings = made.settings()
    gateway = world.gateway(relay__event_urls=[f"{other.url}/events?from=gateway" for other in others],
                            relay__message_urls=[f"{other.url}/$APPID$/callback" for other in others],
                            **{name.replace(".", "__"): value for name, value in settings.items()})
    gateway.environment |= environment
    made.url = gateway.start().public_url
    return made


def message(pusher, **options):
    return pusher.send(pusher.url, MESSAGE, path=f"/weixin/messages/{DEMO_APPID}", **options)


def relayed(world, **labels):
    return world.gateways[0].metric("marketcode_relayed_pushes_total", **labels)


def test_an_event_is_forwarded_as_received_and_answered_here(world, pusher, others):
    others[1].answer = lambda told: (500, b"broken")
    ticket = world.simulator.demo()["ticket"]
    answer = pusher.ticket(pusher.url, ticket)
    assert (answer.status, answer.body) == (200, b"success")
    wait_until(lambda: len(others[0].told) == 1 and len(others[1].told) == 1, 60)
    told = others[0].told[0]
    path, _, query = told.target.partition("?")
    parameters = dict(urllib.parse.parse_qsl(query))
    assert path == "/events" and parameters.pop("from") == "gateway" and told.headers["Content-Type"] == "text/xml"
    encrypted = told.body.decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert parameters["msg_signature"] == pusher.sign(parameters["timestamp"], parameters["nonce"], encrypted)
    assert ticket in pusher.decrypt(encrypted)
    wait_until(lambda: (relayed(world, result="done"), relayed(world, result="failed")) == (1, 1), 30)


def test_a_programs_reply_to_a_message_goes_back(world, pusher, others):
    others[0].answer = lambda told: (200, b"<xml>reply</xml>")
    answer = message(pusher)
    assert (answer.status, answer.body) == (200, b"<xml>reply</xml>")
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert others[0].told[0].target.startswith(f"/{DEMO_APPID}/callback?signature=")
    wait_until(lambda: len(others[1].told) == 1, 60)


def test_a_program_that_fails_or_is_away_fails_nothing(world, pusher, others):
    others[0].answer = lambda told: (502, b"<html>bad gateway</html>")
    answer = message(pusher)
    assert (answer.status, answer.body) == (200, b"success")
    others[0].stop()
    answer = message(pusher)
    assert (answer.status, answer.body) == (200, b"success")
    assert pusher.ticket(pusher.url, world.simulator.demo()["ticket"]).body == b"success"
    wait_until(lambda: relayed(world, kind="event", result="failed") == 1, 60)
    assert relayed(world, kind="message", result="failed") == 2


def test_a_program_that_hangs_keeps_nobody_waiting(world, pusher, others):
    """An event is answered without it; a message when WeChat would not wait any longer."""
    let_go = threading.Event()

    def hang(told):
        let_go.wait(300)
        return 200, b"<xml>too late</xml>"

    others[0].answer = others[1].answer = hang
    try:
        assert pusher.ticket(pusher.url, world.simulator.demo()["ticket"]).body == b"success"
        answer = message(pusher)
        assert (answer.status, answer.body) == (200, b"success")
        assert not let_go.is_set() and len([told for told in others[0].told if "callback" in told.target]) == 1
        wait_until(lambda: relayed(world, kind="message", result="failed") == 2, 60)
    finally:
        let_go.set()


def test_what_is_not_signed_goes_nowhere(world, pusher, others):
    spoilt = {"msg_signature": "0" * 40}
    assert pusher.ticket(pusher.url, "ticket@@@x", spoil=spoilt).status == 403
    assert message(pusher, spoil=spoilt).status == 403
    assert pusher.ticket(pusher.url, world.simulator.demo()["ticket"]).status == 200
    wait_until(lambda: len(others[0].told) == 1, 60)
    wait_until(lambda: relayed(world) == 2, 30)
    assert len(others[1].told) == 1


def test_a_relay_without_pushes_is_refused(world):
    gateway = world.gateway(relay__event_urls=["https://example.com/events"])
    assert "relay.event_urls: needs platform.push_token" in gateway.run("check-config").stderr
