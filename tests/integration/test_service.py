"""As a service: what the service manager is told, what SIGHUP changes, and a restart that nobody notices."""

import contextlib
import random
import signal
import socket
import threading

import pytest
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR


class Manager:
    """The socket that systemd gives a service of Type=notify."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(20)

    def next(self):
        return dict(line.split("=", 1) for line in self.socket.recv(4096).decode().splitlines())

    def until(self, member):
        while True:
            told = self.next()
            if member in told:
                return told


@pytest.fixture
def manager(folder):
    made = Manager(folder)
    yield made
    made.socket.close()


def test_the_service_manager_is_told(world, manager):
    world.prepare()
    gateway = world.gateways[0]
    gateway.environment |= {"NOTIFY_SOCKET": manager.path}
    gateway.start()
    assert manager.until("READY")["READY"] == "1"
    gateway.signal(signal.SIGHUP)
    assert int(manager.until("RELOADING")["MONOTONIC_USEC"]) > 0
    assert manager.until("READY")["READY"] == "1"
    gateway.signal(signal.SIGTERM)
    assert manager.until("STOPPING")["STOPPING"] == "1"
    assert gateway.wait() == 0


def test_the_watchdog_is_fed_as_long_as_all_loops_turn(world, manager):
    world.prepare()
    gateway = world.gateways[0]
    gateway.environment |= {"NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "200000"}
    gateway.start()
    for _ in range(3):
        assert manager.until("WATCHDOG")["WATCHDOG"] == "1"


def test_sighup_changes_limits_without_dropping_a_connection(world):
    key = world.prepare(query__in_flight=100, query__in_flight_per_merchant=50)
    gateway = world.gateways[0].start()
    with gateway.caller(key) as kept:
        assert kept.get("/v1/me").status == 200
        local = kept.connection.sock.getsockname()

        gateway.configure(query__deadline_ms=300, server__trusted_proxies=["127.0.0.0/8"], log__level="warn",
                          server__loops=3)
        gateway.signal(signal.SIGHUP)
        wait_until(lambda: "restart_needed settings=server.loops" in gateway.log())
        world.simulator.fault("delay", delay_ms=2000)
        late = kept.post("/v1/codeactivequery", DEMO_SELECTOR, headers={"X-Forwarded-For": "192.0.2.7"})
        assert late.status == 504
        assert kept.connection.sock.getsockname() == local
        # The proxy is trusted now, and what it says of the client stands in the log.
        assert client_of(world, late) == "192.0.2.7"
        # Lines of the level info come no more.
        assert "reloaded" not in gateway.log()

        # A bad file is refused whole, also what is good in it.
        lines = len(gateway.log().splitlines())
        gateway.configure(query__deadline_ms=5000, log__level="loud")
        gateway.signal(signal.SIGHUP)
        wait_until(lambda: "reload_refused" in gateway.log())
        assert "log.level" in "".join(gateway.log().splitlines()[lines:])
        world.simulator.fault("delay", delay_ms=2000)
        assert kept.post("/v1/codeactivequery", DEMO_SELECTOR).status == 504
        assert kept.connection.sock.getsockname() == local

        gateway.configure(query__deadline_ms=5000, log__level="info")
        gateway.signal(signal.SIGHUP)
        wait_until(lambda: "reloaded" in gateway.log())
        world.simulator.fault("delay", delay_ms=600)
        assert kept.post("/v1/codeactivequery", DEMO_SELECTOR).status == 200


def client_of(world, answer):
    """The client's address as the log's index has it."""
    stream, seq = answer.headers["X-Audit-Id"].split("/")
    return world.database.value("SELECT host(client) FROM audit_record WHERE stream = %s AND seq = %s",
                                (int(stream, 16), int(seq)))


def free_port():
    """Below the range from which the system gives ports to others meanwhile."""
    while True:
        with socket.socket() as probe:
            port = random.randrange(20_000, 32_000)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port


def test_without_share_port_nobody_joins_a_port(world):
    world.prepare()
    first = world.gateways[0].start()
    port = int(first.public_url.rsplit(":", 1)[1])
    second = world.gateway(server__public__port=port)
    refused = second.run("serve")
    assert refused.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in refused.stderr
    assert world.database.value("SELECT count(*) FROM gateway_instance") == 1


class Load:
    """Queries without a pause, over kept connections and over one for each; notes what went wrong."""

    def __init__(self, gateway, key):
        self.over = threading.Event()
        self.failures = []
        self.done = 0
        self.threads = [threading.Thread(target=self.ask, args=(gateway, key, kept)) for kept in (True,) * 4 + (False,) * 4]
        for thread in self.threads:
            thread.start()

    def ask(self, gateway, key, kept):
        caller = gateway.caller(key)
        while not self.over.is_set():
            try:
                answer = caller.post("/v1/codeactivequery", DEMO_SELECTOR)
                if answer.status != 200:
                    self.failures.append((answer.status, answer.text))
                self.done += 1
            except OSError as error:
                self.failures.append(repr(error))
            if not kept:
                caller.close()
        caller.close()

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join(20)


def test_a_restart_under_load_fails_no_request(world):
    ports = {"server__public__port": free_port(), "server__console__port": free_port(), "server__ops__port": free_port(),
             "server__share_port": True,
             "server__leave_ms": 500, "log__level": "info"}
    world.prepare(**ports)
    key = world.make_key(DEMO_APPID, "--rate", "100000", "--burst", "100000")
    running = world.gateways[0].start()
    load = Load(running, key)
    try:
        for _ in range(4):
            successor = world.gateway(**ports).start()
            asked = load.done
            wait_until(lambda asked=asked: load.done > asked + 20)
            running.stop()
            running = successor
            asked = load.done
            wait_until(lambda asked=asked: load.done > asked + 20)
    finally:
        load.end()
    assert load.failures == []
    # Every one of them served, and each query is on record once.
    per_instance = dict(world.database.rows("SELECT owner, sum(size) FROM audit_stream GROUP BY owner"))
    assert len(per_instance) == 5 and all(per_instance.values())
    assert len(world.audit.queries()) == len(world.simulator.queries()) == load.done
