"""What the tests are given. One PostgreSQL a worker; a fresh database, simulator and gateways a test."""

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from lib.gateway import Gateway
from lib.paths import sanitizer
from lib.postgres import Postgres
from lib.secrets import Secrets
from lib.simulator import Simulator
from lib.world import World, make_master_key


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="also run the tests that take minutes")


def pytest_collection_modifyitems(config, items):
    unwanted = set() if config.getoption("--long") else {"long"}
    unwanted |= {"": set(), "thread": {"plain_only", "single_threaded"}}.get(sanitizer(), {"plain_only"})
    config.hook.pytest_deselected(items=[item for item in items if is_marked(item, unwanted)])
    items[:] = [item for item in items if not is_marked(item, unwanted)]


def is_marked(item, names):
    return any(item.get_closest_marker(name) for name in names)


def roomy_memory():
    """Where a database is not slowed down by a busy disk, if there is such a place."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return memory if roomy else None


@pytest.fixture(scope="session")
def workspace():
    """The worker's folder; the server's user may pass through it."""
    folder = Path(tempfile.mkdtemp(prefix="marketcode-test-", dir=roomy_memory()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(workspace):
    server = Postgres(workspace)
    server.start()
    yield server
    server.release()


@pytest.fixture(scope="session")
def template(postgres, workspace):
    """The name of a database with the project's schema, to be copied."""
    database = postgres.create_database()
    secrets = {"GATEWAY_MASTER_KEYS": make_master_key(), "GATEWAY_COMPONENT_SECRET": "not used here"}
    settings = {"platform.component_appid": "wx0000000000000000"}
    Gateway(workspace, database, secrets, settings, "migrate").cli("migrate")
    return database.name


@pytest.fixture
def empty_database(postgres):
    yield postgres.create_database()
    postgres.start()  # a test may have stopped it


@pytest.fixture
def database(postgres, template):
    """Migrated, of this test alone."""
    yield postgres.create_database(template)
    postgres.start()


@pytest.fixture
def folder(workspace, request):
    """Files of this test: configurations, logs. They stay until the worker ends."""
    name = re.sub(r"\W", "_", request.node.name.removeprefix("test_"))[:20]  # short: sockets may lie in it
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=workspace))


@pytest.fixture
def secrets():
    return Secrets()


@pytest.fixture
def simulator(folder, request):
    """With the demo world, strict."""
    server = Simulator(folder).start()
    yield server
    server.stop()
    server.release()


@contextlib.contextmanager
def opened(folder, database, simulator, secrets):
    """A world with nothing in it yet: see World.prepare(). At the end everything has to stop well, no log may hold a
    secret or a sanitizer's report, the simulator may have found nothing unusual, the audit log may have no gap."""
    world = World(folder, database, simulator, secrets)
    yield world
    complaints = world.stop()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def world(folder, database, simulator, secrets):
    with opened(folder, database, simulator, secrets) as world:
        yield world


@pytest.fixture(scope="module")
def shared(workspace, postgres, template, request):
    """One world with a running gateway for the tests of a module that do not disturb each other: each brings a
    merchant of its own."""
    folder = Path(tempfile.mkdtemp(prefix=f"{request.module.__name__}-", dir=workspace))
    simulator = Simulator(folder).start()
    with opened(folder, postgres.create_database(template), simulator, Secrets()) as world:
        world.gateway()
        world.set_ticket()
        world.gateways[0].start()
        yield world


@pytest.fixture
def key(world):
    """The usual world with its gateway running: the API key of the demo merchant."""
    key = world.prepare()
    world.gateways[0].start()
    return key


@pytest.fixture
def gateway(world, key):
    return world.gateways[0]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failed test shows the end of its programs' logs."""
    outcome = yield
    report = outcome.get_result()
    folder = item.funcargs.get("folder") if hasattr(item, "funcargs") else None
    if report.failed and folder:
        for log in sorted(folder.glob("*.log")):
            text = log.read_text(errors="replace")
            if text:
                report.sections.append((f"{log.name} (its end)", text[-4000:]))
