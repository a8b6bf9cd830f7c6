"""The repository's scripts where they decide something."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import psycopg2
import pytest

from lib.paths import ROOT
from lib.waiting import wait_until

pytestmark = pytest.mark.plain_only

POSTGRES = ROOT / "scripts" / "postgres"


def bash(script, **environment):
    """Runs lines of bash with the libraries of scripts/lib at hand."""
    head = f'set -euo pipefail; cd "{ROOT}/scripts/lib"; . ./common.sh; '
    return subprocess.run(["bash", "-c", head + script, "script"], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **environment})


def postgres(*words):
    return subprocess.run([POSTGRES, *words], capture_output=True, text=True, timeout=60)


@pytest.fixture
def server(folder):
    """A folder for a server of this test; stopped and removed afterwards."""
    folder.chmod(0o755)
    directory = folder / "pg"
    yield directory
    postgres("stop", directory, "immediate")
    if directory.is_symlink():
        subprocess.run(["rm", "-rf", directory.resolve()], check=True)


def test_a_second_start_finds_the_server_that_runs(server):
    homes = [postgres("start", server).stdout for _ in range(2)]
    assert homes[0] == homes[1] == f"{server}\n"
    assert "runs as process" in postgres("status", server).stdout
    assert postgres("stop", server).returncode == 0
    assert postgres("status", server).returncode == 3


def test_a_killed_server_and_the_file_it_left_do_not_hinder_the_next(server):
    postgres("start", server)
    pid = int((server / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: postgres("status", server).returncode == 3)
    assert (server / "data" / "postmaster.pid").exists()
    assert postgres("start", server).returncode == 0
    assert postgres("status", server).returncode == 0


def test_a_stale_file_that_names_another_process_does_not_hinder_a_start(server):
    postgres("start", server)
    postgres("stop", server)
    other = subprocess.Popen(["bash", "-c", f'. "{ROOT}/scripts/lib/postgres.sh"; postgres_as_user sleep 60'])
    (server / "data" / "postmaster.pid").write_text(f"{other.pid}\n{server}/data\n1\n5432\n{server}\n\n 1 1\nready\n")
    try:
        assert postgres("start", server).returncode == 0
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_path_too_long_for_a_socket_leads_elsewhere(folder):
    folder.chmod(0o755)
    directory = folder / ("x" * 100) / "pg"
    try:
        home = postgres("start", directory).stdout.strip()
        assert home.startswith("/var/tmp/marketcode-gateway.")
        assert str(directory.resolve()) == home
        assert postgres("start", directory).stdout.strip() == home
    finally:
        postgres("stop", directory, "immediate")
        subprocess.run(["rm", "-rf", directory.resolve()], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="for an ordinary user the server's user is the user")
def test_a_folder_the_servers_user_cannot_enter_leads_elsewhere(folder):
    folder.chmod(0o700)
    directory = folder / "pg"
    try:
        home = postgres("start", directory).stdout.strip()
        assert home.startswith("/var/tmp/marketcode-gateway.")
    finally:
        postgres("stop", directory, "immediate")
        subprocess.run(["rm", "-rf", directory.resolve()], check=True)


def test_a_url_holds_any_path(folder):
    odd = folder / "a b'c%d"
    folder.chmod(0o755)
    try:
        home = postgres("start", odd).stdout.strip()
        url = bash('. ./postgres.sh; postgres_url "$HOME_OF" marketcode marketcode_app', HOME_OF=home).stdout.strip()
        with psycopg2.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("marketcode_app",)
        connection.close()
    finally:
        postgres("stop", odd, "immediate")


def test_a_server_that_cannot_start_says_why(server):
    postgres("start", server)
    postgres("stop", server)
    with open(server / "data" / "postgresql.conf", "a", encoding="utf-8") as conf:
        conf.write("bogus = 1\n")
    done = postgres("start", server)
    assert done.returncode == 1
    assert 'unrecognized configuration parameter "bogus"' in done.stderr
    assert done.stderr.splitlines()[-1].startswith("postgres: PostgreSQL does not start (its log: ")


def test_installed_packages_cost_next_to_nothing():
    started = time.monotonic()
    done = bash('. ./packages.sh; packages_ensure "${packages_run[@]}" "${packages_test[@]}"')
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - started < 5


def test_packages_that_cannot_be_had_are_named(folder):
    script = """. ./packages.sh
        packages_no_system_cluster() { :; }
        packages_apt() { echo 'E: Unable to locate package'; [ "$1" = update ]; }
        packages_ensure bash no-such-package-here"""
    done = bash(script, GATEWAY_LOCAL_DIR=str(folder))
    assert done.returncode == 1
    assert done.stdout.startswith("installing 1 packages: no-such-package-here\n")
    assert "E: Unable to locate package" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("script: cannot install no-such-package-here (all of it: ")


@pytest.mark.parametrize("word", ["--sanitiser", "extra"])
@pytest.mark.parametrize("script", ["run", "test"])
def test_unknown_words_are_refused(script, word):
    done = subprocess.run([ROOT / "scripts" / script, word], capture_output=True, text=True, timeout=10)
    assert done.returncode == 2
    assert done.stderr.startswith(f"usage: {script} [--")


def tally(folder, **suites):
    files = []
    for name, content in suites.items():
        path = folder / "dev" / "results" / f"{name}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_text(f"<testsuite>{textwrap.dedent(content)}</testsuite>")
        files.append(path)
    done = subprocess.run([sys.executable, "-B", ROOT / "scripts/lib/tally.py", *files], capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()


DOCTEST = """<testcase name="unit_x" classname="unit_x" status="{status}">{failure}<system-out>[doctest] test cases:  {total} |
 {passed} passed | {failed} failed | 0 skipped</system-out></testcase>""".replace("|\n", "|")


def test_the_tally_counts_doctest_cases_and_the_rest_one_by_one(folder):
    status, said = tally(
        folder, ctest=DOCTEST.format(status="run", failure="", total=12, passed=12, failed=0) + '<testcase name="arch_y"/>',
        pytest='<testcase name="test_a"/><testcase name="test_b"/>')
    assert (status, said) == (0, ["15 passed, 0 failed"])


def test_the_tally_shows_what_failed(folder):
    failure = '<failure message=""/>'
    status, said = tally(
        folder, ctest=DOCTEST.format(status="fail", failure=failure, total=12, passed=10, failed=2),
        pytest='<testcase classname="test_m" name="test_a"><failure message="boom">where it broke</failure></testcase>')
    assert (status, said[-1]) == (1, "10 passed, 3 failed")
    assert "--- dev ctest: unit_x" in said
    assert "--- dev pytest: test_m test_a" in said
    assert "where it broke" in said


@pytest.mark.parametrize("case, line", [
    (DOCTEST.format(status="fail", failure="<failure/>", total=3, passed=3, failed=0), "3 passed, 1 failed"),  # a leak at exit
    (DOCTEST.format(status="run", failure="", total=0, passed=0, failed=0), "0 passed, 1 failed"),
    ('<testcase name="unit_x"><failure/><system-out>Segmentation fault</system-out></testcase>', "0 passed, 1 failed"),
    (None, "0 passed, 1 failed"),
    ("", "0 passed, 1 failed"),
])
def test_the_tally_is_not_fooled(folder, case, line):
    status, said = tally(folder, ctest=case)
    assert (status, said[-1]) == (1, line)
