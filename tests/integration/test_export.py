"""`audit export`: what is in the file, that it verifies, and that a file that was cut off can be finished."""

import base64
import csv
import gzip
import hashlib
import io
import json
import subprocess

import pytest
from lib.merkle import TILE, Growing, leaf_hash
from lib.past import Past
from lib.world import DEMO_APPID

pytestmark = pytest.mark.single_threaded

DAY = "2026-03-02"
OTHER_APPID = "wx00000000000000aa"


@pytest.fixture
def log(world):
    """Two streams of one day: the second merchant's records stand in a part of the first stream only."""
    world.prepare()
    world.database.rows("INSERT INTO merchant (appid, authorized, stamp) VALUES (%s, false, 1)", (OTHER_APPID,))
    ids = dict(world.database.rows("SELECT appid, id FROM merchant"))
    first, second = Past(world.database, DAY, 1), Past(world.database, DAY, 2)
    for number in range(3 * TILE + 40):
        appid = OTHER_APPID if TILE <= number < TILE + 3 else DEMO_APPID
        first.query(ids[appid], appid, "active" if number % 3 else "inactive", code=f"CODE{number}")
    for number in range(9):
        second.query(ids[DEMO_APPID], DEMO_APPID, "refused")
    world.streams = [first.store(), second.store()]
    return world


def export(world, name, *words, status=0):
    file = world.folder / name
    world.gateways[0].cli("audit", "export", "--from", DAY, "--out", file, "--with-tail", *words, status=status)
    return file


def check(world, text):
    """Every stream whole and with the root that is sealed; the lines by stream."""
    trees = {stream.name: Growing() for stream in world.streams}
    lines = {stream.name: [] for stream in world.streams}
    order = []
    for line in text.decode().splitlines():
        item = json.loads(line)
        order.append(item["stream"])
        tree = trees[item["stream"]]
        assert item["seq"] == tree.size
        if "v" in item:
            tree.append(leaf_hash(line.encode()))
            lines[item["stream"]].append(line)
        elif "leaf" in item:
            tree.append(base64.b64decode(item["leaf"]))
        else:
            tree.append(base64.b64decode(item["tile"]), TILE)
    assert order == sorted(order)
    for stream in world.streams:
        assert trees[stream.name].size == len(stream.lines)
        assert trees[stream.name].root() == stream.root()
    return lines


def manifest(world, file):
    """The body of the export manifest, its digest line, and the text that it is signed over."""
    note = file.with_name(file.name + ".notes").read_text().split("\n\n")[0]
    origin, _time, digest, body = note.split("\n")
    assert origin.endswith("/export")
    return json.loads(body), digest


def digest_of(data):
    """As the export manifest tells it."""
    return hashlib.sha256(b"".join(leaf_hash(line) for line in data.splitlines())).hexdigest()


def test_everything_of_a_day_exactly_as_it_stands(log):
    file = export(log, "all.ndjson", "--reason", "yearly audit")
    text = file.read_bytes()
    lines = check(log, text)
    for stream in log.streams:
        assert [line.encode() for line in lines[stream.name]] == stream.lines
    body, digest = manifest(log, file)
    assert body["witness"].startswith("UNWITNESSED: ")
    assert digest == digest_of(text)
    assert body["records"] == sum(len(stream.lines) for stream in log.streams) and body["leaves"] == 0
    assert body["bytes"] == len(text) and body["reason"] == "yearly audit" and body["filter"] == {}
    assert body["streams"] == [{"stream": stream.name, "size": len(stream.lines)} for stream in log.streams]
    assert file.stat().st_mode & 0o077 == 0
    assert not list(log.folder.glob("all.ndjson.part*"))


def test_one_merchant_s_lines_and_the_hashes_of_the_others(log):
    file = export(log, "one.ndjson", "--merchant", OTHER_APPID)
    text = file.read_bytes()
    lines = check(log, text)
    assert manifest(log, file)[1] == digest_of(text)
    assert [json.loads(line)["mseq"] for line in lines[log.streams[0].name]] == [0, 1, 2]
    assert DEMO_APPID.encode() not in text
    # Three of four tiles hold nothing of this merchant: each is one line.
    assert text.count(b'"tile"') == 2 and len(text.splitlines()) < 320
    body, _ = manifest(log, file)
    assert body["filter"] == {"merchant": OTHER_APPID}
    assert body["records"] == 3 and body["records"] + body["leaves"] == sum(len(stream.lines) for stream in log.streams)


@pytest.mark.parametrize("words, wanted", [
    (["--outcome", "refused"], lambda line: line.get("outcome") == "refused"),
    (["--outcome", "refused", "--outcome", "inactive"], lambda line: line.get("outcome") in ("refused", "inactive")),
    (["--kind", "system"], lambda line: line["kind"] == "system"),
    (["--code", "CODE7"], lambda line: line["seq"] == 8 and line.get("outcome") == "active"),
], ids=lambda value: "-".join(value) if isinstance(value, list) else "")
def test_filters(log, words, wanted):
    lines = check(log, export(log, "some.ndjson", *words).read_bytes())
    for stream in log.streams:
        assert lines[stream.name] == [line.decode() for line in stream.lines if wanted(json.loads(line))]


