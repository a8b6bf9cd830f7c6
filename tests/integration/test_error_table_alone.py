"""The rows of the error table that disturb everyone else's queries, or whose record comes with a gateway's end, in
both dialects: each has a world of its own."""

import contextlib
import http.client
import signal
import socket
import threading
import time
import urllib.parse

import pytest

from lib.compatible import Compatible
from lib.dialects import DIALECTS, CompatibleDialect, check_own_words
from lib.error_table import Row
from lib.stage import check_headers
from lib.waiting import wait_until
from lib.web import Answer
from lib.world import DEMO_APPID, DEMO_SELECTOR

both_dialects = pytest.mark.parametrize("dialect", DIALECTS, ids=[dialect.name for dialect in DIALECTS])
INSIDE, OUTSIDE = {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "198.51.100.1"}

NO_KEY = Row("no key", 401, "api_key_invalid", 41001)
UNKNOWN = Row("unknown key", 401, "api_key_invalid", 40001)
REVOKED = Row("revoked key", 401, "api_key_invalid", 40001)
EXPIRED = Row("expired key", 401, "api_key_invalid", 42001)
ADDRESS = Row("address", 403, "address_not_allowed", 40164)
RATE = Row("rate limit", 429, "rate_limited", 45011, wait=(500, 1000))
VERB = Row("wrong method", 405, "request_malformed", 43002)
OVERLOADED = Row("overloaded", 503, "overloaded", -1, wait=(1, 1))
UNREACHABLE = Row("unreachable", 502, "upstream_failed", -1, wait=(1, 1), outcome="upstream_error")
OUR_ADDRESS = Row("61004", 503, "provider_address_not_allowed", -1, weixin=61004, own_words=True, asked="yes", wait=(60, 60))
NOT_BEFORE = Row("no intent", 503, "audit_unavailable", -1, wait=(2, 2))
NOT_AFTER = Row("no record", 503, "audit_unavailable", -1, wait=(2, 2), asked="yes")


def check(caller, row, answer):
    """An answer without a record of its own."""
    caller.check(answer, row, None)
    check_headers(row, answer)
    assert "X-Audit-Id" not in answer.headers


def started(world, dialect, **settings):
    """A running gateway, and the demo merchant's system before it, which was answered once."""
    key = world.prepare(**settings)
    caller = dialect(world.gateways[0].start(), key, DEMO_APPID)
    answer = caller.ask(DEMO_SELECTOR)
    assert answer.status == 200, answer.text
    return caller


def new_credentials(world, caller, *options, headers=None):
    """A key, and what the dialect presents for it."""
    key = world.make_key(DEMO_APPID, *options)
    with world.gateways[0].caller(key, **(headers or {})) as system:
        wait_until(lambda: system.get("/v1/me").status != 401, 3, "the gateway to know a new key")
    return key, caller.credentials(key, headers)


def counted(world, key, row, caller):
    """The records of a key's refusals, once the gateway has ended."""
    records = [record for record in world.audit.queries()
               if record["caller"]["id"] == key[3:15] and record["outcome"] == "refused"]
    assert records and len(records) <= 2  # a minute may have ended in between
    for record in records:
        assert (record["code"], record["dialect"], record.attempts) == (row.code, caller.name, []), record.text
    return sum(record.get("count", 1) for record in records)


def test_grants_refused_to_a_known_key_are_counted(world):
    caller = started(world, CompatibleDialect, server__trusted_proxies=["127.0.0.0/8"])
    gateway = world.gateways[0]
    key = world.make_key()
    bound = world.make_key(DEMO_APPID, "--address", "203.0.113.0/24")
    for each, headers in ((key, {}), (bound, INSIDE)):
        with gateway.caller(each, **headers) as system:
            wait_until(lambda system=system: system.get("/v1/me").status == 200, 5, "the gateway to know a new key")
    for _ in range(2):
        check_own_words(Compatible(gateway, key).ask_token(appid="wxffffffffffffffff"), 40013)
    check_own_words(Compatible(gateway, bound).ask_token(headers=OUTSIDE), 40164)

    gateway.stop()  # writes what was counted
    assert counted(world, key, UNKNOWN, caller) == 2
    assert counted(world, bound, ADDRESS, caller) == 1


