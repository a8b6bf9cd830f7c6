"""What the gateway needs no more is gone from its memory, so that no core dump could hold it: tokens that were
replaced, keys that were revoked, and every request that was answered."""

import http.client
import json
import ssl
import subprocess
import urllib.parse

import pytest

from lib.image import Image
from lib.simulator import QUERY_PATH
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR


def certificate(world):
    key, chain = world.file("tls.key", ""), world.folder / "tls.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", chain], check=True, capture_output=True)
    return {"server__public__tls_certificate": str(chain), "server__public__tls_key": str(key)}


class Caller:
    """A kept-alive connection to the public listener, whatever its scheme."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "https":
            trust = ssl.create_default_context()
            trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
            self.connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=20, context=trust)
        else:
            self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)

    def ask(self, method, target, body=None, headers=None):
        self.connection.request(method, target, json.dumps(body) if body else None, headers or {})
        response = self.connection.getresponse()
        return response.status, response.read()

    def query(self, key):
        return self.ask("POST", "/v1/codeactivequery", DEMO_SELECTOR, {"Authorization": f"Bearer {key}"})[0]


def use_up_tokens(world):
    """The next query needs a new access token, and this one a new component token."""
    past = "now() - interval '1 minute', stamp = next_stamp()"
    world.database.rows(f"UPDATE platform SET token_expires_at = {past}")
    world.database.rows(f"UPDATE merchant_token SET expires_at = {past}")
    world.simulator.void_tokens(DEMO_APPID)


def tokens_of(world):
    merchant = world.simulator.merchant(DEMO_APPID)
    return {"access token": merchant["access_token"], "refresh token": merchant["refresh_token"],
            "component token": world.simulator.component()["tokens"][-1]["value"]}


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_what_is_over_is_gone_from_memory(world, tls):
    # Whoever is not root may read the memory only where core dumps are allowed.
    live = world.prepare(core_dumps=True, **(certificate(world) if tls else {}))
    revoked = world.make_key()
    gateway = world.gateways[0].start()
    world.simulator.settings(rotate_refresh_tokens=True)
    caller = Caller(gateway.public_url)
    grant = {"grant_type": "client_credential", "appid": DEMO_APPID, "secret": revoked}
    assert caller.query(live) == caller.query(revoked) == 200
    minted = json.loads(caller.ask("POST", "/cgi-bin/stable_token", grant)[1])["access_token"]
    assert caller.ask("POST", f"{QUERY_PATH}?access_token={minted}", DEMO_SELECTOR)[0] == 200
    # Where a key does not belong, and a body that comes in pieces.
    caller.ask("GET", f"/v1/me?key={revoked}", headers={"X-Request-Id": revoked})
    caller.ask("POST", "/v1/codeactivequery", {"code": revoked, revoked: "x" * 4000}, {"Authorization": f"Bearer {revoked}"})
    caller.ask("POST", f"/{revoked}", {"x": "x" * 9000})

    over = {"revoked key": revoked, "its gateway token": minted} | {f"old {name}": value for name, value in tokens_of(world).items()}
    use_up_tokens(world)
    wait_until(lambda: caller.query(live) == 200, 15)
    gateway.cli("key", "revoke", revoked.split("_")[1])
    wait_until(lambda: caller.query(revoked) == 401, 5)

    # The component token is renewed by itself, a moment later than the merchant's may be.
    wait_until(lambda: not set(over.values()) & set(tokens_of(world).values()), 30, "all tokens to be new")
    now = tokens_of(world)
    if not Image(gateway.pid).complete:
        pytest.skip("a sanitizer's memory is too large to be searched")

    def found():
        image = Image(gateway.pid)
        assert image.holds(now["access token"])  # so what is there is found
        return sorted(name for name, secret in over.items() if image.holds(secret))

    try:
        wait_until(lambda: not found(), 5)
    except AssertionError:
        assert found() == []
