"""Unmodified public SDKs, pointed at the gateway as their own documentation shows."""

import subprocess
import time

import pytest

from lib.compatible import mint
from lib.sdk import drive
from lib.world import DEMO_APPID, DEMO_SELECTOR

pytestmark = pytest.mark.plain_only

SDKS = ["co-wechat-api", "wechat-api", "node-easywechat"]
TLS_ONLY = "wechat-api"  # it knows no other scheme


def certificate(world):
    """Of 127.0.0.1, by itself."""
    key, path = world.file("tls.key", ""), world.folder / "tls.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", key, "-out", path], check=True, capture_output=True)
    return {"server__public__tls_certificate": str(path), "server__public__tls_key": str(key)}, path


@pytest.fixture(params=SDKS)
def sdk(world, request):
    """Steps in, results out; the SDK's key is `sdk.key`."""
    name, settings, trusted = request.param, {}, None
    if name == TLS_ONLY:
        settings, trusted = certificate(world)
    key = world.prepare(**settings)
    gateway = world.gateways[0].start()

    def run(*steps, secret=key, **more):
        results = drive(name, gateway.public_url, secret, DEMO_APPID, steps, world.folder / "cache", trusted, **more)
        for result in results:
            if result["token"]:
                world.secrets.planted[result["token"]] = "a gateway token"
        return results

    run.name, run.key = name, key
    return run


def test_a_token_is_fetched_and_a_code_is_asked(world, sdk):
    first, second = sdk({"query": DEMO_SELECTOR}, {"query": {"application_id": 581865877, "code_index": 0}})
    for result in (first, second):
        assert result.get("answer", {}).get("errcode") == 0, result
        assert (result["answer"]["application_id"], result["answer"]["code_end"]) == (581865877, 200)
        assert result["answer"]["product_title"] == "test_title"
        assert result["token"].startswith("gt_")
    assert first["token"] == second["token"]
    assert [(record["dialect"], record["outcome"]) for record in world.audit.queries()] == [("compatible", "active")] * 2


def test_refusals_of_weixin_arrive_as_the_sdk_tells_them(world, sdk):
    cases = {80304: {"application_id": 581865877, "code_index": 201}, 80300: {"application_id": 999, "code_index": 0},
             80306: {"application_id": 581865877, "code_index": 10**9}, 80303: {"code_url": "P.URL.CN/0"}}
    results = sdk(*({"query": selector} for selector in cases.values()))
    assert [result["errcode"] for result in results] == list(cases)
    assert all(" rid: " in result["errmsg"] for result in results)
    assert len(world.simulator.queries()) == len(cases)  # asked once each: no SDK takes it for its token's fault


def test_the_gateways_own_refusals_arrive_too(world, sdk):
    refused, = sdk({"query": {"code": "A", "code_url": "B"}})
    assert refused["errcode"] == 40097
    assert refused["errmsg"].startswith("[gateway] ")
    assert world.simulator.queries() == []


def test_an_expired_token_is_fetched_anew(world, sdk):
    expired = mint(world.master_key, sdk.key, time.time() - 1)
    steps = [{"hold": expired}, {"query": DEMO_SELECTOR}]
    if sdk.name == "wechat-api":  # tells its caller, who drops the token
        steps = [{"hold": expired}, {"query": DEMO_SELECTOR}, {"hold": None}, {"query": DEMO_SELECTOR}]
        results = sdk(*steps)
        assert results[1]["errcode"] == 42001
    else:
        results = sdk(*steps)
    assert results[-1]["answer"]["errcode"] == 0
    assert results[-1]["token"] not in (expired, None)
    assert len(world.simulator.queries()) == 1


def test_a_wrong_secret_is_told(sdk):
    result, = sdk({"query": DEMO_SELECTOR}, secret=sdk.key[:-1] + ("A" if sdk.key[-1] != "A" else "B"))
    assert "40125" in f"{result.get('errcode')} {result['errmsg']}"


def test_stable_tokens_of_the_sdk_that_knows_them(world):
    key = world.prepare()
    gateway = world.gateways[0].start()
    result, = drive("node-easywechat", gateway.public_url, key, DEMO_APPID, [{"query": DEMO_SELECTOR}],
                    world.folder / "cache", stable=True)
    assert result["answer"]["errcode"] == 0
    assert gateway.metric("marketcode_requests_total", route="/cgi-bin/stable_token", status="200") == 1