@both_dialects
def test_callers_that_are_refused(world, dialect):
    caller = started(world, dialect, server__trusted_proxies=["127.0.0.0/8"])
    gateway = world.gateways[0]
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5))
    short = new_credentials(world, caller, "--expires", soon)
    slow = new_credentials(world, caller, "--rate", "0.001", "--burst", "1")
    bound = new_credentials(world, caller, "--address", "203.0.113.0/24", headers=INSIDE)
    gone = new_credentials(world, caller)
    gateway.cli("key", "revoke", gone[0][3:15])

    def ask(key, method="POST", headers=None):
        return caller.ask(DEMO_SELECTOR, method, key, headers)

    def answered(key, headers=None):
        return "X-Audit-Id" in ask(key, headers=headers).headers

    assert answered(slow[1]) and answered(bound[1], INSIDE) and answered(short[1])
    wait_until(lambda: not answered(gone[1]), 3, "the revocation")
    calls = len(world.simulator.queries())
    if caller.name == "native":
        for value in ("Bearer mk_", f"Basic {slow[1]}", "Bearer", "Bearer mk_000000000000_" + "A" * 43):
            check(caller, UNKNOWN, ask("", headers={"Authorization": value}))
    genuine = caller.credentials(slow[0])
    forged = genuine[:-1] + ("A" if genuine[-1] != "A" else "B")
    for row, key, headers in ((NO_KEY, "", {}), (UNKNOWN, forged, {}), (UNKNOWN, "garbage", {}),
                              (REVOKED, gone[1], {}), (ADDRESS, bound[1], OUTSIDE), (RATE, slow[1], {})):
        check(caller, row, ask(key, headers=headers))
    wait_until(lambda: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()) >= soon, 8)
    check(caller, EXPIRED, ask(short[1]))
    limited = ask(slow[1])
    assert (limited.headers["RateLimit-Limit"], limited.headers["RateLimit-Remaining"]) == ("1", "0")
    for headers in ({}, {"Accept-Language": "zh"}):
        wrong = ask(None, "GET", headers)
        check(caller, VERB, wrong)
        assert wrong.headers["Allow"] == "POST"

    gateway.stop()  # writes what was counted
    assert counted(world, bound[0], ADDRESS, caller) == 1
    assert counted(world, slow[0], RATE, caller) == 2
    assert counted(world, short[0], EXPIRED, caller) == 1
    assert counted(world, gone[0], REVOKED, caller) == 2
    assert len(world.simulator.queries()) == calls


@both_dialects
def test_more_queries_than_there_are_places_for(world, dialect):
    caller = started(world, dialect, query__in_flight=2, query__in_flight_per_merchant=1)
    world.simulator.fault("delay", delay_ms=1500)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(caller.ask(DEMO_SELECTOR)))
    asking.start()
    wait_until(lambda: len(world.simulator.queries()) == 2, 5)
    check(caller, OVERLOADED, caller.ask(DEMO_SELECTOR))
    asking.join(10)
    assert answers[0].status == 200 and "X-Audit-Id" in answers[0].headers
    world.gateways[0].stop()
    assert counted(world, caller.key, OVERLOADED, caller) == 1
    assert len(world.simulator.queries()) == 2


