"""Planted secrets (design, promise 4): good and bad traffic on every route, trouble of every kind, and then everything
that the gateway wrote or said is searched for them, in clear, hex, base64 and URL encoding."""

import base64
import contextlib
import http.client
import json
import os
import resource
import signal
import urllib.parse
from pathlib import Path

import pytest

from lib.compatible import Compatible, mint
from lib.error_table import REFRESH
from lib.merchants import new_merchant
from lib.secrets import Secrets
from lib.simulator import QUERY_PATH
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR

COMPONENT_TOKEN = "/cgi-bin/component/api_component_token"
BROKEN_ANSWERS = ("truncated", "invalid_json", "not_utf8", "html", "empty", "status", "reset_mid", "chunked_cut")


class Listener:
    """Talks to the gateway, and keeps what it said."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.heard = []

    def ask(self, method, target, body=None, headers=None, secret_answer=False):
        """`secret_answer`: its body is a token, for the caller."""
        with Client(self.gateway.public_url, headers, timeout=20) as client:
            try:
                answer = client.ask(method, target, body)
            except (OSError, http.client.HTTPException, ValueError) as error:
                return self.heard.append(f"{type(error).__name__}")
        told = "" if secret_answer and answer.status == 200 and b"access_token" in answer.body else answer.body
        self.heard.append(f"{answer.status} {answer.headers} {told!r}")
        return answer

    def ops(self):
        for target in ("/livez", "/readyz", "/metrics", "/nowhere"):
            self.heard.append(self.gateway.ops(target).text)


def good_traffic(listener, key, token):
    bearer = {"Authorization": f"Bearer {key}"}
    assert listener.ask("POST", "/v1/codeactivequery", DEMO_SELECTOR, bearer).status == 200
    assert listener.ask("GET", "/v1/me", headers=bearer).status == 200
    assert listener.ask("POST", f"{QUERY_PATH}?access_token={token}", DEMO_SELECTOR).json()["errcode"] == 0
    grant = {"grant_type": "client_credential", "appid": DEMO_APPID, "secret": key}
    listener.ask("POST", "/cgi-bin/stable_token", grant, secret_answer=True)
    listener.ops()


def bodies_with(secret):
    """Bodies that are refused, with a secret wherever one can stand."""
    yield from (json.dumps(body) for body in (
        {"code_url": secret}, {"code": secret}, {"application_id": secret, "code_index": 1}, {secret: 1},
        {"code": "A", secret: secret}, {"code_url": f"http://x/{secret}"}, {"code": [secret]}, [secret], secret,
        {"grant_type": secret, "appid": DEMO_APPID, "secret": "x"}, {"access_token": secret, "code": "A"},
        {"grant_type": "client_credential", "appid": secret, "secret": secret}))
    yield from (f'{{"code":"{secret}"', f'{{"{secret}":1,"{secret}":1}}', f"<xml>{secret}</xml>", f"code={secret}",
                f"<xml><Encrypt>{secret}</Encrypt></xml>")


def bad_traffic(listener, key, token, secret):
    """What a caller does wrong who knows the secret."""
    good = {"Authorization": f"Bearer {key}"}
    for body in bodies_with(secret):
        listener.ask("POST", "/v1/codeactivequery", body, good)
        listener.ask("POST", f"{QUERY_PATH}?access_token={token}", body)
        listener.ask("POST", "/cgi-bin/stable_token", body, secret_answer=True)
        listener.ask("POST", f"/weixin/events?msg_signature={secret}&timestamp={secret}&nonce={secret}", body)
        listener.ask("POST", f"/weixin/messages/{secret}?msg_signature={secret}", body)
    for name in ("X-Request-Id", "traceparent", "X-Timeout-Ms", "Accept-Language", "Content-Type", "User-Agent",
                 "X-Forwarded-For", "Cookie", "Host", "Expect", "Transfer-Encoding", "Content-Length", "X-Unknown"):
        listener.ask("POST", "/v1/codeactivequery", '{"code":""}', good | {name: secret})
        listener.ask("POST", f"{QUERY_PATH}?access_token={token}", '{"code":""}', {name: secret})
    for credentials in (f"Bearer {secret}x", f"Bearer  {secret} x", f"Basic {secret}", secret, f"bearer {secret[:-1]}A"):
        listener.ask("POST", "/v1/codeactivequery", DEMO_SELECTOR, {"Authorization": credentials})
        listener.ask("GET", "/v1/me", headers={"Authorization": credentials})
    encoded = "".join(f"%{byte:02X}" for byte in secret.encode())
    for shown in (secret, encoded, secret + "x"):
        for target in (f"/{shown}", f"/v1/{shown}", f"/v1/me?key={shown}", f"/v1/codeactivequery?access_token={shown}",
                       f"/cgi-bin/{shown}?access_token={shown}", f"/authorize/{shown}", f"/weixin/{shown}",
                       f"/cgi-bin/token?grant_type=client_credential&appid={shown}&secret={shown}",
                       f"/cgi-bin/token?grant_type={shown}", f"{QUERY_PATH}?access_token={shown}&access_token={shown}"):
            listener.ask("GET", target, secret_answer=True)
            listener.ask("POST", target, '{"code":', secret_answer=True)
    listener.ask(secret, "/v1/me")
    listener.ask("GET", "/v1/me", headers={secret: secret})


def trouble_at_weixin(world, listener):
    """Queries, and calls whose answers hold tokens, broken in every way; a refresh that is refused. A merchant of its
    own for each, because no token is refreshed by force more than once a minute."""
    def ask(merchant):
        for number in range(3):
            listener.ask("POST", "/v1/codeactivequery", {"application_id": merchant.application, "code_index": number},
                         {"Authorization": f"Bearer {merchant.key}"})
        assert world.simulator.refreshes(merchant.appid)

    for answer in (*({"kind": kind} for kind in BROKEN_ANSWERS),
                   *({"kind": "errcode", "errcode": errcode} for errcode in (61023, 40001, -1))):
        merchant = new_merchant(world)  # whose key is planted with the others
        for path in (REFRESH, QUERY_PATH):
            world.simulator.fault(path=path, merchant=merchant.appid, times=2, **answer)
        ask(merchant)
    world.simulator.clear_faults()


def trouble_with_the_first_token(world):
    """The platform's own token, in answers that cannot be used."""
    token = world.file("refresh-token", world.simulator.merchant(DEMO_APPID)["refresh_token"])
    said = []
    for kind in BROKEN_ANSWERS:
        world.simulator.fault(kind, path=COMPONENT_TOKEN)
        done = world.gateways[0].run("merchant", "import", DEMO_APPID, "--refresh-token-file", token)
        assert done.returncode == 1
        said.append(done.stdout + done.stderr)
    return said


