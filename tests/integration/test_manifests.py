"""Daily manifests: what they list, that they follow one another, and what holds one back."""

import base64
import hashlib
import json
from collections import Counter
from datetime import date, timedelta

import pytest
from lib.notes import Key, notes_in
from lib.past import Past
from lib.signed_log import SigningKey
from lib.waiting import wait_until
from lib.world import DEMO_APPID, LOG_NAME

OTHER_APPID = "wx00000000000000aa"
# Also what was left unsigned long ago is looked for.
DAYS = [(date.today() - timedelta(days=back)).isoformat() for back in (40, 2)]


@pytest.fixture
def past(world):
    """Two days with three streams, sealed and not signed."""
    world.prepare(audit__checkpoint_ms=100)
    world.database.rows("INSERT INTO merchant (appid, authorized, stamp) VALUES (%s, false, 1)", (OTHER_APPID,))
    ids = dict(world.database.rows("SELECT appid, id FROM merchant"))
    world.streams = [Past(world.database, DAYS[0], 1), Past(world.database, DAYS[0], 2), Past(world.database, DAYS[1], 1)]
    for number, stream in enumerate(world.streams):
        for outcome in ("active", "active", "inactive", "refused")[:number + 2]:
            stream.query(ids[DEMO_APPID], DEMO_APPID, outcome)
        stream.query(ids[OTHER_APPID], OTHER_APPID, "upstream_error")
        stream.add("admin", ids[OTHER_APPID], OTHER_APPID, action="merchant_resumed", details={})
    return world


def manifests(world):
    return [row[0] for row in world.database.rows("SELECT note FROM audit_manifest ORDER BY day")]


def test_every_stream_of_a_day_and_what_is_in_it(past):
    for stream in past.streams:
        stream.store()
    past.gateways[0].start()
    wait_until(lambda: len(manifests(past)) == 2)
    previous = "0" * 64
    for day, text in zip(DAYS, manifests(past), strict=True):
        note, = notes_in(text)
        assert note.signed_by(Key(past.audit_key))
        origin, on, before, body = note.text.removesuffix("\n").split("\n")
        assert (origin, on, before) == (f"{LOG_NAME}/manifest", day, previous)
        previous = hashlib.sha256(text.encode()).hexdigest()

        told = json.loads(body)
        streams = [stream for stream in past.streams if stream.day == day]
        assert told["streams"] == [
            {"stream": stream.name, "size": len(stream.lines), "root": base64.b64encode(stream.root()).decode()} for stream in streams]
        lines = [json.loads(line) for stream in streams for line in stream.lines]
        assert told["kinds"] == Counter(line["kind"] for line in lines)
        assert [merchant["merchant"] for merchant in told["merchants"]] == sorted([OTHER_APPID, DEMO_APPID])
        for merchant in told["merchants"]:
            own = [line for line in lines if line.get("merchant") == merchant["merchant"]]
            assert merchant["records"] == len(own)
            usage = Counter(line["outcome"] for line in own if line["kind"] == "query")
            assert {line["outcome"]: line["count"] for line in merchant["usage"]} == usage
            assert {line["month"] for line in merchant["usage"]} == {day[:7]}


def test_the_month_is_that_of_shanghai(past):
    """16:00 UTC of the last day is the first of the next month there."""
    stream = past.streams[0]
    demo = past.database.value("SELECT id FROM merchant WHERE appid = %s", (DEMO_APPID,))
    stream.time = stream.time.replace(hour=15, minute=59, second=59, microsecond=999_000 - 1000)
    stream.query(demo, DEMO_APPID, "unknown")
    stream.query(demo, DEMO_APPID, "not_sent")
    stream.store()
    # The lines say what the columns say; only the month of the manifest is of interest.
    past.database.rows("SET session_replication_role = replica; "
                       "UPDATE audit_record SET time = '2026-01-31 15:59:59.999999+00' WHERE outcome = 6; "
                       "UPDATE audit_record SET time = '2026-01-31 16:00:00+00' WHERE outcome = 5")
    past.gateways[0].start()
    wait_until(lambda: manifests(past))
    told = json.loads(notes_in(manifests(past)[0])[0].text.split("\n")[3])
    usage = next(merchant["usage"] for merchant in told["merchants"] if merchant["merchant"] == DEMO_APPID)
    assert {(line["month"], line["outcome"]) for line in usage} >= {("2026-01", "unknown"), ("2026-02", "not_sent")}


