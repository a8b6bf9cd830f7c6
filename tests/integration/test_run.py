"""./scripts/run as a newcomer uses it, in a .local of its own."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess

import pytest

from lib.paths import BUILD, ROOT
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR

pytestmark = pytest.mark.plain_only


class Run:
    def __init__(self, local):
        self.local = local
        self.environment = {**os.environ, "GATEWAY_LOCAL_DIR": str(local), "GATEWAY_PRESET": BUILD.name}
        self.output = local / "output"
        self.running = None

    def once(self, **environment):
        return subprocess.run([ROOT / "scripts" / "run", "--once"], capture_output=True, text=True, timeout=100,
                              env=self.environment | environment)

    def start(self):
        """Returns what .local/demo.json says when it is up."""
        with open(self.output, "w", encoding="utf-8") as output:
            # The tests themselves may run where Ctrl-C is ignored, as shells do in the background.
            self.running = subprocess.Popen([ROOT / "scripts" / "run"], stdout=output, stderr=output,
                                            env=self.environment, start_new_session=True,
                                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        wait_until(lambda: "Ctrl-C stops everything." in self.output.read_text() or self.running.poll() is not None, 60)
        assert self.running.poll() is None, self.output.read_text()
        return json.loads((self.local / "demo.json").read_text())

    def end(self, number, seconds=30):
        """Sends a signal to the script alone; its exit status."""
        self.running.send_signal(number)
        return self.running.wait(seconds)

    def left_over(self):
        """Processes that have to do with this .local, by their command lines."""
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    with open(f"/proc/{entry}/cmdline", encoding="utf-8", errors="replace") as file:
                        line = file.read().replace("\0", " ")
                except OSError:
                    continue
                if str(self.local) in line:
                    found.append(line)
        return found


@pytest.fixture
def run(folder):
    folder.chmod(0o755)
    run = Run(folder / "local")
    run.local.mkdir(mode=0o755)
    yield run
    if run.running and run.running.poll() is None:
        run.end(signal.SIGTERM)
    subprocess.run([ROOT / "scripts" / "postgres", "stop", run.local / "postgres", "immediate"], check=True)
    shutil.rmtree((run.local / "postgres").resolve())
    assert wait_until(lambda: not run.left_over(), what=run.left_over())


@pytest.mark.timeout(300)
def test_once_answers_the_example_prints_its_record_and_leaves_nothing_running(run):
    for _ in range(2):  # the second start finds what the first one made
        done = run.once()
        assert done.returncode == 0, done.stdout + done.stderr
        answer, record = objects_in(done.stdout)
        assert (answer["active"], answer["application_id"], answer["code_start"], answer["code_end"]) == (True, 581865877, 0, 200)
        assert record["kind"] == "query"
        assert (record["outcome"], record["merchant"], record["selector"]["sent"]) == ("active", DEMO_APPID, DEMO_SELECTOR)
        assert run.left_over() == []
        assert not (run.local / "demo.json").exists()


def objects_in(text):
    """The JSON objects that stand in a text, each beginning a line."""
    lines, found = text.splitlines(keepends=True), []
    for number, line in enumerate(lines):
        if line == "{\n":
            found.append(json.JSONDecoder().raw_decode("".join(lines[number:]))[0])
    return found


def test_it_stays_up_until_ctrl_c_and_tells_other_programs_where_it_is(run):
    demo = run.start()
    assert os.stat(run.local / "demo.json").st_mode & 0o777 == 0o600
    with Client(demo["public_url"], {"Authorization": f"Bearer {demo['api_key']}"}) as client:
        assert client.post("/v1/codeactivequery", DEMO_SELECTOR).json()["product_code"] == "test_code"
    with Client(demo["ops_url"]) as client:
        assert client.get("/readyz").status == 200
    with Client(demo["console_url"]) as client:
        session = client.post("/api/v1/session", {"name": demo["admin_user"], "password": demo["admin_password"]})
        assert session.status == 200 and session.json()["account"]["role"] == "admin"
    with Client(demo["simulator_url"]) as client:
        assert client.get("/_sim/violations").json()["count"] == 0

    wrapper = run.local / "gateway"
    assert os.stat(wrapper).st_mode & 0o777 == 0o700
    found = subprocess.run([wrapper, "--json", "audit", "search", "--outcome", "active"], capture_output=True, text=True, check=True)
    assert json.loads(found.stdout)["records"]

    again = run.once()
    assert (again.returncode, again.stderr) == (1, "run: ./scripts/run is up already in this checkout: .local/demo.json tells where\n")

    assert run.end(signal.SIGINT) == 0
    assert run.left_over() == []
    assert not (run.local / "demo.json").exists() and not wrapper.exists()


def test_a_program_that_dies_ends_the_run_with_a_message(run):
    run.start()
    gateway = pid_of(run, "marketcode-gateway")
    os.kill(gateway, signal.SIGKILL)
    assert run.running.wait(30) == 1
    assert f"run: gateway ended with status 137 (its log: {run.local}/log/gateway.log)" in run.output.read_text()
    assert run.left_over() == []


def test_killed_it_takes_its_programs_along_and_the_next_start_works(run):
    run.start()
    run.end(signal.SIGKILL)
    wait_until(lambda: all("postgres" in line for line in run.left_over()))
    done = run.once()
    assert done.returncode == 0, done.stdout + done.stderr


def pid_of(run, name):
    """The process of that name that the script started."""
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{entry}/stat", encoding="utf-8") as stat:
            command, _, rest = stat.read().partition("(")[2].rpartition(")")
            if command == name[:15] and int(rest.split()[1]) == run.running.pid:
                return int(entry)
    raise AssertionError(f"{name} does not run")


def test_a_port_in_use_is_named_and_the_status_is_not_zero(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run.once(GATEWAY_PUBLIC_PORT=str(port))
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert done.stderr.splitlines()[-1].startswith("run: gateway ended before it was ready (its log: ")
