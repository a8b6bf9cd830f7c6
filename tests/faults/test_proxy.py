"""The proxy does what the rounds rely on."""

import socket
import threading
import time

import pytest

from lib.proxy import DOWN, UP, Proxy


@pytest.fixture
def proxy():
    """In front of a server that answers every connection with what it is told."""
    listening = socket.create_server(("127.0.0.1", 0))

    def echo(connection):
        try:
            while data := connection.recv(4096):
                connection.sendall(data)
        except OSError:
            pass  # reset by a test
        connection.close()

    def accept():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=echo, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    proxy = Proxy(listening.getsockname())
    yield proxy
    proxy.close()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


@pytest.fixture
def client(proxy):
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client:
        assert exchange(client, b"hello") == b"hello"
        yield client


def exchange(client, data):
    client.sendall(data)
    received = b""
    while len(received) < len(data):
        received += client.recv(4096)
    return received


@pytest.mark.parametrize("way", [UP, DOWN])
def test_what_was_stalled_arrives_afterwards(proxy, client, way):
    proxy.stall(way)
    client.sendall(b"lost?")
    client.settimeout(0.1)
    with pytest.raises(TimeoutError):
        client.recv(10)
    proxy.flow()
    client.settimeout(10)
    assert client.recv(10) == b"lost?"


def test_a_reset_ends_connections_and_takes_new_ones(proxy, client):
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        client.recv(10)
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as again:
        assert exchange(again, b"again") == b"again"


def test_nothing_is_taken_while_it_refuses(proxy, client):
    proxy.refuse()
    with pytest.raises(ConnectionResetError):
        client.recv(10)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", proxy.port), timeout=10)
    proxy.flow()
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as again:
        assert exchange(again, b"again") == b"again"


def test_slowness_counts_for_every_piece(proxy, client):
    proxy.slow_down(DOWN, 2, 0.02)
    begun = time.monotonic()
    assert exchange(client, b"0123456789") == b"0123456789"
    assert time.monotonic() - begun >= 5 * 0.02


def test_the_end_of_a_connection_is_passed_on(client):
    client.shutdown(socket.SHUT_WR)
    assert client.recv(10) == b""
