"""`audit verify --database`, proofs and receipts: a log that a gateway wrote, edited as superuser in every way."""

import base64
import hashlib
import json
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from lib.merkle import consistency_path, inclusion_path, leaf_hash, root_of
from lib.notes import Checkpoint, Key, notes_in
from lib.paths import program
from lib.signed_log import STRANGER, compact, text64
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR, LOG_NAME

pytestmark = pytest.mark.single_threaded

RECORDS = 280  # of a stream: one full tile and a part of the next


class Signer:
    """The world's signing key, in this side's hands."""

    def __init__(self, world):
        self.name, self.hash, encoded = world.signing_key.removeprefix("PRIVATE+KEY+").split("+", 2)
        self.private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(encoded)[1:])

    def sign(self, text):
        signature = base64.b64encode(bytes.fromhex(self.hash) + self.private.sign(text.encode())).decode()
        return f"{text}\n\u2014 {self.name} {signature}\n"


def streams_of(database):
    return [f"{row[0]:016x}" for row in database.rows("SELECT id FROM audit_stream ORDER BY opened_at")]


def lines_of(database, stream):
    return [row[0] for row in database.rows("SELECT line FROM audit_record WHERE stream = %s ORDER BY seq", (int(stream, 16),))]


def make_manifest(world, database):
    """That of the streams' day, before the gateway could make it; in place of one of the day before."""
    streams, kinds, usage = [], {}, {}
    for stream in sorted(streams_of(database)):
        lines = lines_of(database, stream)
        streams.append({"stream": stream, "size": len(lines), "root": text64(root_of([leaf_hash(line.encode()) for line in lines]))})
        for line in map(json.loads, lines):
            kinds[line["kind"]] = kinds.get(line["kind"], 0) + 1
            if "merchant" in line:
                entry = usage.setdefault(line["merchant"], [0, {}])
                entry[0] += 1
                if "outcome" in line:
                    month = database.value("SELECT to_char(%s::timestamptz AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')", (line["time"],))
                    entry[1][month, line["outcome"]] = entry[1].get((month, line["outcome"]), 0) + 1
    body = {"v": 1, "streams": streams, "kinds": {kind: kinds[kind] for kind in ("query", "authorization", "admin", "access", "system")
                                                  if kind in kinds},
            "merchants": [{"merchant": appid, "records": count, "usage": [
                {"month": month, "outcome": outcome, "count": n} for (month, outcome), n in sorted(by.items())]}
                for appid, (count, by) in sorted(usage.items())]}
    day = database.value("SELECT min(day)::text FROM audit_stream")
    note = Signer(world).sign(f"{LOG_NAME}/manifest\n{day}\n{'0' * 64}\n{compact(body)}\n")
    database.rows("INSERT INTO audit_manifest (day, hash, note) VALUES (%s, %s, %s)",
                  (day, hashlib.sha256(note.encode()).digest(), note))


@pytest.fixture
def written(world):
    """Three streams, two of them full, all sealed and signed to their ends."""
    world.prepare(audit__roll_over=RECORDS, audit__checkpoint_ms=100)
    key = world.make_key(DEMO_APPID, "--rate", "10000", "--burst", "10000")
    gateway = world.gateways[0].start()
    for number in range(2 * RECORDS + 30):
        assert gateway.query(key, DEMO_SELECTOR if number % 3 else {"code": f"{number:09}"}).status in (200, 422)
    gateway.stop()
    wait_until(lambda: world.database.value("SELECT count(*) FROM audit_stream WHERE state <> 'sealed'") == 0)
    if not world.database.value("SELECT count(*) FROM audit_manifest"):
        make_manifest(world, world.database)
    return world


class Copy:
    """A copy of the database to be damaged, and what `audit verify --database` says about it."""

    def __init__(self, world):
        world.database.terminate_sessions()
        self.world = world
        self.database = world.database.server.create_database(world.database.name)

    def verify(self, *words):
        gateway = self.world.gateways[0]
        done = subprocess.run([*map(str, gateway.command("audit", "verify", "--database", "--json", *words))],
                              capture_output=True, text=True, timeout=120, check=False,
                              env=gateway.environment | {"GATEWAY_DATABASE_URL": self.database.app_url})
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def edit(self, statement):
        self.database.rows("SET session_replication_role = replica; " + statement)


