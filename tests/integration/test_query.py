"""The native dialect against the running programs: what is answered, what WeChat saw, what the log says of it."""

import json
import urllib.parse

import pytest

from lib.merchants import new_merchant
from lib.waiting import wait_until
from lib.world import DEMO_SELECTOR

PATH = "/v1/codeactivequery"


@pytest.mark.parametrize("index", [0, 99])
def test_index_in_a_segment_is_active(shared, index):
    merchant = new_merchant(shared)
    answer = merchant.query({"application_id": merchant.application, "code_index": index})
    assert (answer.status, answer.json()["active"], answer.json()["code_end"]) == (200, True, 99)


def test_not_activated_is_an_answer(shared):
    merchant = new_merchant(shared)
    answer = merchant.query({"application_id": merchant.application, "code_index": 100})
    assert answer.status == 200
    assert answer.json() == {"active": False, "errcode": 80304, "rid": merchant.calls()[0]["rid"]}
    assert [record["outcome"] for record in merchant.records()] == ["inactive"]


def test_our_request_id_and_the_clients(shared):
    merchant = new_merchant(shared)
    answer = merchant.query({"application_id": merchant.application, "code_index": 1}, **{
        "X-Request-Id": "mine-1", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    record, = merchant.records()
    assert answer.headers["X-Request-Id"] == record["request_id"] != "mine-1"
    assert (record["client_request_id"], record["trace"]) == ("mine-1", "0af7651916cd43dd8448eb211c80319c")


# What WeChat refuses. Errcodes that the simulator's world cannot produce come as faults.
UPSTREAM = [
    ("errcode 80300", {"errcode": 80300}, 422, "application_unknown", "refused"),
    ("errcode 80301", {"errcode": 80301}, 422, "application_not_owned", "refused"),
    ("errcode 80303", {"errcode": 80303}, 422, "code_format", "refused"),
    ("errcode 80306", {"errcode": 80306}, 422, "index_out_of_range", "refused"),
    ("errcode 45011", {"errcode": 45011}, 429, "upstream_minute_quota", "refused"),
    ("errcode 45009", {"errcode": 45009}, 429, "upstream_day_quota", "refused"),
    ("errcode 48001", {"errcode": 48001}, 403, "merchant_lacks_api", "refused"),
    ("errcode 48004", {"errcode": 48004}, 403, "merchant_api_banned", "refused"),
    ("errcode 50002", {"errcode": 50002}, 403, "merchant_account_limited", "refused"),
    ("errcode 61003", {"errcode": 61003}, 403, "merchant_not_authorized", "refused"),
    ("errcode 61007", {"errcode": 61007}, 403, "permission_set_missing", "refused"),
    ("errcode 61004", {"errcode": 61004}, 503, "provider_address_not_allowed", "refused"),
    ("errcode 40164", {"errcode": 40164}, 503, "provider_address_not_allowed", "refused"),
    ("errcode 89503", {"errcode": 89503}, 503, "provider_address_not_allowed", "refused"),
    ("errcode 43210", {"errcode": 43210}, 502, "upstream_refused", "refused"),
    ("status 502", {"kind": "status", "times": 0}, 502, "upstream_failed", "upstream_error"),
    ("html", {"kind": "html", "times": 0}, 502, "upstream_failed", "upstream_error"),
    ("reset", {"kind": "reset", "times": 0}, 502, "upstream_failed", "upstream_error"),
    ("busy for ever", {"errcode": -1, "times": 0}, 502, "upstream_failed", "upstream_error"),
    ("silence", {"kind": "delay", "delay_ms": 8000, "times": 0}, 504, "upstream_timeout", "upstream_error"),
]


@pytest.mark.parametrize("fault, status, code, outcome", [row[1:] for row in UPSTREAM], ids=[row[0] for row in UPSTREAM])
def test_what_wechat_refuses(shared, fault, status, code, outcome):
    merchant = new_merchant(shared)
    merchant.fault(**{"kind": "errcode", **fault})
    answer = merchant.query({"application_id": merchant.application, "code_index": 1})
    problem = answer.json()
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code), answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert problem["upstream_called"] in ("yes", "unknown")
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    record = shared.audit.by_id(answer.headers["X-Audit-Id"])
    assert (record["outcome"], record["code"]) == (outcome, code)
    assert len(record.attempts) == len(merchant.calls()) > 0
    if "errcode" in fault and fault["errcode"] != -1:
        assert (problem["errcode"], record["errcode"], problem["source"]) == (fault["errcode"], fault["errcode"], "weixin")
        assert problem["rid"] == record["rid"] == merchant.calls()[-1]["rid"]


def test_a_wide_range_of_real_refusals(shared):
    """Those that the simulator's world does produce by itself."""
    merchant, other = new_merchant(shared), new_merchant(shared)
    codes = [(merchant.query(selector).status, merchant.query(selector).json()["code"]) for selector in (
        {"application_id": 1, "code_index": 1},
        {"application_id": other.application, "code_index": 1},
        {"application_id": merchant.application, "code_index": 10_000})]
    assert codes == [(422, "application_unknown"), (422, "application_not_owned"), (422, "index_out_of_range")]


SELECTORS = [
    (b"", 400, "request_malformed"),
    (b"{", 400, "request_malformed"),
    (b"[]", 400, "request_malformed"),
    (b"{}", 400, "selector_invalid"),
    (b'{"code":null}', 400, "request_malformed"),
    (b'{"code":"a","code":"b"}', 400, "request_malformed"),
    (b'{"code":"a","code_url":"b"}', 400, "selector_invalid"),
    (b'{"code_index":1}', 400, "selector_invalid"),
    (b'{"application_id":1}', 400, "selector_invalid"),
    (b'{"application_id":1.5,"code_index":1}', 400, "selector_invalid"),
    (b'{"application_id":1,"code_index":-1}', 400, "selector_invalid"),
    (b'{"application_id":18446744073709551616,"code_index":1}', 400, "selector_invalid"),
    (b'{"code":"a","more":1}', 400, "request_malformed"),
    (b'{"code":"a\\r\\n"}', 400, "selector_invalid"),
    (b'{"code":""}', 400, "selector_invalid"),
    (b'{"code_url":"' + b"x" * 129 + b'"}', 400, "selector_invalid"),
    (b'{"code_url":"' + b"x" * 20_000 + b'"}', 413, "request_malformed"),
]


def test_selectors_that_are_refused_here(shared):
    merchant = new_merchant(shared)
    answers = [merchant.query(body) for body, _, _ in SELECTORS]
    seen = [(body, answer.status, answer.json()["code"]) for (body, _, _), answer in zip(SELECTORS, answers)]
    assert [pair for pair in zip(seen, SELECTORS) if pair[0] != pair[1]] == []
    assert {answer.json()["upstream_called"] for answer in answers} == {"no"}
    assert merchant.calls() == []


def test_the_largest_numbers_travel_whole(shared):
    merchant = new_merchant(shared)
    for selector in ({"application_id": 2**64 - 1, "code_index": 2**64 - 1}, {"application_id": str(2**64 - 1), "code_index": "0"}):
        assert merchant.query(selector).json()["code"] == "application_unknown"
    assert [json.loads(call["body"]) for call in merchant.calls()] == [
        {"application_id": 2**64 - 1, "code_index": 2**64 - 1}, {"application_id": 2**64 - 1, "code_index": 0}]


def test_a_scheme_before_code_url_is_removed_and_nothing_else(shared):
    merchant = new_merchant(shared)
    for scheme in ("", "http://", "HTTPS://"):
        merchant.query({"code_url": scheme + "P.URL.CN/a%2Fb+c"})
    assert {json.loads(call["body"])["code_url"] for call in merchant.calls()} == {"P.URL.CN/a%2Fb+c"}


def test_keys_that_are_not_taken(shared):
    merchant = new_merchant(shared)
    gateway = shared.gateways[0]
    wrong = merchant.key[:-1] + ("A" if merchant.key[-1] != "A" else "B")
    for key in (None, wrong, "mk_000000000000_" + "x" * 43, "nonsense"):
        answer = gateway.query(key, DEMO_SELECTOR)
        assert (answer.status, answer.json()["code"], answer.json()["source"]) == (401, "api_key_invalid", "gateway")
        assert answer.headers["X-Audit-Id"] is None
    assert merchant.records() == []


def test_an_address_that_is_not_allowed(shared):
    merchant = new_merchant(shared, "--address", "192.0.2.0/24", "--address", "2001:db8::/32")
    answer = merchant.query(DEMO_SELECTOR)
    assert (answer.status, answer.json()["code"], answer.json()["upstream_called"]) == (403, "address_not_allowed", "no")
    assert new_merchant(shared, "--address", "127.0.0.0/8").query({"code": "x"}).status != 403


def test_a_key_that_asks_too_fast(shared):
    merchant = new_merchant(shared, "--rate", "0.1", "--burst", "2")
    answers = [merchant.query({"application_id": merchant.application, "code_index": 1}) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 429, 429]
    assert answers[3].json()["code"] == "rate_limited"
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 10
    assert len(merchant.calls()) == 2


@pytest.mark.parametrize("members, code", [
    ({"permission_sets": [1, 4]}, "permission_set_missing"),
    ({"service_type": 0}, "account_type_not_supported"),
    ({"mini_program": True}, "account_type_not_supported"),
])
def test_merchants_that_are_not_admitted(shared, members, code):
    merchant = new_merchant(shared, **members)
    answer = merchant.query({"application_id": merchant.application, "code_index": 1})
    assert (answer.status, answer.json()["code"], answer.json()["upstream_called"]) == (403, code, "no")
    assert merchant.calls() == []
    assert [(record["outcome"], record["code"]) for record in merchant.records()] == [("refused", code)]


def test_a_suspended_merchant_and_its_return(shared):
    merchant = new_merchant(shared)
    cli = shared.gateways[0].cli
    selector = {"application_id": merchant.application, "code_index": 1}
    assert merchant.query(selector).status == 200
    cli("merchant", "suspend", merchant.appid, "--reason", "test")
    refused = wait_until(lambda: (answer := merchant.query(selector)).status == 403 and answer, 2)
    assert refused.json()["code"] == "merchant_suspended"
    cli("merchant", "resume", merchant.appid)
    wait_until(lambda: merchant.query(selector).status == 200, 2)


def test_a_token_that_wechat_forgot_is_replaced_and_the_query_asked_once_more(shared):
    merchant = new_merchant(shared)
    selector = {"application_id": merchant.application, "code_index": 1}
    assert merchant.query(selector).status == 200
    shared.simulator.void_tokens(merchant.appid)
    answer = merchant.query(selector)
    assert answer.status == 200, answer.text
    record = shared.audit.by_id(answer.headers["X-Audit-Id"])
    assert [attempt["errcode"] for attempt in record.attempts] == [40001, 0]
    assert len(merchant.calls()) == 3


def test_the_address_of_the_query_is_in_no_log(shared):
    merchant = new_merchant(shared)
    with shared.gateways[0].caller(merchant.key) as caller:
        caller.post(PATH + "?" + urllib.parse.urlencode({"secret": "do-not-log-this"}), DEMO_SELECTOR)
    assert "do-not-log-this" not in shared.gateways[0].log()
