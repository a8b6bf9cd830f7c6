"""A whole day of the past in the log's tables, with correct trees: what a gateway would have left behind."""

import base64
import datetime
import hashlib
import json
import os
import random

from lib.world import LOG_NAME

TILE = 256


def leaf_hash(line):
    return hashlib.sha256(b"\0" + line.encode()).digest()


def complete_subtrees(leaves):
    """Roots of the complete subtrees, left to right (RFC 6962)."""
    roots, start = [], 0
    while start < len(leaves):
        size = 1 << ((len(leaves) - start).bit_length() - 1)
        level = leaves[start:start + size]
        while len(level) > 1:
            level = [hashlib.sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level), 2)]
        roots.append(level[0])
        start += size
    return roots


def tree_root(leaves):
    roots = complete_subtrees(leaves)
    if not roots:
        return hashlib.sha256().digest()
    root = roots.pop()
    while roots:
        root = hashlib.sha256(b"\1" + roots.pop() + root).digest()
    return root


class OldDay:
    """`days_ago`: by the database's clock. Each stream has its opening and `records` refused queries."""

    def __init__(self, database, days_ago, streams=2, records=20, ready=True, key_day=None):
        self.database = database
        today = database.value("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date")
        self.day = today - datetime.timedelta(days=days_ago)
        self.name = str(self.day)
        self.key_day = str(key_day or self.day)
        self.partition = f"audit_record_{self.day:%Y%m%d}"
        self.lines = {}
        self.make_partition()
        for _ in range(streams):
            self.add_stream(records)
        if ready:
            self.add_notes()

    def make_partition(self):
        self.database.rows(f"""
            CREATE TABLE {self.partition} (LIKE audit_record INCLUDING ALL);
            CREATE TRIGGER audit_record_kept BEFORE DELETE OR TRUNCATE ON {self.partition}
              FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
            ALTER TABLE audit_record ATTACH PARTITION {self.partition}
              FOR VALUES FROM ('{self.day}') TO ('{self.day + datetime.timedelta(days=1)}')""", role="marketcode_owner")
        # As a gateway's master key 1 would have sealed it; nobody opens it in a test.
        self.database.rows("INSERT INTO audit_day_key (day, envelope) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                           (self.key_day, b"\x01\x00\x00\x00\x01" + os.urandom(60)))

    def line_of(self, stream, seq, time):
        head = {"v": 1, "kind": "query" if seq else "system", "stream": f"{stream:016x}", "seq": seq, "time": time}
        if seq == 0:
            head |= {"actor": {"kind": "gateway", "name": "old"}, "action": "stream_opened",
                     "details": {"sealed": [], "open": []}}
        else:
            head |= {"client": f"{self.key_day}:{base64.b64encode(os.urandom(40)).decode()}", "dialect": "native",
                     "selector": {"received": {"code": "044GZ*J10"}}, "outcome": "refused", "us": 7}
        return json.dumps(head, separators=(",", ":"))

    def add_stream(self, records):
        stream = random.getrandbits(62) + 1
        time = f"{self.day}T12:00:00.000000Z"
        lines = [self.line_of(stream, seq, time) for seq in range(records + 1)]
        self.lines[stream] = lines
        leaves = [leaf_hash(line) for line in lines]
        with self.database.server.session(self.database.name) as cursor:
            cursor.execute("INSERT INTO audit_stream (id, day, owner, state, size, batch, frontier, root, opened_at, heartbeat,"
                           " sealed_at, sealed_by) VALUES (%s, %s, 'old', 'sealed', %s, 1, %s, %s, %s, %s, %s, 'old')",
                           (stream, self.day, len(lines), b"".join(complete_subtrees(leaves)), tree_root(leaves), time,
                            time, time))
            for seq, line in enumerate(lines):
                cursor.execute("INSERT INTO audit_record (stream, time, day, seq, kind, outcome, client, line)"
                               " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                               (stream, time, self.day, seq, 1 if seq else 5, 3 if seq else None,
                                "203.0.113.7" if seq else None, line))
            for tile in range(len(leaves) // TILE):
                hashes = leaves[tile * TILE:(tile + 1) * TILE]
                cursor.execute("INSERT INTO audit_tile VALUES (%s, %s, %s, %s)",
                               (stream, tile, tree_root(hashes), b"".join(hashes)))
        return stream

    def note(self, text):
        """In the form of a note; the signature is nobody's."""
        return f"{text}\n— {LOG_NAME} {base64.b64encode(os.urandom(68)).decode()}\n"

    def add_notes(self):
        streams = []
        for stream, lines in sorted(self.lines.items()):
            root = tree_root([leaf_hash(line) for line in lines])
            text = base64.b64encode(root).decode()
            streams.append({"stream": f"{stream:016x}", "size": len(lines), "root": text})
            self.database.rows("INSERT INTO audit_checkpoint (stream, size, root, note) VALUES (%s, %s, %s, %s)",
                               (stream, len(lines), root, self.note(f"{LOG_NAME}/{stream:016x}\n{len(lines)}\n{text}\n")))
        content = json.dumps({"v": 1, "streams": streams, "kinds": {}, "merchants": []}, separators=(",", ":"))
        note = self.note(f"{LOG_NAME}/manifest\n{self.day}\n{'0' * 64}\n{content}\n")
        self.database.rows("INSERT INTO audit_manifest (day, note, hash) VALUES (%s, %s, %s)",
                           (self.day, note, hashlib.sha256(note.encode()).digest()))

    def clients(self):
        """How many plain client addresses its table still holds."""
        return self.database.value(f"SELECT count(client) FROM {self.partition}")

    def stored_lines(self):
        return [line for line, in self.database.rows(f"SELECT line FROM {self.partition} ORDER BY stream, seq")]
