"""What is over a limit is told so at once, and the limits add up to something known."""

import re
import resource
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.crowd import queue, started
from lib.merchants import new_merchant
from lib.simulator import QUERY_PATH
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR


def test_one_merchant_cannot_starve_the_others(world):
    gateway, key = started(world, query__in_flight=20, query__in_flight_per_merchant=6)
    other = new_merchant(world)
    token = gateway.caller().get(f"/cgi-bin/token?grant_type=client_credential&appid={DEMO_APPID}&secret={key}").json()
    world.simulator.fault("delay", delay_ms=1500, times=0, merchant=DEMO_APPID)

    with ThreadPoolExecutor(30) as pool:
        greedy = [pool.submit(gateway.query, key, DEMO_SELECTOR) for _ in range(30)]
        wait_until(lambda: len(world.simulator.queries(DEMO_APPID)) >= 6, 5)
        assert other.query({"application_id": other.application, "code_index": 0}).status == 200
        told = gateway.caller().post(f"{QUERY_PATH}?access_token={token['access_token']}", DEMO_SELECTOR)
        assert (told.status, told.json()["errcode"]) == (200, -1)
        assert told.json()["errmsg"].startswith("[gateway] ")
        answers = [query.result() for query in greedy]

    refused = [answer for answer in answers if answer.status == 503]
    assert len(answers) - len(refused) == len([answer for answer in answers if answer.status == 200]) >= 6
    assert len(world.simulator.queries(DEMO_APPID)) == len(answers) - len(refused)
    assert len(refused) >= 15
    for answer in refused:
        assert answer.json()["code"] == "overloaded"
        assert answer.json()["upstream_called"] == "no"
        assert answer.headers["Retry-After"] == "1"
        assert answer.headers["X-Audit-Id"] is None
    wait_until(lambda: queue(gateway, "merchant_queries", "refusals_total") == len(refused) + 1, 7)
    assert queue(gateway, "queries", "limit") == 20

    # In the log they are one line for each minute, with their count.
    gateway.stop()
    lines = [record for record in world.audit.queries() if record.get("code") == "overloaded"]
    assert 1 <= len(lines) <= 4
    assert sum(line["count"] for line in lines) == len(refused) + 1


def test_a_full_upstream_queue_is_told(world):
    gateway, key = started(world, server__loops=1, weixin__connections=1, weixin__waiting=1)
    world.simulator.fault("delay", delay_ms=1000, times=0)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: gateway.query(key, DEMO_SELECTOR), range(5)))
    refused = [answer for answer in answers if answer.status == 503]
    assert len(refused) >= 3
    assert {answer.json()["code"] for answer in refused} == {"overloaded"}
    wait_until(lambda: queue(gateway, "upstream", "refusals_total") >= 3, 7)


def test_a_full_log_queue_is_told(world):
    gateway, key = started(world, audit__waiting=16, server__loops=1)
    server = world.database.server
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    server.rows("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    try:
        server.rows("postgres", "SELECT pg_reload_conf()")
        with ThreadPoolExecutor(60) as pool:
            answers = list(pool.map(lambda _: gateway.query(key, DEMO_SELECTOR), range(60)))
    finally:
        server.rows("postgres", "ALTER SYSTEM RESET synchronous_standby_names")
        server.rows("postgres", "SELECT pg_reload_conf()")
    codes = [answer.json()["code"] for answer in answers if answer.status == 503]
    assert set(codes) <= {"overloaded", "audit_unavailable"} and "overloaded" in codes, codes
    wait_until(lambda: queue(gateway, "audit", "refusals_total") >= codes.count("overloaded"), 10)
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 20)


def test_more_connections_than_files_are_refused(world):
    world.prepare(server__connections=500_000, limits__memory_mb=100_000)
    gateway = world.gateways[0]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard > 500_000:
        pytest.skip(f"the hard limit of open files is {hard}")
    for command in ("check-config", "serve"):
        done = gateway.run(command)
        assert done.returncode == 1
        assert "server.connections: 500000 connections need" in done.stderr
        assert f"may open {hard}" in done.stderr


def test_check_config_shows_what_the_limits_add_up_to(world):
    world.prepare()
    said = world.gateways[0].cli("check-config")
    assert re.search(r"memory: at most \d+ MiB: connections \d+, ", said)
    assert re.search(r"open files: at most \d+ ", said)
