"""What happens to PostgreSQL."""

import contextlib
import os
import signal
import time
from pathlib import Path

from lib.fault import fault
from lib.waiting import wait_until


@fault()
def postgres_crashed(house, chance):
    house.server.crash()
    yield
    house.server.start()


@fault(quick=False)
def postmaster_killed(house, chance):
    """Its children notice by themselves, a moment later."""
    os.kill(postmaster(house), signal.SIGKILL)
    yield
    house.server.start()


@fault(hold=(0.2, 4))
def postgres_frozen(house, chance):
    """All of it, as by a paused machine: connections stand and nothing answers."""
    with frozen([postmaster(house), *children(postmaster(house))]):
        yield


@fault(hold=(0.2, 4), quick=False)
def some_sessions_frozen(house, chance):
    with frozen(chance.sample(sessions(house), 2)):
        yield


@fault(hold=(0, 0))
def sessions_terminated(house, chance):
    """At random, one after the other."""
    for _ in range(12):
        with contextlib.suppress(IndexError):  # all are away at the moment
            house.server.rows("postgres", "SELECT pg_terminate_backend(%s)", (chance.choice(sessions(house)),))
        time.sleep(chance.uniform(0, 0.1))
    yield


@fault(hold=(0, 0.1), quick=False)
def a_session_killed(house, chance):
    """PostgreSQL then ends all others and recovers."""
    os.kill(chance.choice(sessions(house)), signal.SIGKILL)
    yield
    wait_until(lambda: takes_sessions(house), 60, "PostgreSQL to recover")


@fault(hold=(0.1, 4))
def synchronous_standby_missing(house, chance):
    """No commit is ever confirmed."""
    house.server.rows("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    house.server.rows("postgres", "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        house.server.rows("postgres", "ALTER SYSTEM RESET synchronous_standby_names")
        house.server.rows("postgres", "SELECT pg_reload_conf()")


def postmaster(house):
    return int((Path(house.server.home) / "data" / "postmaster.pid").read_text().split()[0])


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def sessions(house):
    """The gateways'; the tests' own are the superuser's."""
    return [row[0] for row in house.server.rows(
        "postgres", "SELECT pid FROM pg_stat_activity WHERE datname = %s AND usename = 'marketcode_app'",
        (house.world.database.name,))]


def takes_sessions(house):
    with contextlib.suppress(Exception):
        return house.server.rows("postgres", "SELECT 1")


@contextlib.contextmanager
def frozen(processes):
    for pid in processes:
        send(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in processes:
            send(pid, signal.SIGCONT)


def send(pid, number):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


FAULTS = [postgres_crashed, postmaster_killed, postgres_frozen, some_sessions_frozen, sessions_terminated,
          a_session_killed, synchronous_standby_missing]