def test_a_day_waits_for_its_streams_and_the_next_for_it(past):
    past.streams[0].store()
    past.streams[1].store(state="damaged")
    past.streams[2].store()
    gateway = past.gateways[0].start()
    wait_until(lambda: gateway.metric("marketcode_audit_manifest_overdue") == 1)
    assert "audit_manifest_overdue" in gateway.log() and "1 damaged streams" in gateway.log()
    assert manifests(past) == []

    gateway = past.gateways[0]
    sound, damaged = past.streams[0].name, past.streams[1].name
    refused = gateway.run("audit", "give-up", sound, "--reason", "none")
    assert refused.returncode == 1 and "is not damaged" in refused.stderr
    gateway.cli("audit", "give-up", damaged, "--reason", "the disk lost it")
    again = gateway.run("audit", "give-up", damaged, "--reason", "twice")
    assert again.returncode == 1 and "already" in again.stderr
    wait_until(lambda: [record for record in past.audit.records("admin") if record["action"] == "stream_given_up"])
    gateway.stop()
    gateway.start()  # which looks at once
    wait_until(lambda: len(manifests(past)) == 2)
    told = json.loads(notes_in(manifests(past)[0])[0].text.split("\n")[3])["streams"]
    empty = base64.b64encode(hashlib.sha256(b"").digest()).decode()
    assert told == [
        {"stream": sound, "size": len(past.streams[0].lines), "root": base64.b64encode(past.streams[0].root()).decode()},
        {"stream": damaged, "size": 0, "root": empty, "damaged": True}]

    out = past.folder / "log.ndjson"  # without the stream of which nothing was signed
    gateway.cli("audit", "export", "--from", DAYS[0], "--out", out, "--reason", "test")
    key = past.file("trusted", past.audit_key + "\n")
    told = gateway.run("audit", "verify", "--export", out, "--checkpoints", f"{out}.notes", "--key", key)
    assert f"nothing of stream {damaged}, which was given up" in told.stdout and "VERIFIED, PARTIAL" in told.stdout, told.stdout


def test_what_was_signed_of_a_stream_that_was_given_up_stays_proven(past):
    """The lines are whole here; only the manifest says that no more than the checkpoint's can be relied on."""
    for stream, state in zip(past.streams, ("sealed", "damaged", "sealed"), strict=True):
        stream.store(state=state)
    gateway = past.gateways[0]
    damaged = past.streams[1]
    signed = len(damaged.lines) - 2
    root = base64.b64encode(damaged.root(signed)).decode()
    checkpoint = SigningKey.of(past.signing_key).sign(f"{LOG_NAME}/{damaged.name}\n{signed}\n{root}\n")
    past.database.rows("INSERT INTO audit_checkpoint (stream, size, root, note) VALUES (%s, %s, %s, %s)",
                       (damaged.id, signed, damaged.root(signed), checkpoint))
    gateway.cli("audit", "give-up", damaged.name, "--reason", "the disk lost it")
    gateway.start()
    wait_until(lambda: len(manifests(past)) == 2)
    gateway.stop()
    listed = json.loads(notes_in(manifests(past)[0])[0].text.split("\n")[3])["streams"][1]
    assert listed["size"] == signed and listed["damaged"]
    out = past.folder / "log.ndjson"
    gateway.cli("audit", "export", "--from", DAYS[0], "--out", out, "--reason", "test")
    key = past.file("trusted", past.audit_key + "\n")
    told = gateway.run("audit", "verify", "--export", out, "--checkpoints", f"{out}.notes", "--key", key)
    assert "was given up as damaged" in told.stdout and "PARTIAL" in told.stdout and told.returncode == 0


def test_a_day_with_its_manifest_is_closed(past):
    """A clock that was set back does not open a stream in it."""
    for stream in past.streams:
        stream.store()
    gateway = past.gateways[0].start()
    wait_until(lambda: len(manifests(past)) == 2)
    gateway.stop()
    tomorrow = "((clock_timestamp() AT TIME ZONE 'UTC')::date + 1)"
    past.database.rows(f"INSERT INTO audit_manifest (day, hash, note) VALUES ({tomorrow} - 1, %s, 'x')", (b"0" * 32,))
    gateway.start()
    opened = f"SELECT count(*) FROM audit_stream WHERE day = {tomorrow} AND state = 'open'"
    wait_until(lambda: past.database.value(opened) == 1)
    # And one is enough until that day begins: commits go into it, heartbeats too.
    stream = past.database.value(f"SELECT id FROM audit_stream WHERE day = {tomorrow} AND state = 'open'")
    for _ in range(3):
        past.database.rows("INSERT INTO audit_outbox (kind, time, head) SELECT 5, now(), head FROM (SELECT "
                           "'\"time\":\"2026-01-01T00:00:00.000000Z\",\"actor\":{},\"action\":\"x\",\"details\":{}' AS head) h RETURNING id")
        wait_until(lambda: past.database.value("SELECT count(*) FROM audit_outbox") == 0)
    assert past.database.rows(f"SELECT id FROM audit_stream WHERE day = {tomorrow}") == [(stream,)]


def test_two_gateways_make_one(past):
    for stream in past.streams:
        stream.store()
    past.gateways[0].start()
    past.gateway(audit__checkpoint_ms=100).start()
    wait_until(lambda: len(manifests(past)) == 2)
    assert past.database.value("SELECT count(*) FROM audit_manifest") == 2
