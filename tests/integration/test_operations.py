"""Starting, stopping, reloading: the program as its operator meets it."""

import json
import re
import signal
import socket
import ssl
import subprocess
import threading
import urllib.parse

from lib.waiting import wait_until
from lib.world import DEMO_SELECTOR


def certificate(folder, name, host="localhost"):
    key, chain = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", chain, "-days", "2", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName=DNS:{host},IP:127.0.0.1"], check=True, capture_output=True)
    return key, chain


def served_certificate(url):
    parts = urllib.parse.urlsplit(url)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as plain:
        with context.wrap_socket(plain) as connection:
            return connection.getpeercert(binary_form=True)


def exchange(url, text, count, timeout=10):
    """Sends bytes as they are and reads so many answers, or as many as come; their status codes."""
    parts = urllib.parse.urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=timeout) as connection:
        connection.sendall(text.encode())
        received = b""
        while received.count(b"HTTP/1.1 ") < count:
            more = connection.recv(65536)
            if not more:
                break
            received += more
    return re.findall(r"HTTP/1\.1 (\d{3})", received.decode(errors="replace"))


def test_tls_and_a_new_certificate_by_sighup(world, folder):
    key = world.prepare()
    gateway = world.gateways[0]
    private, chain = certificate(folder, "first")
    gateway.configure(server__public__tls_certificate=str(chain), server__public__tls_key=str(private))
    gateway.start()
    assert gateway.public_url.startswith("https://")
    answer = subprocess.run(
        ["curl", "-sS", "--cacert", chain, "-H", f"Authorization: Bearer {key}", "-d", json.dumps(DEMO_SELECTOR),
         f"{gateway.public_url}/v1/codeactivequery"], capture_output=True, text=True, timeout=20, check=True)
    assert json.loads(answer.stdout)["active"] is True

    before = served_certificate(gateway.public_url)
    new_private, new_chain = certificate(folder, "second")
    new_private.replace(private)
    new_chain.replace(chain)
    gateway.signal(signal.SIGHUP)
    wait_until(lambda: served_certificate(gateway.public_url) != before, 5)

    good = served_certificate(gateway.public_url)
    chain.write_text("nonsense")
    gateway.signal(signal.SIGHUP)
    wait_until(lambda: "reload_refused" in gateway.log(), 5)
    assert served_certificate(gateway.public_url) == good


def test_a_stop_finishes_what_runs_and_seals_the_log(world, gateway, key):
    world.simulator.fault("delay", delay_ms=1500)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(gateway.query(key, DEMO_SELECTOR)))
    asking.start()
    wait_until(lambda: len(world.simulator.queries()) == 1, 5)
    gateway.signal(signal.SIGTERM)
    asking.join(10)
    assert answers[0].status == 200
    assert gateway.wait(10) == 0
    assert world.database.rows("SELECT DISTINCT state FROM audit_stream") == [("sealed",)]
    assert world.database.value("SELECT count(*) FROM audit_intent") == 0
    assert world.database.value("SELECT count(*) FROM gateway_instance WHERE stopped_at IS NULL") == 0


def test_intents_that_a_long_stream_left_are_dropped_afterwards(world, gateway, key):
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    gateway.stop()
    world.database.rows("INSERT INTO audit_intent SELECT id, 0, 1, '{}' FROM audit_stream")
    gateway.start()
    wait_until(lambda: world.database.value("SELECT count(*) FROM audit_intent") == 0)


def test_pipelined_queries_are_answered_in_order(world, gateway, key):
    bodies = ['{"code":"044GZ*J10"}', '{"code_index":0}', '{"application_id":581865877,"code_index":0}']
    text = "".join(f"POST /v1/codeactivequery HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies)
    statuses = exchange(gateway.public_url, text, 3)
    assert statuses == ["200", "400", "200"]


def test_smuggling_is_refused_and_the_connection_closed(world, gateway, key):
    smuggled = "POST /v1/codeactivequery HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    for headers in ("Transfer-Encoding: chunked, identity", "Transfer-Encoding: gzip, chunked",
                    "Content-Length: 4\r\nTransfer-Encoding: chunked", "Content-Length: 4\r\nContent-Length: 4",
                    "Host: y\r\nContent-Length: 4", "Transfer-Encoding : chunked"):
        text = f"POST /v1/codeactivequery HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n0\r\n\r\n{smuggled}"
        assert exchange(gateway.public_url, text, 2) == ["400"], headers
    assert world.audit.queries() == []


def test_logs_as_json_are_one_object_a_line(world):
    key = world.prepare(log__format="json")
    gateway = world.gateways[0].start()
    gateway.query(key, DEMO_SELECTOR)
    gateway.stop()
    lines = [line for line in gateway.log().splitlines() if line.startswith("{")]
    events = [json.loads(line)["event"] for line in lines]
    assert "listening" in events and "stopped" in events


def test_metrics_count_what_happened(gateway, key):
    for _ in range(3):
        gateway.query(key, DEMO_SELECTOR)
    gateway.query(key, {"code_index": 0})
    route = "/v1/codeactivequery"
    assert gateway.metric("marketcode_requests_total", route=route, status="200") == 3
    assert gateway.metric("marketcode_requests_total", route=route, status="400", code="selector_invalid") == 1
    assert gateway.metric("marketcode_upstream_calls_total", result="0") == 3
    assert gateway.metric("marketcode_audit_commit_seconds_count") > 0
