"""A disk that is full: PostgreSQL lives on a small file system of its own."""

import os
import subprocess

import pytest

from lib.fault import fault
from lib.gateway import Gateway
from lib.house import Houses
from lib.postgres import Postgres
from lib.rounds import play
from lib.world import make_master_key

SIZE = 160  # MiB; a new cluster takes about 60


@pytest.fixture(scope="module")
def small_disk(workspace):
    place = workspace / "small"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can make a file system to fill")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "tmpfs", place], capture_output=True,
                             text=True)
    if mounted.returncode != 0:
        pytest.skip(f"no file system to fill: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture(scope="module")
def houses(workspace, small_disk):
    server = Postgres(small_disk)
    server.start()
    database = server.create_database()
    secrets = {"GATEWAY_MASTER_KEYS": make_master_key(), "GATEWAY_COMPONENT_SECRET": "not used here"}
    Gateway(small_disk, database, secrets, {"platform.component_appid": "wx0000000000000000"}, "migrate").cli("migrate")
    with Houses(workspace, server, database.name) as houses:
        yield houses
    server.release()


@fault(hold=(0.5, 5))
def disk_full(house, chance):
    filler = house.server.folder / "filler"
    with open(filler, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65536))
        except OSError:
            pass
    yield
    filler.unlink()
    house.server.start()  # it may have given up


@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)])
def test_no_call_is_lost_when_the_disk_is_full(houses, turn, chance, tell):
    with houses.lent() as house:
        tell(play(house, disk_full, chance))
