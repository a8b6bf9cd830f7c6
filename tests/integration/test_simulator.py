"""The simulator as the tests use it."""

from lib.simulator import QUERY_PATH
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR


def test_demo_world_answers_the_official_example(simulator):
    demo = simulator.demo()
    assert [merchant["appid"] for merchant in demo["merchants"]] == [DEMO_APPID]
    token = authorizer_token(simulator)
    with Client(simulator.url) as client:
        answer = client.post(f"{QUERY_PATH}?access_token={token}", DEMO_SELECTOR).json()
    assert answer["errcode"] == 0
    assert (int(answer["application_id"]), int(answer["code_start"]), int(answer["code_end"])) == (581865877, 0, 200)
    assert answer["activity_name"] == "test_name"
    assert [entry["errcode"] for entry in simulator.queries(DEMO_APPID)] == [0]
    assert simulator.violations() == []


def test_faults_strike_as_often_as_asked(simulator):
    token = authorizer_token(simulator)
    simulator.fault("errcode", errcode=-1, times=2)
    with Client(simulator.url) as client:
        errcodes = [client.post(f"{QUERY_PATH}?access_token={token}", DEMO_SELECTOR).json()["errcode"] for _ in range(3)]
    assert errcodes == [-1, -1, 0]


def test_a_restart_keeps_the_address(simulator):
    url = simulator.url
    simulator.stop()
    assert simulator.start().url == url
    assert simulator.queries() == []


def authorizer_token(simulator):
    """As a third-party platform gets it."""
    demo = simulator.demo()
    with Client(simulator.url) as client:
        component = client.post("/cgi-bin/component/api_component_token", {
            "component_appid": demo["component_appid"], "component_appsecret": demo["component_secret"],
            "component_verify_ticket": demo["ticket"]}).json()["component_access_token"]
        merchant = demo["merchants"][0]
        return client.post(f"/cgi-bin/component/api_authorizer_token?component_access_token={component}", {
            "component_appid": demo["component_appid"], "authorizer_appid": merchant["appid"],
            "authorizer_refresh_token": merchant["refresh_token"]}).json()["authorizer_access_token"]
