"""Clocks that are stepped while everything runs: PostgreSQL's, by which leases and streams live, and a gateway's."""

import os
from pathlib import Path

import pytest

from lib.fault import cases, fault
from lib.gateway import Gateway
from lib.house import Houses
from lib.paths import is_plain_build
from lib.postgres import Postgres
from lib.rounds import play, warm_up
from lib.world import make_master_key

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
STEPS = ("+3h", "-2h", "+2d")


class Hands:
    """Of a clock that processes go by which were started with `environment`. Their steady time stays what it is."""

    def __init__(self, file):
        self.file = file
        self.turn("+0")
        self.environment = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}

    def turn(self, offset):
        following = self.file.with_suffix(".new")
        following.write_text(offset + "\n")
        following.chmod(0o644)
        os.replace(following, self.file)  # nobody reads half of it


@pytest.fixture(scope="module")
def server(workspace):
    server = Postgres(workspace / "clock")
    server.folder.mkdir()
    server.hands = Hands(server.folder / "hands")
    server.environment = server.hands.environment
    server.start()
    yield server
    server.release()


@pytest.fixture(scope="module")
def houses(workspace, server):
    database = server.create_database()
    secrets = {"GATEWAY_MASTER_KEYS": make_master_key(), "GATEWAY_COMPONENT_SECRET": "not used here"}
    Gateway(server.folder, database, secrets, {"platform.component_appid": "wx0000000000000000"}, "migrate").cli("migrate")
    with Houses(workspace, server, database.name) as houses:
        yield houses


def step(name, offset, hands_of, **more):
    def inject(house, chance):
        hands_of(house).turn(offset)
        yield
        hands_of(house).turn("+0")

    inject.__name__ = f"{name}_clock_{'ahead' if offset[0] == '+' else 'back'}_{offset[1:]}"
    return fault(hold=(0.5, 3), **more)(inject)


DATABASE = [step("database", offset, lambda house: house.server.hands, quick=offset != "+2d") for offset in STEPS]


@pytest.mark.parametrize("fault", cases(DATABASE))
def test_no_call_is_lost_when(fault, houses, chance, tell):
    with houses.lent(gateways=2) as house:
        tell(play(house, fault, chance))


def gateway_hands(house):
    return house.gateways[0].hands


GATEWAY = [step("gateway", offset, gateway_hands, quick=offset != "+2d") for offset in STEPS]


@pytest.mark.skipif(not is_plain_build(), reason="the sanitizers' runtime has to be the first library of a program")
@pytest.mark.parametrize("fault", cases(GATEWAY))
def test_no_call_is_lost_and_no_token_renewed_in_vain_when(fault, houses, chance, tell):
    with houses.lent(gateways=2) as house:
        gateway = house.gateways[0]
        if not hasattr(gateway, "hands"):
            gateway.hands = Hands(house.world.folder / "hands")
            gateway.environment |= gateway.hands.environment
            gateway.stop()
            gateway.start()
        if house.footprint is None:
            warm_up(house)
        before = refreshes(house)
        tell(play(house, fault, chance))
        assert refreshes(house) == before


def refreshes(house):
    return len(house.simulator.ledger(path="/cgi-bin/component/api_authorizer_token"))
