"""A gateway and the simulator play the authorisation through: nothing is typed in on either side."""

import urllib.parse

import pytest
from lib.push import Pusher
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR

LONG = 60


@pytest.fixture
def pushed(world):
    """A started gateway that the simulator pushes to; the demo merchant has not consented."""
    keys = Pusher(world.simulator.demo()["component_appid"])
    environment, settings = keys.settings()
    gateway = world.gateway(**{name.replace(".", "__"): value for name, value in settings.items()})
    gateway.environment |= environment
    gateway.start()
    world.simulator.revoke(DEMO_APPID, push=False)
    world.simulator.settings(push_timeout_ms=60_000)  # for slow machines
    world.simulator.push_to(gateway.public_url, keys.token, keys.encoding_key)
    wait_until(lambda: [push["ok"] for push in world.simulator.pushes("component_verify_ticket")] == [True], LONG)
    return gateway


def authorisation_url(simulator, **more):
    """Where a platform sends a merchant's administrator."""
    demo = simulator.demo()
    with Client(simulator.url) as client:
        component = client.post("/cgi-bin/component/api_component_token", {
            "component_appid": demo["component_appid"], "component_appsecret": demo["component_secret"],
            "component_verify_ticket": demo["ticket"]}).json()["component_access_token"]
        code = client.post(f"/cgi-bin/component/api_create_preauthcode?component_access_token={component}",
                           {"component_appid": demo["component_appid"]}).json()["pre_auth_code"]
    return "https://mp.weixin.qq.com/cgi-bin/componentloginpage?" + urllib.parse.urlencode({
        "component_appid": demo["component_appid"], "pre_auth_code": code, "redirect_uri": "http://platform.example/back",
        "auth_type": 1, **more})


def authorized(world):
    return dict(world.database.rows("SELECT appid, authorized FROM merchant")).get(DEMO_APPID)


def test_consent_change_and_end_reach_the_gateway(world, pushed):
    simulator = world.simulator
    redirect = simulator.consent(authorisation_url(simulator), DEMO_APPID, permission_sets=[1, 46])
    assert redirect.startswith("http://platform.example/back?auth_code=queryauthcode@@@")
    wait_until(lambda: authorized(world) is True, LONG)
    key = world.make_key()
    wait_until(lambda: pushed.query(key, DEMO_SELECTOR).status == 200, LONG)
    simulator.consent(authorisation_url(simulator), DEMO_APPID, permission_sets=[1])
    wait_until(lambda: pushed.query(key, DEMO_SELECTOR).status == 403, LONG)
    simulator.revoke(DEMO_APPID)
    wait_until(lambda: authorized(world) is False, LONG)
    pushes = [(push["kind"], push["ok"]) for push in simulator.pushes() if push["kind"] != "component_verify_ticket"]
    assert pushes == [("authorized", True), ("updateauthorized", True), ("unauthorized", True)]


def test_what_is_wrong_with_a_push_is_refused(world, pushed):
    for flaw in ({"signature": "wrong"}, {"trailer": "foreign"}, {"oversize_length": True}, {"doctype": True}):
        answer = world.simulator.push("unauthorized", appid=DEMO_APPID, **flaw)
        assert [push["ok"] for push in answer] == [False], flaw
        assert 400 <= answer[0]["status"] < 500, flaw
    for good in ({"bare": True}, {"times": 2}, {"create_time": 1700000000}):
        answer = world.simulator.push("unauthorized", appid="wx0000000000000001", **good)
        assert all(push["ok"] for push in answer), good
    assert world.simulator.push("notify_third_fasteregister")[0]["ok"]


def test_the_publish_check_is_passed(world, pushed):
    told = world.simulator.publish_check(pre_auth_code=False, wait_ms=LONG * 1000)
    assert told["passed"], [step for step in told["steps"] if not step["passed"]]
    assert len(told["steps"]) >= 7
    assert authorized(world) is None  # WeChat's own test account is no merchant
    assert world.database.value("SELECT count(*) FROM merchant") == 0
