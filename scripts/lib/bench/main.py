"""./scripts/bench calls it: measures, prints the table, writes .local/bench.json.

  main.py --mode quick|normal|full --local DIR [--only GROUP...]     GROUP: speed, latency, start, memory, database, audit
Status 1: something could not be measured.
"""

import argparse
import os
import platform
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tests" / "integration"))

import nginx  # noqa: E402
import table  # noqa: E402
from audit_log import AuditLog  # noqa: E402
from database import Database  # noqa: E402
from latency import Latency  # noqa: E402
from speed import Speed  # noqa: E402
from stage import SERVER, Stage  # noqa: E402
from standing import Memory, Start  # noqa: E402
from tools import say  # noqa: E402

GROUPS = ("speed", "latency", "start", "memory", "database", "audit")


@dataclass
class Pace:
    seconds: int
    warmup_ms: int
    rounds: int
    memory_rounds: int


PACES = {"quick": Pace(2, 400, 3, 1), "normal": Pace(5, 1000, 5, 3), "full": Pace(5, 1000, 5, 3)}


class Bench:
    def __init__(self, stage, pace, wanted, log):
        self.stage, self.pace, self.wanted, self.log = stage, pace, wanted, log
        self.rows = []
        self.complete = True
        self.most = None  # queries a second, once it was measured

    def group(self, name, measure):
        """What goes wrong in one leaves the others alone."""
        if name not in self.wanted:
            return
        begun = time.monotonic()
        try:
            self.rows += measure()
        except Exception as error:  # noqa: BLE001
            say(f"{name} could not be measured: {type(error).__name__}: {error}")
            self.complete = False
        self.stage.end_all()
        say(f"{name}: {time.monotonic() - begun:.0f} s")

    def speed(self):
        rows, self.most = Speed(self.stage).rows(self.pace.rounds)
        return rows

    def latency(self):
        return Latency(self.stage).rows(self.pace.rounds, self.most)

    def memory(self):
        return Memory(self.stage, self.stage.stub(), self.stage.stub(tls=True)).rows(self.pace.memory_rounds)

    def run(self):
        self.group("speed", self.speed)
        self.group("latency", self.latency)
        self.group("start", lambda: Start(self.stage).rows(self.pace.rounds))
        self.group("memory", self.memory)
        self.group("database", lambda: Database(self.stage).rows(self.pace.rounds))
        self.group("audit", lambda: AuditLog(self.stage, *self.log).rows())


def notes(stage, pace):
    server = stage.postgres.rows("postgres", "SHOW server_version")[0][0]
    return [
        f"{os.cpu_count()} processors ({processor()}), Linux {platform.release()}, PostgreSQL {server}, nginx {nginx.version()}.",
        "Load generator, stub, PostgreSQL and what is measured share them; nothing is pinned. One thing is asked at a time; the",
        "other programs of its group stand by idle. Before each measurement PostgreSQL has made a checkpoint.",
        f"Medians of {pace.rounds} rounds ({pace.memory_rounds} of memory), each {pace.seconds} s after {pace.warmup_ms} ms of"
        " warm-up, contestants in turn, every other round",
        "backwards. Ratios are medians of the rounds' ratios; the spread is from least to most of the rounds. PostgreSQL: fsync,",
        "synchronous_commit and full_page_writes on, " + ", ".join(f"{name} {value}" for name, value in SERVER.items()) + ", otherwise",
        "as scripts/postgres sets it up, the same server for all.",
        *(f"Measured a second time, after this: {why}" for why in stage.repeated),
    ]


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2]
    return platform.machine()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=PACES, default="normal")
    parser.add_argument("--local", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=GROUPS)
    parser.add_argument("--days", type=int, default=30, help="of the large log")
    parser.add_argument("--records-a-day", type=int, default=666_667)
    asked = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    pace = PACES[asked.mode]
    stage = Stage(pace, asked.local)
    try:
        stage.start()
        bench = Bench(stage, pace, asked.only or (GROUPS if asked.mode == "full" else GROUPS[:-1]),
                      (asked.days, asked.records_a_day))
        bench.run()
        print(table.render(bench.rows, notes(stage, pace)), flush=True)
        table.write(asked.local / "bench.json", bench.rows)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        say("ending everything")
        stage.stop()
    return 0 if bench.complete else 1


if __name__ == "__main__":
    sys.exit(main())