# {0}, {1}, {2}: the streams' ids. Each: the edit, a class that has to be found, the record that has to be named.
ROW = "UPDATE audit_record SET {what} WHERE stream = {{0}} AND seq = 7"
EDITS = {
    "a byte of a line": ("UPDATE audit_record SET line = replace(line, '\"us\":', '\"us\":1') WHERE stream = {0} AND seq = 7", "tile", "{0}/7"),
    "a byte past the full tiles": ("UPDATE audit_record SET line = replace(line, '\"us\":', '\"us\":1') WHERE stream = {1} AND seq = 270",
                                   "root", None),
    "an outcome in line and column": ("UPDATE audit_record SET line = replace(line, '\"outcome\":\"active\"', '\"outcome\":\"unknown\"'), "
                                      "outcome = 6 WHERE stream = {0} AND seq = 7", "tile", "{0}/7"),
    "a line that is none": ("UPDATE audit_record SET line = '{{}}' WHERE stream = {0} AND seq = 7", "line", "{0}/7"),
    "a column api_key": (ROW.format(what="api_key = NULL"), "row", "{0}/7"),
    "a column kind": (ROW.format(what="kind = 5"), "row", "{0}/7"),
    "a column time": (ROW.format(what="time = time + interval '1 hour'"), "row", "{0}/7"),
    "a column outcome": (ROW.format(what="outcome = 2"), "row", "{0}/7"),
    "a column errcode": (ROW.format(what="errcode = 1"), "row", "{0}/7"),
    "a column merchant": (ROW.format(what="merchant = NULL"), "row", "{0}/7"),
    "a column request_id": (ROW.format(what="request_id = gen_random_uuid()"), "row", "{0}/7"),
    "a column intent": (ROW.format(what="intent = 100000"), "row", "{0}/7"),
    "a column dialect": (ROW.format(what="dialect = 2"), "row", "{0}/7"),
    "a column reason": (ROW.format(what="reason = 'x'"), "row", "{0}/7"),
    "a column code_url": (ROW.format(what="code_url = 'x', code = 'x'"), "row", "{0}/7"),
    "a record removed": ("DELETE FROM audit_record WHERE stream = {0} AND seq = 7", "seq", "{0}/7"),
    "a first record removed": ("DELETE FROM audit_record WHERE stream = {1} AND seq = 0", "seq", "{1}/0"),
    "a tail removed": ("DELETE FROM audit_record WHERE stream = {1} AND seq > 270", "tail", "{1}/271"),
    "a tail removed and the row adapted": (
        "DELETE FROM audit_record WHERE stream = {1} AND seq > 270; UPDATE audit_stream SET size = 271 WHERE id = {1}", "tail", "{1}/271"),
    "a record removed and others moved": (
        "DELETE FROM audit_record WHERE stream = {1} AND seq = 7; UPDATE audit_record SET seq = seq + 1000 WHERE stream = {1} AND seq > 7; "
        "UPDATE audit_record SET seq = seq - 1001 WHERE stream = {1} AND seq > 1000", "seq", "{1}/7"),
    "a record added": (
        "INSERT INTO audit_record (stream, time, day, seq, kind, line) SELECT stream, time, day, 280, 5, line FROM audit_record "
        "WHERE stream = {0} AND seq = 0", "seq", "{0}/280"),
    "records swapped": ("UPDATE audit_record SET seq = CASE seq WHEN 7 THEN 1008 ELSE 1007 END WHERE stream = {0} AND seq IN (7, 8); "
                        "UPDATE audit_record SET seq = seq - 1000 WHERE stream = {0} AND seq > 1000", "seq", "{0}/7"),
    "lines swapped": ("UPDATE audit_record r SET line = o.line FROM audit_record o WHERE o.stream = r.stream AND r.stream = {0} "
                      "AND (r.seq, o.seq) IN ((7, 8), (8, 7))", "row", None),
    "a line of another stream": ("UPDATE audit_record r SET line = o.line FROM audit_record o WHERE r.stream = {0} AND o.stream = {1} "
                                 "AND r.seq = 7 AND o.seq = 7", "row", "{0}/7"),
    "a tile removed": ("DELETE FROM audit_tile WHERE stream = {0}", "tile", "{0}/0"),
    "a hash of a tile": ("UPDATE audit_tile SET hashes = overlay(hashes placing '\\x00' from 321 for 1) WHERE stream = {0}", "tile", "{0}/10"),
    "a root of a tile": ("UPDATE audit_tile SET root = sha256('') WHERE stream = {0}", "tile", "{0}/0"),
    "a tile too many": ("INSERT INTO audit_tile SELECT stream, 1, root, hashes FROM audit_tile WHERE stream = {0}", "tile", None),
    "a line with its tile": (
        "UPDATE audit_record SET line = replace(line, '\"us\":', '\"us\":1') WHERE stream = {0} AND seq = 7; UPDATE audit_tile SET hashes = "
        "overlay(hashes placing (SELECT sha256('\\x00' || convert_to(line, 'UTF8')) FROM audit_record WHERE stream = {0} AND seq = 7) "
        "from 225 for 32) WHERE stream = {0}", "root", None),
    "a frontier": ("UPDATE audit_stream SET frontier = sha256('') WHERE id = {0}", "frontier", None),
    "a root": ("UPDATE audit_stream SET root = sha256('') WHERE id = {0}", "frontier", None),
    "a size": ("UPDATE audit_stream SET size = size + 1 WHERE id = {0}", "frontier", None),
    "a day of a stream": ("UPDATE audit_stream SET day = day - 1 WHERE id = {0}", "frontier", None),
    "a stream's row": ("DELETE FROM audit_stream WHERE id = {1}", "stream", "{1}/0"),
    "a whole stream": ("DELETE FROM audit_record WHERE stream = {1}; DELETE FROM audit_tile WHERE stream = {1}; DELETE FROM "
                       "audit_checkpoint WHERE stream = {1}; DELETE FROM audit_stream WHERE id = {1}", "stream", None),
    "a whole stream and the manifest": (
        "DELETE FROM audit_record WHERE stream = {0}; DELETE FROM audit_tile WHERE stream = {0}; DELETE FROM audit_checkpoint "
        "WHERE stream = {0}; DELETE FROM audit_stream WHERE id = {0}; DELETE FROM audit_manifest", "stream", None),
    "a whole day": ("TRUNCATE audit_record, audit_tile, audit_checkpoint, audit_stream CASCADE", "stream", None),
    "checkpoints of a stream, and the manifest": ("DELETE FROM audit_checkpoint WHERE stream = {2}; DELETE FROM audit_manifest; "
                                                  "UPDATE audit_stream SET sealed_at = sealed_at - interval '1 hour'",
                                                  "unproven", None),
    "a checkpoint's size": ("UPDATE audit_checkpoint SET size = size + 1 WHERE (stream, size) = (SELECT stream, max(size) FROM "
                            "audit_checkpoint WHERE stream = {0} GROUP BY 1)", "index", None),
    "a checkpoint's root": ("UPDATE audit_checkpoint SET root = sha256('') WHERE stream = {0}", "index", None),
    "a checkpoint's text": ("UPDATE audit_checkpoint SET note = replace(note, E'\\n' || size || E'\\n', E'\\n' || size + 1 || E'\\n') "
                            "WHERE stream = {0}", "checkpoint", None),
    "a checkpoint by somebody else": ("UPDATE audit_checkpoint SET note = $forged$FORGED$forged$ WHERE (stream, size) = (SELECT stream, "
                                      "max(size) FROM audit_checkpoint WHERE stream = {0} GROUP BY 1)", "checkpoint", None),
    "a manifest's text": ("UPDATE audit_manifest SET note = replace(note, '\"records\":', '\"records\":1')", "manifest", None),
    "a manifest's day": ("UPDATE audit_manifest SET day = day - 1", "index", None),
    "a manifest's hash": ("UPDATE audit_manifest SET hash = sha256('')", "index", None),
    "another key": ("UPDATE audit_signing_key SET key = 'STRANGER'", "checkpoint", None),
}


