"""Tokens from a token centre that the provider has already, in place of WeChat."""

import hashlib
import json

import pytest
from lib.listener import Listener
from lib.push import Pusher
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR

SECRET = "a-secret-of-the-token-centre"
COMPONENT = "/cgi-bin/component"


class Centre(Listener):
    """Does what the gateway does not: it refreshes at WeChat."""

    def __init__(self, world):
        super().__init__(self.give)
        self.world = world
        self.component = world.simulator.component()
        self.platform_token = None
        self.given = {}
        self.asked = []

    def weixin(self, path, **body):
        with Client(self.world.simulator.url) as client:
            return client.post(f"{COMPONENT}/{path}", {"component_appid": self.component["component_appid"], **body}).json()

    def platform(self):
        if not self.platform_token:
            self.platform_token = self.weixin(
                "api_component_token", component_appsecret=self.component["component_secret"],
                component_verify_ticket=self.world.simulator.demo()["ticket"])["component_access_token"]
        return self.platform_token

    def give(self, told):
        if told.headers["Authorization"] != f"Bearer {SECRET}":
            return 401, b"{}"
        ask = json.loads(told.body)
        self.asked.append(ask)
        if ask["appid"] == self.component["component_appid"]:
            return 200, json.dumps({"access_token": self.platform(), "expires_in": 7200}).encode()
        answer = self.weixin(f"api_authorizer_token?component_access_token={self.platform()}", authorizer_appid=ask["appid"],
                             authorizer_refresh_token=self.world.simulator.merchant(ask["appid"])["refresh_token"])
        self.given[ask["appid"]] = answer["authorizer_access_token"]
        return 200, json.dumps({"access_token": answer["authorizer_access_token"], "expires_in": 7200}).encode()

    def reasons(self, appid=DEMO_APPID):
        return [ask["reason"] for ask in list(self.asked) if ask["appid"] == appid]


@pytest.fixture
def centre(world):
    made = Centre(world)
    world.secrets.plant("secret of the token centre", SECRET)
    gateway = world.gateway(tokens__source="external", tokens__external_url=f"{made.url}/tokens",
                            tokens__external_secret_env="GATEWAY_EXTERNAL_SECRET")
    gateway.environment["GATEWAY_EXTERNAL_SECRET"] = SECRET
    yield made
    gateway.stop()
    made.stop()


def test_a_query_is_asked_with_a_token_of_the_centre(world, centre):
    gateway = world.gateways[0]
    gateway.cli("merchant", "import", DEMO_APPID)
    key = world.make_key()
    gateway.start()
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 60)
    assert set(centre.reasons()) == {"missing"}
    assert len(world.simulator.refreshes()) == len(centre.reasons())
    assert len(world.simulator.ledger(f"{COMPONENT}/api_component_token")) == 1

    refused = centre.given[DEMO_APPID]
    world.simulator.void_tokens(DEMO_APPID)
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 60)
    ask = [ask for ask in centre.asked if ask["reason"] == "refused"][0]
    assert ask["refused_sha256"] == hashlib.sha256(refused.encode()).hexdigest() and ask["refused_generation"] >= 1
    assert SECRET not in gateway.log()


def test_a_centre_that_is_away_is_trouble_that_passes(world, centre):
    gateway = world.gateways[0]
    gateway.cli("merchant", "import", DEMO_APPID)
    key = world.make_key()
    centre.answer = lambda told: (503, b"")
    gateway.start()
    refused = wait_until(lambda: (answer := gateway.query(key, DEMO_SELECTOR)).status == 503 and answer, 60)
    assert refused.json()["code"] == "token_unavailable"
    centre.answer = centre.give
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 90)


def test_an_authorisation_comes_in_and_its_code_is_left_alone(world, centre):
    pusher = Pusher(centre.component["component_appid"])
    environment, settings = pusher.settings()
    gateway = world.gateways[0]
    gateway.environment |= environment
    gateway.configure(**{name.replace(".", "__"): value for name, value in settings.items()})
    gateway.start()
    code = world.simulator.control("POST", f"merchants/{DEMO_APPID}/authorize", {})["authorization_code"]
    assert pusher.authorized(gateway.public_url, DEMO_APPID, code).body == b"success"
    wait_until(lambda: world.database.rows("SELECT appid, authorized FROM merchant") == [(DEMO_APPID, True)], 60)
    key = world.make_key()
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 60)
    assert world.simulator.ledger(f"{COMPONENT}/api_query_auth") == []


def test_an_import_warns_of_whoever_refreshes_too(world):
    gateway = world.gateway()
    world.set_ticket()
    world.import_merchant()
    assert "Whatever refreshed them before must stop" in gateway.log()
    said = gateway.run("merchant", "import", DEMO_APPID)
    assert said.returncode == 1 and "--refresh-token-file is required" in said.stderr
