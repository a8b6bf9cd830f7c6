"""Attackers and crowds, and good callers who are served meanwhile."""

import contextlib
import json
import re
import resource
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lib.crowd import Crowd, GoodCaller, Memory, address, allow_many_files, connect, queue, read_answers, started
from lib.waiting import wait_until
from lib.web import Answer
from lib.world import DEMO_SELECTOR
from test_operations import certificate

ANONYMOUS = b"GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n"  # answered 401, and the connection stays


@pytest.fixture(autouse=True)
def many_files():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    allow_many_files()
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def good_caller(gateway, key):
    """Once over new connections and once over a kept one."""
    kept = gateway.caller(key)
    return GoodCaller(lambda: gateway.query(key, DEMO_SELECTOR),
                      lambda: kept.post("/v1/codeactivequery", DEMO_SELECTOR))


def good_tls_caller(gateway, key):
    context = trusting()
    body = json.dumps(DEMO_SELECTOR)
    text = (f"POST /v1/codeactivequery HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()

    def ask():
        with context.wrap_socket(connect(gateway.public_url, "127.0.0.1")) as connection:
            connection.sendall(text)
            received = read_answers(connection, 1)
        return Answer(int(received[9:12] or 0), None, received)
    return GoodCaller(ask)


def trusting():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def soft_limit(pid):
    return int(re.search(r"Max open files\s+(\d+)", Path(f"/proc/{pid}/limits").read_text())[1])


def test_ten_thousand_idle_connections(world):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 12_000:
        pytest.skip(f"the hard limit of open files is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    gateway, key = started(world, server__connections=10_000, weixin__connections=64)
    allow_many_files()
    assert soft_limit(gateway.pid) == hard
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    memory = Memory(gateway)
    with Crowd(gateway.public_url).add(9_990, ANONYMOUS) as crowd, good_caller(gateway, key):
        assert all(answer.startswith(b"HTTP/1.1 401") for answer in crowd.read_all())
        memory.check(growth=9_990 * 10 / 1024, total=150)  # 10 KiB a connection, as app/memory_bound.cpp says
        wait_until(lambda: queue(gateway, "connections") >= 9_990, 10)
        assert gateway.metric("process_resident_memory_bytes") > 2**20
        assert gateway.metric("marketcode_memory_bound_bytes") > 9_990 * 2**13

        # More than there are places: the longest idle ones go.
        crowd.add(100, ANONYMOUS)
        assert all(crowd.first_bytes(connection) for connection in crowd.connections[-100:])
        assert sum(crowd.first_bytes(connection) == b"" for connection in crowd.connections[:60]) >= 50
    wait_until(lambda: gateway.metric("marketcode_connections_made_room_total") >= 90, 10)
    assert queue(gateway, "connections", "refusals_total") == 0


def test_idle_connections_over_tls(world, folder):
    private, chain = certificate(folder, "first")
    gateway, key = started(world, server__public__tls_certificate=str(chain), server__public__tls_key=str(private))
    with Crowd(gateway.public_url).add(50, ANONYMOUS, wrap=trusting()) as crowd:
        crowd.read_all()
    memory = Memory(gateway)
    with Crowd(gateway.public_url).add(1_000, ANONYMOUS, wrap=trusting()) as crowd, good_tls_caller(gateway, key):
        assert all(answer.startswith(b"HTTP/1.1 401") for answer in crowd.read_all())
        memory.check(growth=1_000 * 24 / 1024)  # 24 KiB a connection, as app/memory_bound.cpp says


def test_slow_requests_are_cut(world):
    gateway, key = started(world, server__read_ms=1000, server__write_ms=1000)
    post = b"POST /v1/codeactivequery HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer nobody\r\n"
    for greeting in (b"GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: ", post + b"Content-Length: 16000\r\n\r\n",
                     post + b"Transfer-Encoding: chunked\r\n\r\n3e80\r\n", b""):
        with Crowd(gateway.public_url).add(300, greeting) as crowd, good_caller(gateway, key):
            if greeting:
                crowd.drip(b"x", 6)
                assert all(answer[:12] in (b"", b"HTTP/1.1 408") for answer in crowd.read_all())
            else:
                crowd.wait_for_end(4)
    wait_until(lambda: queue(gateway, "connections") < 10, 10)


def test_answers_that_nobody_reads_are_cut(world):
    gateway, key = started(world, server__write_ms=1000)
    memory = Memory(gateway)

    def deaf(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(0.05)

    with Crowd(gateway.public_url) as crowd, good_caller(gateway, key):
        crowd.add(40, before=deaf)
        left = set(crowd.connections)
        end = time.monotonic() + 20
        while left:
            assert time.monotonic() < end, f"{len(left)} are still served"
            for connection in list(left):
                try:
                    connection.send(ANONYMOUS * 1_000)
                except TimeoutError:
                    pass
                except OSError:
                    left.discard(connection)
        memory.check(growth=40)


def test_answers_read_a_byte_at_a_time(world):
    gateway, key = started(world)
    body = json.dumps(DEMO_SELECTOR).encode()
    text = b"".join((b"POST /v1/codeactivequery HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ", key.encode(),
                     b"\r\nConnection: close\r\nContent-Length: ", str(len(body)).encode(), b"\r\n\r\n", body))
    with Crowd(gateway.public_url).add(20, text) as crowd, good_caller(gateway, key):
        for connection in crowd.connections:
            received = b""
            while more := connection.recv(1):
                received += more
            assert received.startswith(b"HTTP/1.1 200") and received.endswith(b"}")


def test_header_floods(world):
    gateway, key = started(world)
    floods = {
        "one long line": b"GET /v1/me HTTP/1.1\r\nX-Long: " + b"x" * 100_000,
        "a long target": b"GET /" + b"x" * 100_000,
        "many lines": b"GET /v1/me HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 101 + b"\r\n",
        "very many lines": b"GET /v1/me HTTP/1.1\r\nHost: x\r\n" + b"a:\r\n" * 20_000,
    }
    with good_caller(gateway, key):
        for name, flood in floods.items():
            with Crowd(gateway.public_url).add(50) as crowd:
                for connection in crowd.connections:
                    with contextlib.suppress(OSError):
                        connection.sendall(flood)
                answers = crowd.read_all()
                assert all(answer.startswith(b"HTTP/1.1 431") for answer in answers if answer), name
                assert sum(map(bool, answers)) >= 25, name
                crowd.wait_for_end(5)


def test_handshakes_left_half_way(world, folder):
    private, chain = certificate(folder, "first")
    gateway, key = started(world, server__public__tls_certificate=str(chain), server__public__tls_key=str(private),
                           server__handshakes=60, server__handshake_ms=3000)
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100)  # the beginning of a ClientHello
    with good_tls_caller(gateway, key):
        # One address: it gets no more than half.
        with Crowd(gateway.public_url).add(100, hello) as crowd:
            time.sleep(1)
            assert 25 <= crowd.count_open() <= 32
            crowd.wait_for_end(6)
        # Many: those that take longer than a second make room.
    with Crowd(gateway.public_url, per_address=2).add(58, hello) as crowd:
        time.sleep(1.1)
        crowd.add(40, hello)
        with good_tls_caller(gateway, key) as caller:
            wait_until(lambda: len(caller.answers) > 10, 10)
        crowd.wait_for_end(6)
    wait_until(lambda: gateway.metric("marketcode_connections_made_room_total") > 0, 7)
    assert queue(gateway, "handshakes", "refusals_total") > 0
    wait_until(lambda: queue(gateway, "handshakes") == 0, 7)


def test_pipelined_floods(world):
    gateway, key = started(world)
    memory = Memory(gateway)
    bodies = [json.dumps(selector).encode() for selector in (DEMO_SELECTOR, {"code_index": 0})]
    requests = [b"POST /v1/codeactivequery HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key.encode() +
                b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body for body in bodies]

    def flood(connection, number):
        pattern = [number >> bit & 1 for bit in range(8)] * 25
        threading.Thread(target=connection.sendall, args=(b"".join(requests[kind] for kind in pattern),)).start()
        received = read_answers(connection, len(pattern))
        assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [(b"200", b"400")[kind] for kind in pattern]

    with Crowd(gateway.public_url).add(20) as crowd, good_caller(gateway, key):
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(flood, crowd.connections, range(20)))
        with Crowd(gateway.public_url).add(20) as anonymous:
            for connection in anonymous.connections:
                threading.Thread(target=connection.sendall, args=(ANONYMOUS * 2_000,)).start()
            assert all(read_answers(connection, 2_000).count(b"HTTP/1.1 401") == 2_000
                       for connection in anonymous.connections)
    memory.check(growth=30)


def test_connections_that_come_and_go(world):
    gateway, key = started(world)
    over = time.monotonic() + 3
    made = []

    def churn(number):
        count = 0
        while time.monotonic() < over:
            connection = connect(gateway.public_url, address(number))
            if count % 3 == 1:
                connection.sendall(ANONYMOUS[:count % len(ANONYMOUS)])
            if count % 3 == 2:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset
            connection.close()
            count += 1
        made.append(count)

    memory = Memory(gateway)
    with good_caller(gateway, key), ThreadPoolExecutor(4) as pool:
        list(pool.map(churn, range(4)))
    assert sum(made) > 1_000
    wait_until(lambda: queue(gateway, "connections") < 5, 10)
    assert gateway.metric("process_open_fds") < 100
    memory.check(growth=30)


def test_one_address_cannot_take_all_connections(world):
    gateway, key = started(world, server__connections=100, server__connections_per_address=40)
    with Crowd(gateway.public_url, per_address=1_000).add(90, ANONYMOUS) as crowd, good_caller(gateway, key):
        statuses = [answer[9:12] for answer in crowd.read_all()]
        assert (statuses.count(b"401"), statuses.count(b"503")) == (40, 50)
        wait_until(lambda: queue(gateway, "connections_of_an_address") == 40, 7)
    wait_until(lambda: queue(gateway, "connections_of_an_address", "refusals_total") == 50, 7)
    assert "address_limit_reached" in gateway.log()


def test_a_trusted_proxy_may_take_all_connections(world):
    gateway, _ = started(world, server__connections=100, server__connections_per_address=5,
                         server__trusted_proxies=["127.0.1.0/24"])
    with Crowd(gateway.public_url, per_address=1_000).add(90, ANONYMOUS) as crowd:
        assert {answer[9:12] for answer in crowd.read_all()} == {b"401"}