def test_every_edit_is_found_and_named(written):
    names = streams_of(written.database)
    assert len(names) == 3
    status, report = Copy(written).verify("--reason", "yearly audit")
    assert report["witness"].startswith("UNWITNESSED: ")
    assert status == 0 and report["verified"] and report["complete"], report
    assert report["unproven"] == 0 and report["manifests"] == 1

    ids = [int(name, 16) for name in names]
    missed = []
    for name, (statement, kind, record) in EDITS.items():
        copy = Copy(written)
        statement = statement.format(*ids).replace("STRANGER", STRANGER.text).replace(
            "FORGED", STRANGER.sign(f"{LOG_NAME}/{names[0]}\n{RECORDS}\n{text64(bytes(32))}\n"))
        copy.edit(statement)
        status, report = copy.verify()
        named = next((f"{entry['stream']}/{entry['seq']}" for entry in report["damage"] if entry["class"] == kind and "seq" in entry), None)
        if status != 1 or kind not in report["classes"] or (record and named != record.format(*names)):
            missed.append((name, status, kind, report["damage"][:4]))
    assert not missed


def test_with_a_key_of_one_s_own_and_with_checkpoints_from_outside(written):
    copy = Copy(written)
    key = written.file("key", written.audit_key + "\n")
    checkpoints = written.file("witnessed", "\n".join(
        row[0] for row in written.database.rows("SELECT note FROM audit_checkpoint")))
    first = int(streams_of(written.database)[0], 16)
    assert copy.verify("--key", key, "--checkpoints", checkpoints)[0] == 0
    # Somebody who owns the database and the signing key writes history anew, but cannot take back what was given away.
    copy.edit(f"DELETE FROM audit_record WHERE stream = {first}; DELETE FROM audit_checkpoint WHERE stream = {first}; "
              f"DELETE FROM audit_tile WHERE stream = {first}; DELETE FROM audit_stream WHERE id = {first}; "
              "DELETE FROM audit_manifest")
    assert "stream" in copy.verify("--key", key, "--checkpoints", checkpoints)[1]["classes"]