def trouble_with_commands(world, secrets):
    """Configurations and files that are wrong, and hold secrets."""
    gateway = world.gateways[0]
    password = secrets.plant("database password", "hunter2-and-some-more")
    url = f"postgresql://nobody:{password}@127.0.0.1:1/none?connect_timeout=1"
    before = dict(gateway.environment)
    said = []
    for name, value in (("GATEWAY_DATABASE_URL", url), ("GATEWAY_DATABASE_URL", f"postgresql://{password}:x@[::1"),
                        ("GATEWAY_MASTER_KEYS", world.master_key + "="), ("GATEWAY_MASTER_KEYS", f"x {world.master_key}"),
                        ("GATEWAY_MASTER_KEYS", f"{world.master_key}\n{world.master_key}")):
        gateway.environment[name] = value
        for words in (("check-config",), ("platform", "status"), ("serve",)):
            done = gateway.run(*words)
            assert done.returncode != 0 or words == ("check-config",)
            said.append(done.stdout + done.stderr)
        gateway.environment = dict(before)
    ticket = world.file("wrong-ticket", secrets.plant("a ticket that is refused", "ticket@@@" + "no\x01ticket" * 70))
    said.append(str(gateway.run("platform", "ticket", "--ticket-file", ticket)))
    said.append(str(gateway.run("merchant", "import", "wx0000000000000001", "--refresh-token-file", ticket)))
    return said


def plant_all(world, key, token):
    world.simulator.plant_secrets(world.secrets)
    world.secrets.plant("gateway token", token)
    assert {"component_appsecret", "component_verify_ticket", "component_access_token", "gateway token", "master key",
            f"refresh token of {DEMO_APPID}", f"access token of {DEMO_APPID}"} <= set(world.secrets.planted.values())
    assert key in world.secrets.planted


def search(world, said):
    """Where a secret was found, in any form."""
    places = {log.name: log.read_text(errors="replace") for log in world.folder.glob("*.log")}
    places |= {"the database": world.database.dump(), "what was said": "\n".join(said)}
    places["the audit log"] = "\n".join(record.text for record in world.audit.records())
    assert all(places.values())
    return {name: found for name, text in places.items() if (found := world.secrets.found_in_any_form(text))}


