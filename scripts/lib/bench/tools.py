"""The bench's own programs, and what the kernel tells of any."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from lib.paths import BUILD

PATH = "/v1/codeactivequery"
TICKS = os.sysconf("SC_CLK_TCK")
FEW = 0.001  # of the answers may be other than expected


class NotMeasured(Exception):
    """Why a figure cannot be had."""


def program(name):
    path = BUILD / "tests" / "bench" / f"bench_{name}"
    if not path.exists():
        raise NotMeasured(f"{path} is not there: ./scripts/bench builds it")
    return str(path)


def say(text):
    print(text, file=sys.stderr, flush=True)


class Tool:
    """A program that prints its port and ends with its standard input."""

    def __init__(self, command, log):
        with open(log, "ab") as errors:
            self.running = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *map(str, command)],
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
                                            start_new_session=True)
        line = self.running.stdout.readline()
        if not line.strip().isdigit():
            raise NotMeasured(f"{command[0]} does not start (its log: {log})")
        self.port = int(line)

    @property
    def pid(self):
        return self.running.pid

    def stop(self):
        self.running.stdin.close()
        try:
            self.running.wait(10)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


def load_command(port, keys, connections=64, seconds=5, warmup_ms=500, path=PATH, **options):
    words = [program("load"), "--port", port, "--path", path, "--keys", keys, "--connections", connections,
             "--seconds", seconds, "--warmup-ms", warmup_ms]
    for name, value in options.items():
        if value not in (None, False):
            words += [f"--{name}", "yes" if value is True else value]
    return list(map(str, words))


def run_load(command, seconds, before=()):
    """What the load generator tells; `before` is put before its command."""
    done = subprocess.run([*before, *command], capture_output=True, text=True, timeout=seconds + 60, stdin=subprocess.DEVNULL)
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise NotMeasured(f"the load generator says: {done.stderr.strip() or done.returncode}") from None
    if told["failures"] > FEW * max(told["total"], 1):
        raise NotMeasured(f"{told['failures']} questions were not answered as expected or in time, beside {told['statuses']}")
    return told


def cpu_seconds(pid):
    """User and system time of a process and all its threads."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def family(pid):
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def memory_mb(pids):
    """What they hold, what they share counted once (PSS)."""
    total = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[1])
    return total / 1024