def test_one_stream_and_its_record_of_access(written):
    copy = Copy(written)
    stream = streams_of(written.database)[1]
    status, report = copy.verify("--stream", stream, "--reason", "complaint 4711")
    assert status == 0 and [entry["stream"] for entry in report["streams"]] == [stream] and not report["complete"]
    head = json.loads("{" + copy.database.value("SELECT head FROM audit_outbox WHERE kind = 4 ORDER BY id DESC") + "}")
    assert head["action"] == "verify" and head["details"]["reason"] == "complaint 4711"


def test_proofs_and_receipts(written, tmp_path):
    gateway = written.gateways[0]
    for stream in streams_of(written.database):
        leaves = [leaf_hash(line.encode()) for line in lines_of(written.database, stream)]
        for seq in {0, 1, len(leaves) // 2, min(255, len(leaves) - 1), len(leaves) - 1}:
            proof = json.loads(gateway.cli("audit", "proof", "inclusion", f"{stream}/{seq}", "--json"))
            assert proof["path"] == [text64(entry) for entry in inclusion_path(seq, leaves)]
            assert proof["root"] == text64(root_of(leaves)) and proof["leaf"] == text64(leaves[seq])
        for old, new in ((1, len(leaves)), (3, 20), (len(leaves) - 1, len(leaves)), (16, 16)):
            proof = json.loads(gateway.cli("audit", "proof", "consistency", stream, old, new, "--json"))
            assert proof["path"] == [text64(entry) for entry in consistency_path(old, leaves[:new])]
    stream = streams_of(written.database)[0]
    assert "no such record" in gateway.run("audit", "bundle", f"{stream}/100000").stderr
    receipt = tmp_path / "receipt.json"
    gateway.cli("audit", "bundle", f"{stream}/7", "--out", receipt)
    bundle = json.loads(receipt.read_text())
    note, = notes_in(bundle["checkpoint"])
    assert bundle["key"] == written.audit_key and note.signed_by(Key(written.audit_key))
    assert Checkpoint.of(note).stream == int(stream, 16)
    key = tmp_path / "key"
    key.write_text(written.audit_key)

    def verify():
        return subprocess.run([program("marketcode-gateway"), "audit", "verify", "--bundle", receipt, "--key", key], cwd="/",
                              capture_output=True, text=True, timeout=60, check=False)
    assert verify().returncode == 0 and bundle["line"] in verify().stdout
    for name, value in {"line": bundle["line"].replace('"us":', '"us":1'), "id": f"{stream}/8", "path": bundle["path"][:-1],
                        "checkpoint": STRANGER.sign(note.text), "v": 2}.items():
        receipt.write_text(json.dumps(bundle | {name: value}))
        refused = verify()
        assert refused.returncode == 1 and "not verified" in refused.stderr, name
        assert refused.stdout.startswith("NOT VERIFIED\n"), name
