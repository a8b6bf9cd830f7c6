"""What the log costs the database: bytes a query, and rows a second of the writer alone."""

import io
import json
import os
import subprocess
import time

from contest import Contest
from stage import FEW, port_of
from table import Goal, Row
from tools import NotMeasured, program

QUERIES_AT_ONCE = 1_024  # of the writer alone
MOST_ROWS = 150_000  # that are copied by hand in a round
ALONE = "the same records alone, without intents, durable by COPY by hand into the same table and indexes"
SIZES = {
    "records": "SELECT sum(pg_table_size(relid)) FROM pg_partition_tree('audit_record')",
    "indexes": "SELECT sum(pg_indexes_size(relid)) FROM pg_partition_tree('audit_record')",
    "intents": "SELECT pg_total_relation_size('audit_intent')",
    "tiles": "SELECT pg_total_relation_size('audit_tile')",
    "wal": "SELECT pg_current_wal_lsn() - '0/0'",
}
COLUMNS = ("SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute"
           " WHERE attrelid = 'audit_record'::regclass AND attnum > 0 AND NOT attisdropped")


class Bytes:
    """What a database and its server's WAL grow by between two moments."""

    def __init__(self, database):
        self.database = database
        self.before = self.read()

    def read(self):
        return {name: int(self.database.value(statement)) for name, statement in SIZES.items()}

    def since(self, rows):
        """A row."""
        return {name: (now - self.before[name]) / rows for name, now in self.read().items()}


class Part:
    """The records that were added to the newest stream of a log since this was made."""

    def __init__(self, database):
        self.database = database
        self.stream, self.first, self.commits = self.newest()

    def newest(self):
        rows = self.database.rows("SELECT id, size, batch FROM audit_stream ORDER BY id DESC LIMIT 1")
        return rows[0] if rows else (0, 0, 0)

    def close(self):
        """How many they are, and how many to a commit."""
        stream, size, commits = self.newest()
        if stream != self.stream:
            self.stream, self.first, self.commits = stream, 0, 0
        self.count = size - self.first
        self.batch = max(1, round(self.count / max(commits - self.commits, 1)))
        return self.count

    def rows(self, columns):
        out = io.BytesIO()
        with self.database.server.session(self.database.name) as cursor:
            cursor.copy_expert(f"COPY (SELECT {columns} FROM audit_record WHERE stream = {self.stream} AND seq >= {self.first}"
                               f" ORDER BY seq LIMIT {MOST_ROWS}) TO STDOUT", out)
        return out.getvalue().splitlines(keepends=True)


class Hand:
    """Puts records that a writer made into the same table, with the same indexes, by COPY and nothing else."""

    def __init__(self, database):
        self.database = database
        database.rows("SELECT audit_make_partitions(2)")
        self.columns = database.value(COLUMNS)

    def copy(self, part):
        """As many a commit as the writer had."""
        rows = part.rows(self.columns)
        batches = [b"".join(rows[at:at + part.batch]) for at in range(0, len(rows), part.batch)]
        self.database.rows("CHECKPOINT")
        spent = Bytes(self.database)
        with self.database.server.session(self.database.name, "marketcode_app") as cursor:
            begun = time.monotonic()
            for text in batches:
                cursor.copy_expert(f"COPY audit_record ({self.columns}) FROM STDIN", io.BytesIO(text))
            took = time.monotonic() - begun
        return {"rate": len(rows) / took, "batch": part.batch, "bytes": spent.since(len(rows))}


class Database:
    def __init__(self, stage):
        self.stage = stage
        self.by_hand = Hand(stage.database(FEW))
        self.written = stage.database(FEW)

    def rows(self, rounds):
        return [*self.byte_rows(rounds), *self.writer_rows(rounds)]

    def byte_rows(self, rounds):
        gateway = self.stage.gateway("gateway-bytes", self.stage.stub())
        database = gateway.database

        def query():
            database.rows("CHECKPOINT")
            self.part, spent = Part(database), Bytes(database)
            self.stage.load(port_of(gateway))
            return {"bytes": spent.since(self.part.close())}

        contest = Contest("bytes", {"gateway": query, "hand": lambda: self.by_hand.copy(self.part)}).run(rounds, forwards=True)
        self.stage.end_all()
        gateways, hands = contest.figures("gateway", "bytes"), contest.figures("hand", "bytes")
        batch = contest.results["hand"][0]["batch"]
        what = "WAL and tables grow by a query: its record with indexes, its intent, its part of tiles and heads, 64 connections"
        return [Row("database_bytes", what, "bytes/query", [sum(one.values()) for one in gateways], Goal(ratio_at_most=1.2),
                    f"{ALONE}, {batch} a commit", [sum(one.values()) for one in hands], {"gateway": gateways, "hand": hands})]

    def writer_rows(self, rounds):
        def write():
            before = Part(self.written)
            command = [program("audit_writer"), "--url", self.written.app_url, "--seconds", self.stage.pace.seconds,
                       "--warmup-ms", self.stage.pace.warmup_ms, "--queries", QUERIES_AT_ONCE]
            self.written.rows("CHECKPOINT")
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
                                  env=os.environ | {"GATEWAY_MASTER_KEYS": self.stage.master_key})
            if done.returncode != 0:
                raise NotMeasured(f"bench_audit_writer: {done.stderr.strip()}")
            before.close()
            self.part = before
            return json.loads(done.stdout)

        contest = Contest("writer", {"writer": write, "hand": lambda: self.by_hand.copy(self.part)}).run(rounds, forwards=True)
        batch = contest.results["hand"][0]["batch"]
        what = (f"records a second of the log's writer alone, {QUERIES_AT_ONCE:,} queries under way: each an intent, then a line"
                " with its place in the tree, both durable")
        against = f"{ALONE}, {batch} a commit, one connection"
        return [Row("writer_rows", what, "records/s", contest.figures("writer", "rate"), Goal(ratio_at_least=0.8), against,
                    contest.figures("hand", "rate"))]
