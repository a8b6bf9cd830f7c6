"""The world of the integration tests (its fixtures, and its lib beside ours), and what faults need beyond it."""

import importlib.util
import json
import os
import random
import secrets
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
INTEGRATION = HERE.parent / "integration"
sys.path.insert(1, str(INTEGRATION))  # `lib` is both folders

specification = importlib.util.spec_from_file_location("integration_conftest", INTEGRATION / "conftest.py")
shared = importlib.util.module_from_spec(specification)
specification.loader.exec_module(shared)

from lib.house import Houses
from lib.report import Round, table, write

reported = []  # the rounds of this run
postgres, template, workspace = shared.postgres, shared.template, shared.workspace
pytest_collection_modifyitems = shared.pytest_collection_modifyitems


def pytest_addoption(parser):
    shared.pytest_addoption(parser)
    parser.addoption("--seed", default=os.environ.get("GATEWAY_FAULT_SEED"), help="repeats a run")
    parser.addoption("--rounds", type=int, default=200, help="rounds of the long test")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.seed = config.getoption("--seed") or secrets.token_hex(4)
    else:
        config.seed = config.workerinput["seed"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["seed"] = node.config.seed


def pytest_report_header(config):
    return f"seed of the faults: {config.seed} (again: --seed {config.seed})"


def pytest_runtest_logreport(report):
    if report.when == "call":
        reported.extend(Round(**json.loads(value)) for name, value in report.user_properties if name == "round")


def pytest_terminal_summary(terminalreporter, config):
    if reported:
        terminalreporter.section(f"faults, seed {config.seed}")
        terminalreporter.write_line(table(reported))
        write(HERE.parents[1] / ".local" / "faults.json", config.seed, reported)


@pytest.fixture
def chance(request):
    """Randomness that --seed repeats, another one for each test."""
    return random.Random(f"{request.config.seed} {request.node.nodeid}")


@pytest.fixture
def tell(record_property):
    """Puts a round into the report."""
    return lambda played: record_property("round", json.dumps(vars(played)))


@pytest.fixture(scope="module")
def houses(workspace, postgres, template):
    """The house of a module's rounds, see Houses."""
    with Houses(workspace, postgres, template) as houses:
        yield houses


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failed round shows the end of its programs' logs."""
    report = (yield).get_result()
    houses = item.funcargs.get("houses") if hasattr(item, "funcargs") else None
    if report.failed:
        report.sections.append(("to see it again", f"--seed {item.config.seed}"))
    if report.failed and houses and houses.last_folder:
        for log in sorted(houses.last_folder.glob("*.log")):
            report.sections.append((f"{log.name} (its end)", log.read_text(errors="replace")[-3000:]))
