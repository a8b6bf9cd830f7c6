"""Instructions a query where the processor's own counters cannot be had: counted by Valgrind, in user space only.

Its figures hardly depend on what else the machine does. It knows no SHA extensions, so that hashing counts many times of what it
costs here, and it runs one thread at a time, so that few queries share a commit.
"""

import re
import shutil
import subprocess

from lib.gateway import Gateway
from stage import port_of
from tools import NotMeasured, Tool, program

CONNECTIONS = 64
WARM_UP_S, MEASURED_S = 3, 8
READY_S = 120


def available():
    return all(shutil.which(name) for name in ("valgrind", "callgrind_control", "objcopy"))


def counting(folder, name, command):
    """The command under Valgrind, which does not read the debug information of this compiler."""
    bare = folder / f"{name}-bare"
    subprocess.run(["objcopy", "--strip-debug", command[0], bare], check=True, timeout=60)
    return ["valgrind", "-q", "--tool=callgrind", "--fair-sched=yes", f"--callgrind-out-file={folder / name}.callgrind", bare,
            *command[1:]]


class CountedGateway(Gateway):
    stop_within = READY_S  # seconds; it writes its counts

    def command(self, *words):
        command = super().command(*words)
        return counting(self.config_file.parent, self.name, command) if words[0] == "serve" else command

    def launch(self, command, environment=None, ready_within=READY_S):
        return super().launch(command, environment, ready_within)


class Instructions:
    def __init__(self, stage):
        self.stage = stage
        self.stub = stage.stub()

    def gateway(self):
        counted = self.stage.gateway("counted", self.stub, made_by=CountedGateway)
        return self.count("counted", counted.pid, port_of(counted))

    def beast(self):
        command = counting(self.stage.folder, "counted-beast", self.stage.beast_command(self.stub))
        proxy = self.stage.keep(Tool(command, self.stage.folder / "counted-beast.log"))
        return self.count("counted-beast", proxy.pid, proxy.port)

    def count(self, name, pid, port):
        """Of all that the process does while it answers."""
        self.load(port, WARM_UP_S)
        control(pid, "--zero")
        told = self.load(port, MEASURED_S)
        control(pid, "--dump")
        dumps = sorted(self.stage.folder.glob(f"{name}.callgrind.*"))
        counted = re.search(r"^(?:summary|totals): (\d+)", dumps[-1].read_text(), re.MULTILINE) if dumps else None
        if not counted:
            raise NotMeasured(f"Valgrind wrote no count of {name}")
        return int(counted[1]) / told["total"]

    def load(self, port, seconds):
        return self.stage.load(port, connections=CONNECTIONS, seconds=seconds, warmup_ms=0)


def control(pid, what):
    done = subprocess.run(["callgrind_control", what, str(pid)], capture_output=True, text=True, timeout=60)
    if "OK" not in done.stdout:
        raise NotMeasured(f"callgrind_control {what}: {done.stdout} {done.stderr}")
