"""The compatible dialect against the running programs: tokens, and what becomes of them."""

import json
import re
import time

import pytest

from lib.compatible import Compatible, mint
from lib.simulator import QUERY_PATH
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR, make_master_key

OFFICIAL = {"application_id": 581865877, "code_index": 0}


@pytest.fixture
def system(world, gateway, key):
    return Compatible(gateway, key)


def errcode(answer):
    assert answer.status == 200, answer.text
    return answer.json().get("errcode", 0)


def test_a_token_and_the_official_example(world, system):
    granted = system.ask_token()
    assert granted.json() == {"access_token": granted.json()["access_token"], "expires_in": 7200}
    token = granted.json()["access_token"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,200}", token)
    assert granted.headers["Content-Type"] == "application/json; encoding=utf-8"
    assert granted.headers["Cache-Control"] == "no-store"

    answer = system.query(DEMO_SELECTOR, token, **{"X-Request-Id": "till-7"})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json; encoding=utf-8")
    record = world.audit.by_id(answer.headers["X-Audit-Id"])
    assert answer.text == record["reply"]  # byte for byte what WeChat said
    assert answer.json()["application_id"] == 581865877
    assert (record["dialect"], record["outcome"], record["merchant"]) == ("compatible", "active", DEMO_APPID)
    assert record["request_id"] == answer.headers["X-Request-Id"]
    assert record["client_request_id"] == "till-7"
    assert record["selector"]["sent"] == DEMO_SELECTOR
    assert [call["errcode"] for call in world.simulator.queries()] == [0]
    assert token not in world.database.dump()


def test_stable_tokens_and_the_wish_to_renew(system):
    for changes in ({}, {"force_refresh": False}, {"force_refresh": True}):
        answer = system.ask_stable_token(**changes)
        assert answer.json()["expires_in"] == 7200
        assert errcode(system.query(OFFICIAL, answer.json()["access_token"])) == 0


def test_a_token_works_at_every_gateway(world, system):
    second = world.gateway().start()
    assert errcode(Compatible(second, system.key).query(OFFICIAL, system.token())) == 0


def test_a_token_dies_with_its_key(world, gateway, system):
    token = system.token()
    assert errcode(system.query(OFFICIAL, token)) == 0
    gateway.cli("key", "revoke", system.key[3:15])
    wait_until(lambda: errcode(system.query(OFFICIAL, token)) == 40001, 2, "the revocation")
    assert errcode(system.ask_token()) == 40125


def test_a_token_never_outlives_its_key(world, gateway, key):
    end = time.time() + 6
    text = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end))
    system = Compatible(gateway, world.make_key(DEMO_APPID, "--expires", text))
    answer = wait_until(lambda: (got := system.ask_token()).json().get("expires_in") and got, 3)
    assert 0 < answer.json()["expires_in"] <= 6
    token = answer.json()["access_token"]
    assert errcode(system.query(OFFICIAL, token)) == 0
    wait_until(lambda: errcode(system.query(OFFICIAL, token)) == 42001, 8, "the key's end")
    assert errcode(system.ask_token()) == 40125


def test_tokens_made_elsewhere(world, system):
    """The form is what its description says; another key, another time, another signature are found out."""
    soon = time.time() + 60
    assert errcode(system.query(OFFICIAL, mint(world.master_key, system.key, soon))) == 0
    assert errcode(system.query(OFFICIAL, mint(world.master_key, system.key, time.time() - 1))) == 42001
    assert errcode(system.query(OFFICIAL, mint(make_master_key(), system.key, soon))) == 40001
    assert errcode(system.query(OFFICIAL, mint(make_master_key(2), system.key, soon))) == 40001
    assert errcode(system.query(OFFICIAL, mint(world.master_key, "mk_zzzzzzzzzzzz", soon))) == 40001
    assert len(world.simulator.queries()) == 1


def test_tokens_survive_a_new_master_key(world, gateway, system):
    token = system.token()
    keys = f"{world.master_key}\n{make_master_key(2)}"
    gateway.stop()
    gateway.environment["GATEWAY_MASTER_KEYS"] = keys
    gateway.start()
    assert errcode(system.query(OFFICIAL, token)) == 0
    fresh = system.token()
    assert fresh[:10] != token[:10]  # it names the new master key
    assert errcode(system.query(OFFICIAL, fresh)) == 0


