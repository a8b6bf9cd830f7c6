"""WeChat's check of a platform before its publication: the messages of its test accounts."""

import json
import re
import urllib.parse

import pytest
from lib.listener import Listener
from lib.push import Pusher, make_encoding_key
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID

CHECKER = "wx570bc396a51b8ff8"
SEND = "/cgi-bin/message/custom/send"


def message(content=None, event=None):
    inner = (f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{event}]]></Event>" if event
             else f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{content}]]></Content>")
    return (f"<xml><ToUserName><![CDATA[gh_3c884a361561]]></ToUserName><FromUserName><![CDATA[o-tester]]></FromUserName>"
            f"<CreateTime>1700000000</CreateTime>{inner}<MsgId>1</MsgId></xml>")


@pytest.fixture
def wechat(world):
    """The simulator, with the customer service that it has not: what was said by it."""
    def answer(told):
        if told.target.startswith(SEND):
            return 200, b'{"errcode":0,"errmsg":"ok"}'
        with Client(world.simulator.url) as client:
            passed = client.post(told.target, told.body, headers={"Content-Type": "application/json"})
        return passed.status, passed.body

    listener = Listener(answer)
    yield listener
    for gateway in world.gateways:
        gateway.stop()
    listener.stop()


@pytest.fixture
def pusher(world, wechat):
    made = Pusher(world.simulator.component()["component_appid"])
    environment, settings = made.settings()
    made.previous = make_encoding_key()
    gateway = world.gateway(weixin__url=wechat.url, platform__previous_encoding_aes_key_env="GATEWAY_PREVIOUS_KEY",
                            **{name.replace(".", "__"): value for name, value in settings.items()})
    gateway.environment |= environment | {"GATEWAY_PREVIOUS_KEY": made.previous}
    made.url = gateway.start().public_url
    return made


def said(pusher, answer, encoding_key=None):
    """The text of an encrypted reply; its signature has to be right."""
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/xml; charset=utf-8")
    outer = {name: cdata or bare for name, cdata, bare in
             re.findall(r"<(\w+)>(?:<!\[CDATA\[(.*?)\]\]>|(\d+))</\1>", answer.text)}
    assert outer["MsgSignature"] == pusher.sign(outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
    inner = pusher.decrypt(outer["Encrypt"], encoding_key)
    assert "<ToUserName><![CDATA[o-tester]]>" in inner and "<FromUserName><![CDATA[gh_3c884a361561]]>" in inner
    return re.search(r"<Content><!\[CDATA\[(.*?)\]\]>", inner)[1]


def send(pusher, text, appid=CHECKER, **options):
    return pusher.send(pusher.url, text, path=f"/weixin/messages/{appid}", **options)


def test_a_text_and_an_event_are_answered_under_the_key_they_came_with(pusher):
    answer = send(pusher, message("TESTCOMPONENT_MSG_TYPE_TEXT"))
    assert said(pusher, answer) == "TESTCOMPONENT_MSG_TYPE_TEXT_callback"
    answer = send(pusher, message("TESTCOMPONENT_MSG_TYPE_TEXT"), encoding_key=pusher.previous)
    assert said(pusher, answer, pusher.previous) == "TESTCOMPONENT_MSG_TYPE_TEXT_callback"
    assert said(pusher, send(pusher, message(event="LOCATION"))) == "LOCATIONfrom_callback"


def test_nobody_else_is_answered(pusher):
    for answer in (send(pusher, message("TESTCOMPONENT_MSG_TYPE_TEXT"), DEMO_APPID),
                   send(pusher, message(event="LOCATION"), DEMO_APPID),
                   send(pusher, message("hello")), send(pusher, "no xml")):
        assert (answer.status, answer.body) == (200, b"success")
    assert send(pusher, message("TESTCOMPONENT_MSG_TYPE_TEXT"), spoil={"msg_signature": "0" * 40}).status == 403


def test_a_code_in_a_message_is_exchanged_and_told_by_customer_service(world, pusher, wechat):
    pusher.ticket(pusher.url, world.simulator.demo()["ticket"])
    world.simulator.put_merchant(CHECKER)
    code = world.simulator.control("POST", f"merchants/{CHECKER}/authorize", {})["authorization_code"]
    answer = send(pusher, message(f"QUERY_AUTH_CODE:{code}"))
    assert (answer.status, answer.body) == (200, b"success")
    told = wait_until(lambda: [told for told in wechat.told if told.target.startswith(SEND)], 60)
    assert len(told) == 1
    assert json.loads(told[0].body) == {"touser": "o-tester", "msgtype": "text", "text": {"content": f"{code}_from_api"}}
    token = urllib.parse.parse_qs(urllib.parse.urlsplit(told[0].target).query)["access_token"][0]
    assert token == world.simulator.merchant(CHECKER)["access_token"]
    assert world.database.value("SELECT count(*) FROM merchant") == 0
