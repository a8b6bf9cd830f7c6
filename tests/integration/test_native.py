"""The native dialect against the running programs."""

import re

import pytest

from lib.simulator import QUERY_PATH
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR

EXAMPLE = {
    "active": True, "code": "044GZ*J10", "application_id": 581865877, "isv_application_id": "test_id",
    "activity_name": "test_name", "product_brand": "test_brand", "product_title": "test_title",
    "product_code": "test_code", "wxa_appid": "test_appid", "wxa_path": "test_path", "wxa_type": 0,
    "code_start": 0, "code_end": 200,
}


def test_the_official_example(world, gateway, key):
    answer = gateway.query(key, DEMO_SELECTOR, **{"X-Request-Id": "till-7", "traceparent":
                           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
    assert (answer.status, answer.json()) == (200, EXAMPLE)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", answer.headers["X-Request-Id"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Server" not in answer.headers

    record = world.audit.by_id(answer.headers["X-Audit-Id"])
    assert record.text.startswith('{"v":1,"kind":"query","stream":"')
    assert record["request_id"] == answer.headers["X-Request-Id"]
    assert record["client_request_id"] == "till-7"
    assert record["trace"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert (record["merchant"], record["dialect"], record["outcome"]) == (DEMO_APPID, "native", "active")
    assert record["selector"] == {"received": DEMO_SELECTOR, "sent": DEMO_SELECTOR}
    assert [attempt["errcode"] for attempt in record.attempts] == [0]
    assert '"activity_name":"test_name"' in record["reply"]
    assert "127.0.0.1" not in record["client"]


@pytest.mark.parametrize("selector", [
    {"application_id": 581865877, "code_index": 0},
    {"application_id": "581865877", "code_index": "200"},
    {"code": "044GZ*J10"},
    {"code_url": "http://P.URL.CN/0U.JYJXP3HJI2C98A9O"},
    {"code_url": "HTTPS://P.URL.CN/0U.JYJXP3HJI2C98A9O"},
], ids=["index 0", "decimal strings", "code", "http prefix", "https prefix in capitals"])
def test_every_way_of_asking(world, gateway, key, selector):
    answer = gateway.query(key, selector)
    assert answer.status == 200
    assert (answer.json()["active"], answer.json()["application_id"]) == (True, 581865877)


def test_a_code_that_is_not_active_is_an_answer(world, gateway, key):
    answer = gateway.query(key, {"application_id": 581865877, "code_index": 201})
    assert answer.status == 200
    assert answer.json()["active"] is False
    assert answer.json()["errcode"] == 80304
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", answer.json()["rid"])
    assert world.audit.by_id(answer.headers["X-Audit-Id"])["outcome"] == "inactive"


def test_what_weixin_adds_or_leaves_out(world, gateway, key):
    world.simulator.settings(omit_product_code=True, omit_wxa_type=True, numbers_as_strings=True,
                             extra_members={"new_thing": {"deep": [1, "x"]}})
    answer = gateway.query(key, DEMO_SELECTOR)
    expected = {name: value for name, value in EXAMPLE.items() if name not in ("product_code", "wxa_type")}
    assert answer.json() == expected | {"extra": {"new_thing": {"deep": [1, "x"]}}}


def test_me_tells_the_merchants_state_and_asks_nobody(world, gateway, key):
    with gateway.caller(key) as caller:
        me = caller.get("/v1/me").json()
    assert (me["appid"], me["authorized"], me["permission_set_46"]) == (DEMO_APPID, True, True)
    assert me["account_kind"] == "service_account"
    assert world.simulator.queries() == []
    assert world.audit.queries() == []


def test_keys_of_one_merchant_never_reach_another(world, gateway, key):
    other = "wx00000000000000aa"
    world.import_merchant(other)
    other_key = world.make_key(other)
    wait_until(lambda: gateway.query(other_key, {"code_index": 0}).status != 401, 3)
    answer = gateway.query(other_key, DEMO_SELECTOR)
    assert (answer.status, answer.json()["code"]) == (422, "application_not_owned")
    assert [entry["merchant"] for entry in world.simulator.queries()] == [other]


def test_paths_and_verbs_that_are_not_served(gateway, key):
    with gateway.caller(key) as caller:
        missing = caller.get("/v1/nothing")
        assert (missing.status, missing.headers["Content-Type"]) == (404, "application/problem+json")
        wrong = caller.get("/v1/codeactivequery")
        assert (wrong.status, wrong.headers["Allow"]) == (405, "POST")
        assert wrong.json()["code"] == "request_malformed"


def test_the_client_address_comes_from_trusted_proxies_only(world):
    key = world.prepare(server__trusted_proxies=["127.0.0.0/8"])
    gateway = world.gateways[0].start()
    key = world.make_key(DEMO_APPID, "--address", "203.0.113.0/24")
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status != 401, 3)
    assert gateway.query(key, DEMO_SELECTOR).status == 403
    assert gateway.query(key, DEMO_SELECTOR, **{"X-Forwarded-For": "203.0.113.9"}).status == 200
    assert gateway.query(key, DEMO_SELECTOR, **{"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}).status == 403
    address = world.audit.database.value("SELECT host(client) FROM audit_record WHERE outcome = 1 LIMIT 1")
    assert address == "203.0.113.9"


def test_forwarding_headers_of_strangers_are_ignored(world, gateway, key):
    answer = gateway.query(key, DEMO_SELECTOR, **{"X-Forwarded-For": "203.0.113.9"})
    assert answer.status == 200
    assert world.audit.database.value("SELECT host(client) FROM audit_record WHERE kind = 1") == "127.0.0.1"


def test_the_simulator_sees_exactly_what_the_selector_says(world, gateway, key):
    gateway.query(key, {"code_url": "P.URL.CN/0P$M%25+LZ4LHSVSDCR2"})
    call = world.simulator.ledger(QUERY_PATH)[-1]
    assert call["body"] == '{"code_url":"P.URL.CN/0P$M%25+LZ4LHSVSDCR2"}'


def test_health_of_the_program(gateway):
    with Client(gateway.ops_url) as ops:
        assert ops.get("/livez").status == 200
        ready = ops.get("/readyz")
        assert ready.json()["checks"] == {"database": {"ok": True}, "stream": {"ok": True}}
        assert ready.status == 200 and ready.json()["witness"].startswith("UNWITNESSED: checkpoints go nowhere")
        metrics = ops.get("/metrics").text
    for name in ("marketcode_audit_batch_size", "marketcode_audit_commit_seconds", "marketcode_requests_total"):
        assert name in metrics
