"""Streams of days gone by, as gateways would have left them: written as superuser, every hash right."""

import json
import uuid
from datetime import datetime, timedelta, timezone

from psycopg2.extras import execute_values

from lib.merkle import TILE, frontier_of, leaf_hash, root_of

KINDS = {"query": 1, "authorization": 2, "admin": 3, "access": 4, "system": 5}
OUTCOMES = {"active": 1, "inactive": 2, "refused": 3, "upstream_error": 4, "not_sent": 5, "unknown": 6}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

COLUMNS = ("seq", "time", "merchant", "kind", "line", "outcome", "request_id", "code", "code_url", "application_id",
           "code_index", "errcode", "reason", "rid", "product")


class Past:
    """One stream. Records are added, then store() writes them and seals it."""

    def __init__(self, database, day, number=1, opening=None):
        self.database = database
        self.day = day
        opened = datetime.fromisoformat(day).replace(tzinfo=timezone.utc) + timedelta(seconds=number)
        self.time = opened
        self.id = (int(opened.timestamp()) << 31) + number
        self.rows = []
        self.mseq = {}
        self.add("system", actor={"kind": "gateway", "name": "past"}, action="stream_opened",
                 details=opening or {"sealed": [], "open": []})

    @property
    def name(self):
        return f"{self.id:016x}"

    @property
    def lines(self):
        return [row["line"].encode() for row in self.rows]

    def root(self, size=None):
        return root_of([leaf_hash(line) for line in self.lines[:size]])

    def add(self, kind, merchant=None, appid=None, **members):
        """A record, a millisecond after the one before. `merchant`: merchant.id, goes with `appid`."""
        self.time += timedelta(milliseconds=1)
        line = {"v": 1, "kind": kind, "stream": self.name, "seq": len(self.rows)}
        if merchant is not None:
            line["mseq"] = self.mseq.setdefault(merchant, 0)
            self.mseq[merchant] += 1
        line["time"] = self.time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if appid:
            line["merchant"] = appid
        line |= members
        row = {"seq": line["seq"], "time": self.time, "merchant": merchant, "kind": KINDS[kind], "line": compact(line)}
        self.rows.append(row)
        return row

    def query(self, merchant, appid, outcome="active", reply=None, **columns):
        row = self.add("query", merchant, appid, outcome=outcome, us=1000, **({"reply": reply} if reply else {}))
        row |= {"outcome": OUTCOMES[outcome], "request_id": str(uuid.uuid4())} | columns
        return row

    def store(self, state="sealed"):
        """`state`: of the stream's row."""
        leaves = [leaf_hash(line) for line in self.lines]
        with self.database.server.session(self.database.name) as cursor:
            self.make_partition(cursor)
            cursor.execute(
                "INSERT INTO audit_stream (id, day, owner, state, size, batch, frontier, root, opened_at, heartbeat, "
                "sealed_at, sealed_by) VALUES (%s, %s, 'past', %s, %s, 1, %s, %s, %s, %s, %s, 'past')",
                (self.id, self.day, state, len(leaves), frontier_of(leaves), root_of(leaves) if state == "sealed" else None,
                 self.time, self.time, self.time))
            self.put_records(cursor)
            for tile in range(len(leaves) // TILE):
                hashes = leaves[tile * TILE:(tile + 1) * TILE]
                cursor.execute("INSERT INTO audit_tile (stream, tile, root, hashes) VALUES (%s, %s, %s, %s)",
                               (self.id, tile, root_of(hashes), b"".join(hashes)))
        return self

    def put_records(self, cursor):
        execute_values(cursor, f"INSERT INTO audit_record (stream, day, {', '.join(COLUMNS)}) VALUES %s",
                       [(self.id, self.day, *(row.get(column) for column in COLUMNS)) for row in self.rows])

    def make_partition(self, cursor):
        partition = "audit_record_" + self.day.replace("-", "")
        cursor.execute("SELECT to_regclass(%s)", (partition,))
        if cursor.fetchone()[0] is None:
            cursor.execute(f"SET ROLE marketcode_owner; SELECT audit_make_partition('{self.day}'); RESET ROLE")

    def restore(self):
        """Puts the records back that somebody took away."""
        with self.database.server.session(self.database.name) as cursor:
            self.put_records(cursor)
