"""Many connections at once that behave badly, each from a client address of its choice."""

import contextlib
import resource
import selectors
import socket
import ssl
import threading
import time
import urllib.parse
from pathlib import Path

from lib.paths import is_plain_build
from lib.world import DEMO_APPID


def allow_many_files():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def started(world, **settings):
    """A running gateway and a key that no rate limit holds up."""
    world.prepare(**settings)
    key = world.make_key(DEMO_APPID, "--rate", "100000", "--burst", "100000")
    return world.gateways[0].start(), key


def queue(gateway, name, what="length"):
    """What the metrics say of a queue; they look every 5 s."""
    return gateway.metric(f"marketcode_queue_{what}", queue=name)


def address(number):
    """A loopback address that no good caller has: 127.0.1.1, 127.0.1.2 …"""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def connect(url, source, timeout=10):
    parts = urllib.parse.urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=timeout, source_address=(source, 0))


def resident_mb(pid):
    """Memory of a process in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


class Memory:
    """How much more a program takes than at the beginning."""

    def __init__(self, gateway):
        self.pid = gateway.pid
        self.before = resident_mb(self.pid)

    def check(self, growth, total=None):
        """In MiB; returns the growth."""
        now = resident_mb(self.pid)
        if is_plain_build():
            assert now - self.before < growth, f"{self.before:.0f} MiB became {now:.0f}"
            assert total is None or now < total
        return now - self.before


def read_answers(connection, count):
    """So many answers, or what came before the connection ended."""
    received = b""
    with contextlib.suppress(OSError):
        while received.count(b"HTTP/1.1 ") < count or not complete(received):
            more = connection.recv(65536)
            if not more:
                break
            received += more
    return received


def complete(received):
    """The last answer in these bytes is there to its end."""
    head, found, body = received[received.rfind(b"HTTP/1.1 "):].partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    return bool(found) and len(body) >= length


class Crowd:
    """Connections spread over addresses; all are closed at the end."""

    def __init__(self, url, per_address=500):
        self.url = url
        self.per_address = per_address
        self.connections = []

    def add(self, count, greeting=b"", before=None, wrap=None):
        """`before(connection)`: called before anything is sent. `wrap`: an SSL context."""
        for _ in range(count):
            connection = connect(self.url, address(len(self.connections) // self.per_address))
            if before:
                before(connection)
            if wrap:
                connection = wrap.wrap_socket(connection)
            if greeting:
                connection.sendall(greeting)
            self.connections.append(connection)
        return self

    def read_all(self):
        """The first bytes of an answer from each; empty where the connection ended instead."""
        return [self.first_bytes(connection) for connection in self.connections]

    @staticmethod
    def first_bytes(connection):
        try:
            return connection.recv(65536)
        except OSError:
            return b""

    def drip(self, piece, seconds, every=0.05):
        """Sends `piece` on each, again and again, until all have been cut; fails when that takes too long. Returns
        how long the last one took."""
        begun = time.monotonic()
        left = set(self.connections)
        while left:
            assert time.monotonic() - begun < seconds, f"{len(left)} of {len(self.connections)} go on"
            for connection in list(left):
                try:
                    connection.sendall(piece)
                except OSError:
                    left.discard(connection)
            time.sleep(every)
        return time.monotonic() - begun

    def count_open(self):
        """How many the other side has not closed, of those that nothing is sent to."""
        with selectors.DefaultSelector() as selector:
            for connection in self.connections:
                selector.register(connection, selectors.EVENT_READ)
            return len(self.connections) - len(selector.select(0))

    def wait_for_end(self, seconds):
        """All of them are closed by the other side within that time, whatever is read from them until then."""
        with selectors.DefaultSelector() as selector:
            for connection in self.connections:
                selector.register(connection, selectors.EVENT_READ)
            end = time.monotonic() + seconds
            while selector.get_map():
                assert time.monotonic() < end, f"{len(selector.get_map())} are still open"
                for key, _ in selector.select(0.1):
                    if not self.first_bytes(key.fileobj):
                        selector.unregister(key.fileobj)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()


class GoodCaller:
    """Asks again and again while others misbehave: over a new connection each time, and over one that it keeps."""

    def __init__(self, ask, keep=None):
        self.questions = [ask, *([keep] if keep else [])]
        self.answers = []
        self.troubles = []
        self.slowest = 0.0
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(ask,), daemon=True) for ask in self.questions]

    def run(self, ask):
        while not self.over.is_set():
            begun = time.monotonic()
            try:
                status = ask().status
                self.answers.append(status)
                if status != 200:
                    self.troubles.append(status)
            except (OSError, ssl.SSLError) as error:
                self.troubles.append(repr(error))
            self.slowest = max(self.slowest, time.monotonic() - begun)
            time.sleep(0.02)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, kind, *_):
        end = time.monotonic() + 5
        while kind is None and len(self.answers) <= 5 and time.monotonic() < end:
            time.sleep(0.02)
        self.over.set()
        for thread in self.threads:
            thread.join(30)
        if kind is None:
            assert not self.troubles, self.troubles[:5]
            assert len(self.answers) > 5
            assert self.slowest < 5, f"a good caller waited {self.slowest:.1f} s"