@pytest.mark.parametrize("suffix, unpack", [
    (".gz", gzip.decompress),
    (".zst", lambda packed: subprocess.run(["zstd", "-dc"], input=packed, capture_output=True, check=True, timeout=60).stdout),
])
def test_packed_files(log, suffix, unpack):
    plain = export(log, "plain.ndjson").read_bytes()
    packed = export(log, "packed.ndjson" + suffix).read_bytes()
    assert unpack(packed) == plain and len(packed) < len(plain) / 3


def test_an_export_that_was_cut_off_is_finished(log):
    whole = export(log, "whole.ndjson.gz").read_bytes()
    file = log.folder / "cut.ndjson.gz"
    # It begins, and then its records are taken away under it.
    log.database.rows("SET session_replication_role = replica; DELETE FROM audit_record WHERE stream = %s", (log.streams[1].id,))
    export(log, file.name, status=1)
    assert not file.exists()
    log.streams[1].restore()
    again = log.gateways[0].run("audit", "export", "--from", DAY, "--out", file, "--with-tail")
    assert again.returncode == 1 and "--resume goes on with it" in again.stderr
    other = log.gateways[0].run("audit", "export", "--from", DAY, "--out", file, "--resume", "--merchant", OTHER_APPID)
    assert other.returncode == 1 and "other options" in other.stderr
    with open(f"{file}.part", "ab") as part:
        part.write(b"what came after the last whole piece")
    export(log, file.name, "--resume")
    assert gzip.decompress(file.read_bytes()) == gzip.decompress(whole)
    body, digest = manifest(log, file)
    assert digest == digest_of(gzip.decompress(whole))


def test_a_reading_copy_is_safe_to_open(log):
    demo = log.database.value("SELECT id FROM merchant WHERE appid = %s", (DEMO_APPID,))
    stream = Past(log.database, DAY, 3)
    reply = json.dumps({"errcode": 0, "activity_name": "=HYPERLINK(\"http://evil\")", "product_brand": "a,\"b\"\nc"})
    stream.add("query", demo, DEMO_APPID, outcome="active", reply=reply, us=5)
    stream.store()
    file = export(log, "copy.csv", "--csv", "--kind", "query")
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))
    assert next(iter(rows[0])) == "record (reading copy, proves nothing)"
    assert len(rows) == 3 * TILE + 40 + 9 + 1
    last = rows[-1]
    assert last["record (reading copy, proves nothing)"] == f"{stream.name}/1"
    assert last["activity"].startswith("'=HYPERLINK") and last["brand"] == 'a,"b"\nc'
    assert not (log.folder / "copy.csv.notes").exists()


def test_a_reader_that_goes_ends_it(log):
    gateway = log.gateways[0]
    command = [*map(str, gateway.command("audit", "export", "--from", DAY, "--out", "-", "--notes", log.folder / "notes",
                                         "--with-tail"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=gateway.environment) as running:
        running.stdout.close()
        assert running.wait(60) == 1
        assert "the reader of the export is gone" in running.stderr.read()
    assert not (log.folder / "notes").exists()


def test_what_is_asked_wrongly_leaves_nothing_behind(log):
    gateway = log.gateways[0]
    for words, said in [
        (["--from", "2026-02-30", "--out", "x"], "are days YYYY-MM-DD"),
        (["--from", DAY, "--to", "2026-03-01", "--out", "x"], "are days YYYY-MM-DD"),
        (["--from", DAY, "--out", "-"], "--out - needs --notes"),
        (["--from", DAY, "--out", "x", "--outcome", "good"], "--outcome is one of active, inactive"),
        (["--from", DAY, "--out", "x", "--index", "5"], "--index goes with --application"),
        (["--from", DAY, "--out", "x", "--client", "nowhere"], "--client is an address"),
    ]:
        refused = gateway.run("audit", "export", *words)
        assert refused.returncode == 1 and said in refused.stderr, refused.stderr
    assert log.database.value("SELECT count(*) FROM audit_outbox WHERE kind = 4") == 0
    existing = log.file("there.ndjson", "mine")
    assert "is there already" in gateway.run("audit", "export", "--from", DAY, "--out", existing).stderr
    assert existing.read_text() == "mine"


def test_every_export_is_on_record_with_its_reason(log):
    export(log, "one.ndjson", "--merchant", OTHER_APPID, "--reason", "complaint 4711")
    head = json.loads("{" + log.database.value("SELECT head FROM audit_outbox WHERE kind = 4") + "}")
    assert head["action"] == "export" and head["details"]["reason"] == "complaint 4711"
    assert head["details"]["asked"]["filter"] == {"merchant": OTHER_APPID}
    assert head["details"]["asked"]["first_day"] == DAY


def test_an_export_that_nobody_signs_says_so(log):
    notes = []
    for name, words in (("signed", ()), ("unsigned", ("--set", "audit.signing_key_env="))):
        done = log.gateways[0].run(*words, "audit", "export", "--from", DAY, "--out", log.folder / name, "--with-tail")
        assert done.returncode == 0, done.stderr
        assert ("audit.signing_key_file is not set" in done.stderr) == (name == "unsigned")
        notes.append((log.folder / f"{name}.notes").read_text())
    assert ["/export\n" in text for text in notes] == [True, False]
