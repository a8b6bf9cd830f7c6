"""Master keys: rotated while a gateway runs, interrupted, finished, dropped."""

import contextlib
import json
import subprocess

import psycopg2
import pytest

from lib.crowd import GoodCaller
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR, make_master_key


@pytest.fixture
def keys(world, key, secrets):
    """The lines of the old and of the new master key; the gateway holds both by now, and seals under the old."""
    new = make_master_key(2)
    secrets.plant("the new master key", new.split()[1])
    gateway = world.gateways[0]
    assert gateway.query(key, DEMO_SELECTOR).status == 200  # so that there are tokens
    restart(gateway, f"{new}\n{world.master_key}")
    return world.master_key, new


def restart(gateway, master_keys):
    gateway.stop()
    gateway.environment["GATEWAY_MASTER_KEYS"] = master_keys
    return gateway.start()


def status(gateway):
    """Envelopes and state of each key."""
    return {key["id"]: (key["envelopes"], key["state"]) for key in json.loads(gateway.cli("keys", "status", "--json"))}


@contextlib.contextmanager
def held_rows(database, statement):
    connection = psycopg2.connect(database.owner_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            yield
    finally:
        connection.close()


def start_rotation(gateway):
    return subprocess.Popen(list(map(str, gateway.command("keys", "rotate"))), stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=gateway.environment)


def rotation_lines(world):
    return [record.line for record in world.audit.records("admin") if record["action"].startswith("master_key_rotation")]


def test_rotation_while_queries_go_on_and_after_a_kill(world, gateway, key, keys):
    old, new = keys
    restart(gateway, f"{old}\n{new}")
    before, _ = status(gateway)[1]
    assert before >= 5  # ticket, component token, both tokens, the day's key

    with GoodCaller(lambda: gateway.query(key, DEMO_SELECTOR)):
        with held_rows(world.database, "SELECT 1 FROM merchant_token FOR UPDATE"):
            rotation = start_rotation(gateway)
            try:
                wait_until(lambda: world.database.value(
                    "SELECT get_byte(ticket, 4) = 2 AND get_byte(token, 4) = 2 FROM platform"), 30, "the first rows")
            finally:
                rotation.kill()
                rotation.wait()
        envelopes, state = status(gateway)[1]
        assert (state, 0 < envelopes < before) == ("needed", True)

        table = gateway.cli("keys", "rotate")
        assert "it may be dropped" in table
        assert status(gateway)[1] == (0, "unused")
        assert status(gateway)[2][1] == "current"

    wait_until(lambda: len(rotation_lines(world)) == 3, 30, "the lines of the log")
    lines = rotation_lines(world)
    assert [line["action"] for line in lines] == [
        "master_key_rotation_begun", "master_key_rotation_begun", "master_key_rotation_ended"]
    assert lines[-1]["details"]["current"] == 2
    assert lines[0]["details"]["before"] == {"1": before} and set(lines[-1]["details"]["after"]) == {"2"}

    restart(gateway, new)
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    assert gateway.cli("check-config")


def test_a_key_that_is_needed_cannot_be_dropped(world, gateway, key, keys):
    old, new = keys
    gateway.stop()
    gateway.environment["GATEWAY_MASTER_KEYS"] = new
    for command in ("serve", "check-config"):
        done = gateway.run(command)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert "keys.master" in done.stderr and "master key 1" in done.stderr
    assert status(gateway)[1][1] == "missing"
    assert gateway.run("keys", "rotate").returncode == 1
    gateway.environment["GATEWAY_MASTER_KEYS"] = f"{old}\n{new}"
    gateway.cli("keys", "rotate")


def test_a_key_that_is_none_or_another_one_is_named_by_its_setting(world, gateway, key, keys):
    gateway.stop()
    for wrong in ("1 nothing-like-a-key", world.secrets.plant("another key", make_master_key())):
        gateway.environment["GATEWAY_MASTER_KEYS"] = wrong
        done = gateway.run("merchant", "suspend", DEMO_APPID, "--reason", "to write a line of the log")
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1
        assert "keys.master: master key" in done.stderr


def test_a_gateway_without_the_new_key_stops_a_rotation(world, gateway, key, keys):
    old, new = keys
    restart(gateway, old)
    gateway.environment["GATEWAY_MASTER_KEYS"] = f"{old}\n{new}"
    done = gateway.run("keys", "rotate")
    assert done.returncode == 1 and "without master key 2" in done.stderr
    assert status(gateway)[1][1] == "needed"


def test_a_key_that_a_gateway_seals_under_is_not_given_up(world, gateway, key, keys):
    old, new = keys  # the gateway holds both and seals under the old one
    gateway.environment["GATEWAY_MASTER_KEYS"] = f"{old}\n{new}"
    gateway.cli("keys", "rotate")
    assert status(gateway)[1] == (0, "sealing")
    restart(gateway, f"{old}\n{new}")
    assert status(gateway)[1] == (0, "unused")
