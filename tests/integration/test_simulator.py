"""The simulator as the tests use it."""

import http.server
import threading
import urllib.parse

import pytest
from lib.simulator import QUERY_PATH
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR

pytestmark = pytest.mark.plain_only


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
        component = component_token(simulator, client)
        merchant = demo["merchants"][0]
        return client.post(f"/cgi-bin/component/api_authorizer_token?component_access_token={component}", {
            "component_appid": demo["component_appid"], "authorizer_appid": merchant["appid"],
            "authorizer_refresh_token": merchant["refresh_token"]}).json()["authorizer_access_token"]


class Platform:
    """A platform's event URL that takes every push."""

    def __init__(self):
        taken = self.taken = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                taken.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.send_header("Content-Length", "7")
                self.end_headers()
                self.wfile.write(b"success")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def platform():
    made = Platform()
    yield made
    made.close()


def test_tickets_are_pushed_and_follow_the_clock(simulator, platform):
    simulator.settings(push_timeout_ms=60_000)  # for slow machines
    simulator.push_to(platform.url, "token", "A" * 43)
    wait_until(lambda: len(simulator.pushes()) == 1, 60)
    simulator.advance_clock(600)
    pushes = wait_until(lambda: len(simulator.pushes()) == 2 and simulator.pushes(), 60)
    assert [(push["kind"], push["ok"]) for push in pushes] == [("component_verify_ticket", True)] * 2
    assert platform.taken[0][0].startswith("/weixin/events?signature=")
    assert b"<AppId><![CDATA[" in platform.taken[0][1] and b"<Encrypt><![CDATA[" in platform.taken[0][1]


def test_a_browser_consents(simulator, platform):
    simulator.settings(ticket_push_s=0)
    simulator.push_to(platform.url, "token", "A" * 43)
    simulator.revoke(DEMO_APPID, push=False)
    with Client(simulator.url) as client:
        component = simulator.demo()["component_appid"]
        code = client.post(f"/cgi-bin/component/api_create_preauthcode?access_token={component_token(simulator, client)}",
                           {"component_appid": component}).json()["pre_auth_code"]
        target = "/cgi-bin/componentloginpage?" + urllib.parse.urlencode({
            "component_appid": component, "pre_auth_code": code, "auth_type": 1, "redirect_uri": f"{platform.url}/back?state=s"})
        page = client.get(target)
        assert page.status == 200 and "微信一物一码" in page.text
        answer = client.post(target, f"appid={DEMO_APPID}&set=46", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 302
    assert answer.headers["Location"].startswith(f"{platform.url}/back?state=s&auth_code=queryauthcode@@@")
    assert [push["kind"] for push in simulator.pushes()] == ["authorized"]
    assert simulator.merchant(DEMO_APPID)["permission_sets"] == [46]


def component_token(simulator, client):
    demo = simulator.demo()
    return client.post("/cgi-bin/component/api_component_token", {
        "component_appid": demo["component_appid"], "component_appsecret": demo["component_secret"],
        "component_verify_ticket": demo["ticket"]}).json()["component_access_token"]