@contextlib.contextmanager
def cores_possible(folder, largest):
    """What is started in it would leave a core dump in the folder, if it let the system."""
    limits, place = resource.getrlimit(resource.RLIMIT_CORE), Path.cwd()
    hard = largest if limits[1] == resource.RLIM_INFINITY else min(largest, limits[1])
    resource.setrlimit(resource.RLIMIT_CORE, (hard, limits[1]))
    os.chdir(folder)
    try:
        yield hard > 0 and not Path("/proc/sys/kernel/core_pattern").read_text().startswith(("|", "/"))
    finally:
        os.chdir(place)
        resource.setrlimit(resource.RLIMIT_CORE, limits)


def cores(folder):
    return [file for file in folder.iterdir() if file.name.startswith("core")]


def abort(gateway):
    gateway.signal(signal.SIGABRT)
    assert gateway.wait() == -signal.SIGABRT


@pytest.mark.parametrize("form", [
    lambda secret: f"key={secret}&", lambda secret: base64.b64encode(b"{" + secret.encode() + b"}").decode(),
    lambda secret: base64.urlsafe_b64encode(b"ab" + secret.encode()).decode(), lambda secret: secret.encode().hex(),
    lambda secret: base64.b64encode(secret.encode()).decode(), lambda secret: secret.encode().hex().upper(),
    lambda secret: urllib.parse.quote(secret, safe=""), lambda secret: base64.b64decode(secret).hex(),
], ids=["clear", "base64 within", "base64url within", "hex", "base64", "HEX", "url", "decoded"])
def test_the_search_finds_a_secret_in_every_form(form):
    secrets = Secrets()
    secret = secrets.plant("it", base64.b64encode(bytes(range(230, 256)) + b"??>>??").decode())
    assert secrets.found_in_any_form(f"before {form(secret)} behind") == ["it"]
    assert secrets.found_in_any_form("before " + form("A" * 44) + " behind") == []


def test_no_secret_is_seen_anywhere(world):
    with cores_possible(world.folder, resource.RLIM_INFINITY):
        world.gateway()
        world.set_ticket()
        said = trouble_with_the_first_token(world)
        world.import_merchant()
        key = world.make_key()
        other_key = world.make_key(DEMO_APPID, "--allow-in-url")
        gateway = world.gateways[0].start()
        listener = Listener(gateway)
        token = Compatible(gateway, key).token()
        world.secrets.plant("a token minted elsewhere", mint(world.master_key, key, 1))
        good_traffic(listener, key, token)
        plant_all(world, key, token)
        for secret in (key, other_key, token):
            bad_traffic(listener, key, token, secret)
        trouble_at_weixin(world, listener)

        gateway.signal(signal.SIGHUP)
        wait_until(lambda: "reloaded" in gateway.log(), 10)
        world.database.server.crash()
        good = {"Authorization": f"Bearer {key}"}
        assert listener.ask("POST", "/v1/codeactivequery", DEMO_SELECTOR, good).status == 503
        listener.ask("POST", "/cgi-bin/stable_token", {"secret": key, "appid": key}, secret_answer=True)
        listener.ops()
        world.database.server.start()
        wait_until(lambda: listener.ask("POST", "/v1/codeactivequery", DEMO_SELECTOR, good).status == 200, 20)
        plant_all(world, key, token)
        listener.ops()

        gateway.stop()
        listener.heard += said +  trouble_with_commands(world, world.secrets)
        gateway.start()
        good_traffic(listener, key, token)
        abort(gateway)
        plant_all(world, key, token)
    assert cores(world.folder) == []
    assert search(world, listener.heard) == {}
    world.secrets.plant("what is no secret", DEMO_APPID)
    assert {"gateway-1.log", "the database", "the audit log", "what was said"} <= set(search(world, listener.heard))
    del world.secrets.planted[DEMO_APPID]


def test_a_core_is_left_only_where_the_configuration_allows_it(world):
    largest = 64 << 20
    with cores_possible(world.folder, largest) as possible:
        world.prepare()
        gateway = world.gateways[0].start()
        soft, hard = Path(f"/proc/{gateway.pid}/limits").read_text().split("Max core file size")[1].split()[:2]
        assert soft == "0"
        abort(gateway)
        assert cores(world.folder) == []

        gateway.configure(core_dumps=True)
        gateway.start()
        assert "core_dumps_allowed" in gateway.log()
        abort(gateway)
    left = cores(world.folder)
    # So the first one was forbidden, not impossible. Sanitizers make it impossible.
    assert len(left) == (1 if possible and hard != "0" else 0)
    for core in left:
        core.unlink()
