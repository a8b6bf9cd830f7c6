"""The tools of the tests themselves: a test that leans on them must be able to fail."""

import os
import signal
import subprocess
import sys
import textwrap

import psycopg2
import pytest

from lib.gateway import toml
from lib.process import Process
from lib.secrets import Secrets
from lib.waiting import wait_until

pytestmark = pytest.mark.plain_only

WRITES_ITS_ADDRESS = """
import json, os, sys, time
os.write(2, b"here I am\\n")
with open(sys.argv[1] + ".new", "w") as file:
    json.dump({"url": "http://127.0.0.1:1"}, file)
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(60)
"""


def test_waiting_ends_with_the_value_or_with_a_failure():
    answers = iter([0, None, "yes"])
    assert wait_until(lambda: next(answers)) == "yes"
    with pytest.raises(AssertionError, match="s in vain for the moon; it last said 0"):
        wait_until(lambda: 0, 0.1, "the moon")


def test_a_program_is_started_watched_and_killed(folder):
    program = Process("sleeper", folder)
    assert program.launch([sys.executable, "-c", WRITES_ITS_ADDRESS, program.address_file]) == {"url": "http://127.0.0.1:1"}
    assert program.alive()
    assert program.log() == "here I am\n"
    program.kill()
    assert not program.alive()
    assert program.wait() == -signal.SIGKILL


def test_a_program_that_ends_badly_is_reported_with_its_log(folder):
    program = Process("broken", folder)
    with pytest.raises(AssertionError, match="(?s)broken ended with status 3:.*out of luck"):
        program.launch(["sh", "-c", "echo out of luck >&2; exit 3"])
    program.spawn(["sh", "-c", "trap 'exit 4' TERM; echo ready; while :; do sleep 0.01; done"])
    wait_until(lambda: "ready" in program.log())
    with pytest.raises(AssertionError, match="broken ended with status 4"):
        program.stop()


def test_a_program_dies_with_the_test_that_started_it(folder):
    starter = textwrap.dedent(f"""
        import pathlib, sys, time
        sys.path.insert(0, {str(sys.path[0])!r})
        sys.path[:0] = {[path for path in sys.path if path.endswith("integration")]!r}
        from lib.process import Process
        program = Process("orphan", pathlib.Path({str(folder)!r}))
        program.spawn(["sleep", "60"])
        print(program.pid, flush=True)
        time.sleep(60)
        """)
    parent = subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True)
    orphan = int(parent.stdout.readline())
    wait_until(lambda: command_of(orphan) == "sleep")  # no more setpriv, which arranges for its end
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: gone(orphan), what="the orphan to end")


def command_of(pid):
    with open(f"/proc/{pid}/comm", encoding="utf-8") as name:
        return name.read().strip()


def gone(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def test_secrets_and_sanitizer_reports_are_found_in_logs():
    secrets = Secrets()
    assert secrets.plant("the key", "s3cret-value") == "s3cret-value"
    assert secrets.complaints_about("log", "all is well, status=200") == []
    assert secrets.complaints_about("log", "key=s3cret-value") == ["log holds a secret: the key"]
    assert secrets.complaints_about("log", "refreshtoken@@@" + "x" * 43) == ["log holds a secret: a refresh token"]
    assert secrets.complaints_about("log", "url?access_token=99_" + "aB-_" * 35) == ["log holds a secret: an access token"]
    for report in ("==1==ERROR: AddressSanitizer: heap-use-after-free", "WARNING: ThreadSanitizer: data race",
                   "a.cpp:1:2: runtime error: signed integer overflow"):
        assert "holds a sanitizer's report" in secrets.complaints_about("log", report)[0]


def test_settings_are_written_as_toml():
    assert toml({"development": True, "a.b": 'x"y', "c.d": 5, "e": None, "f": ["1", "2"]}) == (
        'development = true\na.b = "x\\"y"\nc.d = 5\nf = ["1", "2"]\n')


def test_postgres_has_the_three_roles_and_nothing_but_a_socket(postgres, empty_database):
    roles = postgres.rows("postgres", "SELECT rolname, rolsuper FROM pg_roles WHERE rolname LIKE 'marketcode%' ORDER BY 1")
    assert roles == [("marketcode_app", False), ("marketcode_auditor", False), ("marketcode_owner", False)]
    assert empty_database.value("SHOW listen_addresses") == ""
    assert empty_database.value("SHOW fsync") == "on"
    assert empty_database.value("SELECT current_user", role="marketcode_app") == "marketcode_app"
    assert os.stat(postgres.home).st_mode & 0o777 == 0o700


def test_postgres_stops_crashes_and_starts_again(postgres, empty_database):
    empty_database.rows("CREATE TABLE kept (x int)")
    empty_database.rows("INSERT INTO kept VALUES (7)")
    for end in (postgres.stop, postgres.crash):
        end()
        with pytest.raises(psycopg2.OperationalError):
            empty_database.rows("SELECT 1")
        postgres.start()
        assert empty_database.rows("SELECT x FROM kept") == [(7,)]


def test_postgres_sessions_can_be_ended(postgres, empty_database):
    with postgres.session(empty_database.name) as cursor:
        empty_database.terminate_sessions()
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT 1")
