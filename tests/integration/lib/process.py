"""A program under test: started, watched, ended by its process id; it dies with the test that started it."""

import json
import os
import signal
import subprocess

from lib.ports import ReservedPort
from lib.waiting import wait_until


class Process:
    """`folder` gets NAME.log, which holds what every run of the program wrote, and NAME.json, its addresses."""

    stop_within = 20  # seconds

    def __init__(self, name, folder):
        self.name = name
        self.log_file = folder / f"{name}.log"
        self.address_file = folder / f"{name}.json"
        self.running = None
        self.ports = {}

    def port(self, name=None):
        """A port of its own by a name of its own, the same in every run until release()."""
        if name not in self.ports:
            self.ports[name] = ReservedPort()
        return self.ports[name].number

    def release(self):
        for port in self.ports.values():
            port.close()

    def launch(self, command, environment=None, ready_within=30):
        """Starts the program, and returns what it wrote into its address file when it is ready."""
        self.spawn(command, environment)
        wait_until(lambda: self.address_file.exists() or not self.alive(), ready_within, f"{self.name} to be ready")
        if not self.address_file.exists():
            raise AssertionError(f"{self.name} ended with status {self.wait()}:\n{self.log()[-2000:]}")
        return json.loads(self.address_file.read_text())

    def spawn(self, command, environment=None):
        assert not self.alive(), f"{self.name} runs already"
        self.address_file.unlink(missing_ok=True)
        with open(self.log_file, "ab") as log:
            self.running = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *map(str, command)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, **(environment or {})},
            )

    @property
    def pid(self):
        return self.running.pid

    def alive(self):
        return self.running is not None and self.running.poll() is None

    def signal(self, number):
        self.running.send_signal(number)

    def wait(self, seconds=None):
        """The exit status; negative: the signal that ended it."""
        return self.running.wait(seconds or self.stop_within)

    def stop(self):
        """Asks it to end and demands that it does so well. Nothing when it does not run."""
        if not self.alive():
            return
        self.signal(signal.SIGTERM)
        try:
            status = self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not stop within {self.stop_within} s:\n{self.log()[-2000:]}") from None
        assert status == 0, f"{self.name} ended with status {status}:\n{self.log()[-2000:]}"

    def kill(self):
        """kill -9. Nothing when it does not run."""
        if self.alive():
            self.signal(signal.SIGKILL)
            self.wait()

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def log(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""
