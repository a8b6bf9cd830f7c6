"""Search, export and verification of a large log: by default 30 days of 666,667 records, 200 merchants. Proofs from a
stream as long as one can be."""

import json
import os
import resource
import subprocess
import time

import plans
from contest import Contest
from lib.paths import program as own
from lib.waiting import wait_until
from table import Goal, Row
from tools import NotMeasured, program, say

ROUNDS = 3
SEARCHES = 200  # of each kind
EXPLAINED = 20  # likewise: their plans are kept
PROOFS = 500  # of each kind
LONGEST = (1 << 20) - 1  # records of a stream; its last tile is not full, so that lines are read too
SIGNING_S = 1_800  # streams of other processes are read and hashed before they are signed
DAY = "SELECT day::text FROM audit_stream WHERE state = 'sealed' GROUP BY day ORDER BY sum(size) DESC, day DESC LIMIT 1"
UNSIGNED = ("SELECT count(*) FROM audit_stream s WHERE state = 'sealed'"
            " AND NOT EXISTS (SELECT FROM audit_checkpoint c WHERE c.stream = s.id AND c.size = s.size)")


class AuditLog:
    def __init__(self, stage, days, records_a_day):
        self.stage, self.days, self.records_a_day = stage, days, records_a_day
        self.database = stage.database(0)
        self.size = f"{days * records_a_day:,} records, {days} days, 200 merchants"

    def tool(self, *words):
        done = subprocess.run([program("audit_log"), *map(str, words)], stdout=subprocess.PIPE, text=True,
                              stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise NotMeasured(f"bench_audit_log {words[0]} ended with status {done.returncode}")
        return done.stdout

    def rows(self):
        say(f"filling a log with {self.size}")
        self.tool("fill", self.database.app_url, self.database.owner_url, self.days, self.records_a_day)
        self.tool("index", self.database.app_url)
        self.database.rows("VACUUM ANALYZE")
        searched = self.tool("search", self.database.app_url, SEARCHES)
        explained = self.plans()
        rows = [self.search_row(told, explained[told["id"]]) for told in map(json.loads, searched.splitlines())]
        return [*rows, *self.export_rows(), *self.proof_rows()]

    def plans(self):
        """By id: how often which index was read. Whole plans are kept beside the logs."""
        plans.turn_on(self.database)
        told = [json.loads(line) for line in self.tool("plans", self.database.app_url, EXPLAINED).splitlines()]
        plans.turn_off(self.database)
        today = self.database.value("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYYMMDD')")
        kept = self.stage.logs / "plans"
        kept.mkdir(parents=True, exist_ok=True)
        for one in told:
            (kept / f"{one['id']}.txt").write_text(one["plans"], encoding="utf-8")
        return {one["id"]: plans.ways(one["plans"], today) for one in told}

    def search_row(self, told, ways):
        what = (f"log of {self.size}; {10 if 'histogram' in told['id'] else SEARCHES} times; p50 {told['median']:.1f} ms; by "
                + ", ".join(f"{name} ({count})" for name, count in ways.items()))
        return Row(told["id"], what, told["unit"], [told["value"]], Goal(value_at_most=told["goal"]),
                   detail={"median": told["median"], "plans": ways})

    def proof_rows(self):
        say(f"filling a stream with {LONGEST:,} records")
        database = self.stage.database(0)
        self.tool("fill", database.app_url, database.owner_url, 1, LONGEST - 1)  # and its opening
        proofs = map(json.loads, self.tool("proof", database.app_url, PROOFS).splitlines())
        return [Row(told["id"], f"of random records and sizes of a stream of {LONGEST:,} records; {PROOFS} times", told["unit"],
                    [told["value"]], Goal(value_at_most=told["goal"])) for told in proofs]

    def export_rows(self):
        """Of a whole day whose streams are sealed and signed."""
        self.gateway = self.stage.gateway_on(self.database, "gateway-audit")
        self.stage.keep(self.gateway).start()
        wait_until(lambda: self.database.value(UNSIGNED) == 0, SIGNING_S, "a gateway to sign the log")
        self.stage.end_all()
        self.day = self.database.value(DAY)
        self.out, self.plain = self.stage.folder / "log.ndjson.zst", self.stage.folder / "plain.ndjson"
        self.key = self.stage.folder / "log.key"
        self.key.write_text(self.stage.public_key + "\n")
        self.export_to(self.plain)
        contest = Contest("export", {"export": self.export, "verify": lambda: self.verify(self.plain),
                                     "verify_packed": lambda: self.verify(self.out)}).run(ROUNDS, forwards=True)
        count = contest.results["export"][0]["records"]
        day = f"one day of a log of {self.size}, {count:,} of them"
        longer = "by processor or by clock, whichever is longer"
        return [
            Row("audit_export", f"audit export of {day}, packed with Zstandard", "records/s", contest.figures("export", "rate"),
                Goal(value_at_least=100_000)),
            Row("audit_verify", f"audit verify of {day}, as they are; {longer}", "records/s", contest.figures("verify", "rate"),
                Goal(value_at_least=500_000)),
            Row("audit_verify_packed", f"the same, packed with Zstandard; {longer}", "records/s",
                contest.figures("verify_packed", "rate"), Goal(value_at_least=500_000)),
        ]

    def export(self):
        return self.export_to(self.out)

    def export_to(self, out):
        for file in self.stage.folder.glob(f"{out.name}*"):
            file.unlink()
        took, said = self.timed(["--config", str(self.gateway.config_file), "audit", "export", "--from", self.day, "--out",
                                 str(out), "--reason", "bench"])
        self.count = int(said.stderr.strip().splitlines()[-1].split()[0])
        return {"rate": self.count / took, "records": self.count}

    def verify(self, export):
        took, _ = self.timed(["audit", "verify", "--export", str(export), "--checkpoints", f"{export}.notes",
                              "--key", str(self.key)])
        return {"rate": self.count / took}

    def timed(self, words):
        """The longer of its time by the clock and by processors."""
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run([str(own("marketcode-gateway")), *words], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env=os.environ | self.gateway.environment)
        took, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise NotMeasured(f"marketcode-gateway {' '.join(words)}: {done.stderr.strip()}")
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return max(took, spent), done
