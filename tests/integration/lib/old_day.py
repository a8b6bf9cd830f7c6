"""A whole day of the past in the log's tables, of any age, with correct trees and signed notes: what gateways would have
left behind."""

import base64
import datetime
import hashlib
import json
import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lib.merkle import TILE, frontier_of, leaf_hash, root_of
from lib.world import LOG_NAME


def compact(value):
    return json.dumps(value, separators=(",", ":"))


class OldDay:
    """`days_ago`: by the database's clock. Each stream has its opening and `records` refused queries, sealed with the
    personal key of `key_day`. Not `ready`: without checkpoints and manifest."""

    def __init__(self, world, days_ago, streams=2, records=20, ready=True, key_day=None):
        self.world, self.database = world, world.database
        today = self.database.value("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date")
        self.day = today - datetime.timedelta(days=days_ago)
        self.name = str(self.day)
        self.key_day = str(key_day or self.day)
        self.partition = f"audit_record_{self.day:%Y%m%d}"
        self.lines = {}
        self.make_partition()
        for number in range(streams):
            self.add_stream(number + 1, records)
        if ready:
            self.add_notes()

    def make_partition(self):
        self.database.rows("SELECT audit_make_partition(%s)", (self.day,), role="marketcode_owner")
        # As master key 1 would have sealed it; no test opens it.
        self.database.rows("INSERT INTO audit_day_key (day, envelope) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                           (self.key_day, b"\x01\x00\x00\x00\x01" + os.urandom(60)))

    def line_of(self, stream, seq, time):
        if seq == 0:
            return compact({"v": 1, "kind": "system", "stream": f"{stream:016x}", "seq": seq, "time": time,
                            "actor": {"kind": "gateway", "name": "old"}, "action": "stream_opened",
                            "details": {"sealed": [], "open": []}})
        return compact({"v": 1, "kind": "query", "stream": f"{stream:016x}", "seq": seq, "time": time,
                        "client": f"{self.key_day}:{base64.b64encode(os.urandom(40)).decode()}", "dialect": "native",
                        "selector": {"received": {"code": "044GZ*J10"}}, "outcome": "refused", "us": 7})

    def add_stream(self, number, records):
        stream = (self.day.toordinal() << 32) + number
        time = f"{self.day}T12:00:00.000000Z"
        lines = self.lines[stream] = [self.line_of(stream, seq, time) for seq in range(records + 1)]
        leaves = [leaf_hash(line.encode()) for line in lines]
        with self.database.server.session(self.database.name) as cursor:
            cursor.execute("INSERT INTO audit_stream (id, day, owner, state, size, batch, frontier, root, opened_at, "
                           "heartbeat, sealed_at, sealed_by) VALUES (%s, %s, 'old', 'sealed', %s, 1, %s, %s, %s, %s, %s, 'old')",
                           (stream, self.day, len(lines), frontier_of(leaves), root_of(leaves), time, time, time))
            for seq, line in enumerate(lines):
                query = seq > 0
                cursor.execute("INSERT INTO audit_record (stream, time, day, seq, kind, outcome, client, line) "
                               "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                               (stream, time, self.day, seq, 1 if query else 5, 3 if query else None,
                                "203.0.113.7" if query else None, line))
            for tile in range(len(leaves) // TILE):
                hashes = leaves[tile * TILE:(tile + 1) * TILE]
                cursor.execute("INSERT INTO audit_tile VALUES (%s, %s, %s, %s)", (stream, tile, root_of(hashes), b"".join(hashes)))

    def sign(self, text):
        name, key_hash, seed = self.world.signing_key.removeprefix("PRIVATE+KEY+").split("+", 2)
        signature = Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed)[1:]).sign(text.encode())
        return f"{text}\n— {name} {base64.b64encode(bytes.fromhex(key_hash) + signature).decode()}\n"

    def add_notes(self):
        streams = []
        for stream, lines in sorted(self.lines.items()):
            root = root_of([leaf_hash(line.encode()) for line in lines])
            text = base64.b64encode(root).decode()
            streams.append({"stream": f"{stream:016x}", "size": len(lines), "root": text})
            self.database.rows("INSERT INTO audit_checkpoint (stream, size, root, note) VALUES (%s, %s, %s, %s)",
                               (stream, len(lines), root, self.sign(f"{LOG_NAME}/{stream:016x}\n{len(lines)}\n{text}\n")))
        total = sum(len(lines) for lines in self.lines.values())
        kinds = {"query": total - len(streams), "system": len(streams)}
        content = compact({"v": 1, "streams": streams, "kinds": kinds, "merchants": []})
        note = self.sign(f"{LOG_NAME}/manifest\n{self.day}\n{'0' * 64}\n{content}\n")
        self.database.rows("INSERT INTO audit_manifest (day, note, hash) VALUES (%s, %s, %s)",
                           (self.day, note, hashlib.sha256(note.encode()).digest()))

    def all_lines(self):
        """In the order of an archive."""
        return [line for _, lines in sorted(self.lines.items()) for line in lines]

    def clients(self):
        """How many plain client addresses its table still holds."""
        return self.database.value(f"SELECT count(client) FROM {self.partition}")

    def stored_lines(self):
        """Also when it is detached."""
        return [line for line, in self.database.rows(f"SELECT line FROM {self.partition} ORDER BY stream, seq")]

    def attached(self):
        return self.database.value("SELECT count(*) FROM audit_record WHERE day = %s", (self.day,)) > 0

    def exists(self):
        return self.database.value("SELECT to_regclass(%s) IS NOT NULL", (self.partition,))