@both_dialects
def test_a_request_that_comes_while_the_gateway_stops(world, dialect):
    caller = started(world, dialect, server__loops=1, server__leave_ms=0)
    gateway = world.gateways[0]
    request = caller.raw('{"code":"044GZ*J10"}')
    url = urllib.parse.urlsplit(gateway.public_url)

    def takes_connections():
        with contextlib.closing(socket.socket()) as another:
            return another.connect_ex((url.hostname, url.port)) == 0

    with socket.create_connection((url.hostname, url.port), 10) as connection:
        connection.sendall(request[:20])  # no idle connection, which would be closed at once
        # What keeps the gateway from ending meanwhile.
        world.simulator.fault("delay", delay_ms=1500)
        asking = threading.Thread(target=caller.ask, args=(DEMO_SELECTOR,))
        asking.start()
        wait_until(lambda: len(world.simulator.queries()) == 2, 5)
        gateway.signal(signal.SIGTERM)
        wait_until(lambda: not takes_connections(), 5)
        connection.sendall(request[20:])
        answer = read_answer(connection)
        assert connection.recv(1) == b""
        asking.join(10)
    check(caller, OVERLOADED, answer)
    assert answer.headers["Connection"] == "close"
    assert gateway.wait() == 0
    assert world.audit.by_request(answer.headers["X-Request-Id"]) == []
    assert len(world.simulator.queries()) == 2


def read_answer(connection):
    response = http.client.HTTPResponse(connection)
    response.begin()
    return Answer(response.status, response.headers, response.read())


@both_dialects
def test_a_weixin_that_cannot_be_reached(world, dialect):
    caller = started(world, dialect)
    world.simulator.kill()
    answer = caller.ask(DEMO_SELECTOR)
    record = world.audit.by_id(answer.headers["X-Audit-Id"])
    caller.check(answer, UNREACHABLE, record)
    check_headers(UNREACHABLE, answer)
    assert (record["outcome"], record["code"], record["dialect"]) == ("upstream_error", "upstream_failed", caller.name)
    assert {attempt["sent"] for attempt in record.attempts} == {"no"}
    world.simulator.start()


@both_dialects
def test_an_address_that_is_not_on_weixins_list(world, dialect):
    caller = started(world, dialect)
    world.simulator.set_component(whitelist=["198.51.100.7"])
    answer = caller.ask(DEMO_SELECTOR)
    record = world.audit.by_id(answer.headers["X-Audit-Id"])
    caller.check(answer, OUR_ADDRESS, record)
    check_headers(OUR_ADDRESS, answer)
    assert (record["outcome"], record["code"], record["errcode"]) == ("refused", OUR_ADDRESS.code, 61004)
    assert "provider_address_refused" in world.gateways[0].log() and "127.0.0.1" in world.gateways[0].log()
    if caller.name == "compatible":
        assert "127.0.0.1" not in answer.text  # the provider's address is nobody's business
    assert len(world.simulator.queries()) == 2


@both_dialects
def test_without_the_database_nothing_is_asked(world, postgres, dialect):
    caller = started(world, dialect)
    postgres.stop()
    answer = caller.ask(DEMO_SELECTOR)
    check(caller, NOT_BEFORE, answer)
    assert len(world.simulator.queries()) == 1
    postgres.start()
    wait_until(lambda: "X-Audit-Id" in caller.ask(DEMO_SELECTOR).headers, 20, "the log to be writable again")
    records = world.audit.by_request(answer.headers["X-Request-Id"])
    assert [record["outcome"] for record in records] in ([], ["not_sent"])


@both_dialects
def test_an_answer_without_a_record_is_not_given(world, postgres, dialect):
    caller = started(world, dialect)
    world.simulator.fault("delay", delay_ms=1200)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(caller.ask(DEMO_SELECTOR)))
    asking.start()
    wait_until(lambda: len(world.simulator.queries()) == 2, 5)
    postgres.stop()
    asking.join(10)
    check(caller, NOT_AFTER, answers[0])
    postgres.start()
    records = wait_until(lambda: world.audit.by_request(answers[0].headers["X-Request-Id"]), 20)
    assert [(record["outcome"], record["dialect"]) for record in records] == [("active", caller.name)]
    assert len(world.simulator.queries()) == 2
