"""/authorize in a real browser, with the simulator's page in WeChat's place."""

import json

import pytest
from lib.authorize import House, query_of
from lib.browser import drive
from lib.waiting import wait_until
from lib.world import DEMO_APPID

pytestmark = pytest.mark.plain_only


@pytest.fixture
def house(world):
    return House(world)


@pytest.fixture
def gateway(world, house):
    """At the address that browsers are told; the simulator has WeChat's pages, and pushes."""
    simulator = world.simulator
    simulator.revoke(DEMO_APPID, push=False)
    simulator.settings(push_timeout_ms=60_000)
    started = house.gateway(weixin__mp_url=simulator.url, weixin__open_url=simulator.url)
    started.stop()
    started.configure(platform__public_url=started.public_url)
    started.start()
    simulator.push_to(started.public_url, house.pusher.token, house.pusher.encoding_key, authorize_domain="127.0.0.1")
    wait_until(lambda: [push["ok"] for push in simulator.pushes("component_verify_ticket")] == [True], 60)
    return started


@pytest.mark.parametrize("locale, device, welcome, ends", [
    ("en", "computer", "Authorise your Service Account", "Your account is connected"),
    ("zh-CN", "phone", "授权您的服务号", "授权成功")])
def test_a_person_authorises(world, house, gateway, folder, locale, device, welcome, ends):
    link = json.loads(gateway.cli("merchant", "invite", "--json"))["link"]
    world.secrets.plant("invitation", query_of(link)["invitation"])
    seen = drive("authorize.js", link=link, locale=locale, device=device, appid=DEMO_APPID, ends=ends,
                 pictures=str(folder))
    assert (seen["welcome"]["heading"], seen["welcome"]["language"]) == (welcome, locale)
    assert seen["consent"]["heading"] == "授权给第三方平台" and DEMO_APPID in seen["consent"]["text"]
    assert (seen["result"]["heading"], seen["result"]["language"]) == (ends, locale)
    assert DEMO_APPID in seen["result"]["text"]  # the browser that began
    assert [page for page in ("welcome", "consent", "result") if seen[page]["overflows"]] == []
    for cookie in seen["cookies"]:
        world.secrets.plant("browser mark", cookie["value"])
    assert [(cookie["httpOnly"], cookie["sameSite"], cookie["path"]) for cookie in seen["cookies"]] == \
        [(True, "Lax", "/authorize")]
    assert house.merchants() == {DEMO_APPID: True} and len(house.exchanges()) == 1
    assert world.database.value("SELECT count(*) FROM invitation WHERE used_at IS NOT NULL") == 1