def test_a_key_in_a_url_only_if_it_may_stand_there(world, gateway, system):
    refused = system.query(OFFICIAL, system.key)
    assert errcode(refused) == 40001
    assert "not allowed in URLs" in refused.json()["errmsg"]
    allowed = world.make_key(DEMO_APPID, "--allow-in-url")
    wait_until(lambda: errcode(system.query(OFFICIAL, allowed)) == 0, 3)
    listed = {key["key_id"]: key["allow_in_url"] for key in json.loads(gateway.cli("key", "list", "--json"))}
    assert listed[allowed[3:15]] is True
    assert listed[system.key[3:15]] is False
    gateway.stop()  # writes what was counted
    noted = [record for record in world.audit.queries() if record["outcome"] == "refused"]
    assert [(record["caller"]["id"], record["code"]) for record in noted] == [(system.key[3:15], "api_key_invalid")]


def test_addresses_hold_for_the_issue_and_the_use(world):
    world.prepare(server__trusted_proxies=["127.0.0.0/8"])
    gateway = world.gateways[0].start()
    system = Compatible(gateway, world.make_key(DEMO_APPID, "--address", "203.0.113.0/24"))
    inside, outside = {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "198.51.100.1"}
    granted = wait_until(lambda: (got := system.ask_token(headers=inside)).json().get("access_token") and got, 3)
    token = granted.json()["access_token"]
    assert errcode(system.query(OFFICIAL, token, **inside)) == 0
    assert errcode(system.query(OFFICIAL, token, **outside)) == 40164
    assert errcode(system.ask_token(headers=outside)) == 40164


def test_wrong_secrets_are_throttled_by_address(world):
    key = world.prepare(server__trusted_proxies=["127.0.0.0/8"])
    system = Compatible(world.gateways[0].start(), key)
    here, there = {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "203.0.113.10"}
    answers = [system.ask_token(headers=here, secret="guess") for _ in range(40)]
    codes = [errcode(answer) for answer in answers]
    assert codes[:20] == [40125] * 20
    throttled = answers[codes.index(45011)]
    assert int(throttled.headers["Retry-After"]) >= 1
    assert errcode(system.ask_token(headers=there)) == 0
    wait_until(lambda: errcode(system.ask_token(headers=here)) == 0, 5)
    assert world.audit.queries() == []


def test_a_flood_of_expired_tokens_becomes_one_record_a_minute(world, gateway, system):
    expired = mint(world.master_key, system.key, time.time() - 60)
    for _ in range(30):
        assert errcode(system.query(OFFICIAL, expired)) == 42001
    gateway.stop()
    records = world.audit.queries()
    assert sum(record.get("count", 1) for record in records) == 30
    assert len(records) <= 2
    assert {(record["dialect"], record["code"]) for record in records} == {("compatible", "api_key_invalid")}


def test_other_paths_of_weixin_name_what_is_served(gateway):
    with gateway.caller() as caller:
        for method, path in (("GET", "/cgi-bin/user/info"), ("POST", "/intp/marketcode/codeactive"),
                             ("POST", "/wxa/getwxacodeunlimit"), ("DELETE", "/cgi-bin/menu")):
            answer = caller.ask(method, f"{path}?access_token=x", b"{}" if method == "POST" else None)
            assert errcode(answer) == 40066
            assert f"POST {QUERY_PATH}" in answer.json()["errmsg"]
        native = caller.get("/v1/nothing")
        assert (native.status, native.headers["Content-Type"]) == (404, "application/problem+json")


def test_what_weixin_would_take_is_taken(world, system):
    token = system.token()
    target = f"{QUERY_PATH}?access_token={token}"
    bodies = ['{"code":null,"code_url":"","application_id":"581865877","code_index":"0","lang":"zh"}',
              ' {"application_id":581865877,"code_index":0}\n']
    for body in bodies:
        for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=UTF-8"):
            with Client(system.gateway.public_url) as client:
                answer = client.post(target, body, headers={"Content-Type": content_type})
            assert errcode(answer) == 0
    assert {call["body"] for call in world.simulator.queries()} == {'{"application_id":581865877,"code_index":0}'}
