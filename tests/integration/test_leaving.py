"""Days on their way out of the database: held, archived, detached, purged."""

import hashlib
import json
import os
import pwd
import subprocess

import pytest
from lib.colleague import colleague_of
from lib.old_day import OldDay
from lib.paths import program
from lib.waiting import wait_until

pytestmark = pytest.mark.single_threaded

OLD = 1200  # days; retention.min_days is 1095


@pytest.fixture
def desk(world):
    """The commands, and a folder for archives."""
    gateway = world.gateway()
    (world.folder / "archive").mkdir()
    return gateway


@pytest.fixture
def archives(world, desk):
    return world.folder / "archive"


def complaint(gateway, *words):
    done = gateway.run(*words)
    assert done.returncode == 1, done.stdout
    return done.stderr


def told(world, action):
    """Details of the admin records of that action that wait for a writer, or are written."""
    heads = [head for head, in world.database.rows("SELECT head FROM audit_outbox WHERE kind = 3 ORDER BY id")]
    return [event["details"] for event in (json.loads("{" + head + "}") for head in heads) if event["action"] == action]


def archive(gateway, archives, day, *more):
    return gateway.cli("audit", "archive", "--out", archives, "--day", day.name, *more)


def unpacked(file):
    return subprocess.run(["zstd", "-dc", file], capture_output=True, check=True).stdout.decode().splitlines()


def test_an_archive_holds_the_whole_day_and_verifies_alone(world, desk, archives):
    old = OldDay(world, OLD, records=300)
    assert "archived 602 records" in archive(desk, archives, old)
    lines, notes = archives / f"audit-{old.name}.ndjson.zst", archives / f"audit-{old.name}.notes"
    assert unpacked(lines) == old.all_lines() == old.stored_lines()
    assert sorted(path.name for path in archives.iterdir()) == [lines.name, notes.name]
    key = world.file("public-key", world.audit_key + "\n")
    done = subprocess.run([program("marketcode-gateway"), "audit", "verify", "--export", lines, "--checkpoints", notes,
                           "--key", key], capture_output=True, text=True, timeout=60, check=True)
    assert "VERIFIED" in done.stdout

    record, = told(world, "day_archived")
    assert record == {"day": old.name, "file": lines.name, "bytes": lines.stat().st_size, "records": 602,
                      "sha256": hashlib.sha256(lines.read_bytes()).hexdigest()}
    assert old.attached()
    assert "was archived before" in archive(desk, archives, old)
    assert len(told(world, "day_archived")) == 1
    lines.write_bytes(lines.read_bytes()[:-1])
    assert "is not the file that was archived" in complaint(desk, "audit", "archive", "--out", archives, "--day", old.name)


@pytest.mark.parametrize("damage, words", [
    ("UPDATE audit_stream SET state = 'damaged', root = NULL WHERE id = {first}", "1 of its streams are not sealed"),
    ("DELETE FROM audit_checkpoint WHERE stream = {first}", "1 of its streams have no checkpoint at their end"),
    ("DELETE FROM audit_manifest", "its daily manifest is not made yet"),
    ("UPDATE audit_record SET line = replace(line, 'native', 'nativE') WHERE stream = {first} AND seq = 7", "does not verify"),
    ("DELETE FROM audit_record WHERE stream = {first} AND seq = 20", ""),
    ("UPDATE audit_manifest SET note = replace(note, '\"query\":40', '\"query\":41')", "does not verify"),
])
def test_a_day_that_is_not_whole_is_not_archived(world, desk, archives, damage, words):
    old = OldDay(world, OLD)
    world.database.rows("SET session_replication_role = replica; " + damage.format(first=min(old.lines)))
    assert words in complaint(desk, "audit", "archive", "--out", archives, "--day", old.name, "--detach")
    assert world.database.value("SELECT count(*) FROM audit_archive") == 0
    assert old.attached() and told(world, "day_archived") == []
    assert list(archives.glob("*.zst*")) == []
    world.audit.gaps = list  # they are of this test


def test_files_that_were_written_but_not_recorded_are_taken_when_they_verify(world, desk, archives):
    old = OldDay(world, OLD)
    archive(desk, archives, old)
    world.database.rows("DELETE FROM audit_archive")
    (archives / f"audit-{old.name}.ndjson.zst.part").write_text("cut off")
    assert "archived 42 records" in archive(desk, archives, old)
    world.database.rows("DELETE FROM audit_archive")
    file = archives / f"audit-{old.name}.ndjson.zst"
    file.write_bytes(file.read_bytes()[:-9])
    complaint(desk, "audit", "archive", "--out", archives, "--day", old.name)
    assert file.exists() and world.database.value("SELECT count(*) FROM audit_archive") == 0


def test_today_and_days_without_streams_are_not_archived(world, desk, archives):
    young = OldDay(world, 1)
    assert "archived" in archive(desk, archives, young)
    today = world.database.value("SELECT ((clock_timestamp() AT TIME ZONE 'UTC')::date)::text")
    assert "it is not over" in complaint(desk, "audit", "archive", "--out", archives, "--day", today)
    assert "no stream" in complaint(desk, "audit", "archive", "--out", archives, "--day", "2020-02-29")
    assert "2026-11-22" in complaint(desk, "audit", "archive", "--out", archives, "--day", "2021-02-29")


def test_a_detached_day_leaves_the_log_and_keeps_its_roots(world, desk, archives):
    old, other = OldDay(world, OLD), OldDay(world, OLD - 1)
    streams = world.database.rows("SELECT * FROM audit_stream WHERE day = %s ORDER BY id", (old.day,))
    assert f"{old.name}: detached" in archive(desk, archives, old, "--detach")
    assert not old.attached() and old.exists() and other.attached()
    assert old.stored_lines() == old.all_lines()
    assert told(world, "day_detached") == [{"day": old.name}]
    assert world.database.rows("SELECT * FROM audit_stream WHERE day = %s ORDER BY id", (old.day,)) == streams
    assert world.database.value("SELECT count(*) FROM audit_checkpoint WHERE stream = ANY(%s)", (list(old.lines),)) == 2
    assert f"they are in audit-{old.name}.ndjson.zst" in complaint(
        desk, "audit", "export", "--from", old.name, "--to", other.name, "--out", archives / "export")
    with pytest.raises(Exception, match="a record is never changed"):
        world.database.rows(f"UPDATE {old.partition} SET line = 'x'")
    with pytest.raises(Exception, match="is refused"):
        world.database.rows(f"DELETE FROM {old.partition}")
    assert "it was archived and detached" in complaint(desk, "audit", "archive", "--out", archives, "--day", old.name)

    desk.cli("audit", "archive", "--reattach", old.name)
    assert old.attached() and told(world, "day_attached") == [{"day": old.name}]
    assert "is not detached" in complaint(desk, "audit", "archive", "--reattach", old.name)
    archive(desk, archives, old, "--detach")
    assert not old.attached()


def test_detaching_that_was_cut_off_is_completed(world, desk, archives):
    old = OldDay(world, OLD)
    archive(desk, archives, old)
    world.database.rows(f"ALTER TABLE audit_record DETACH PARTITION {old.partition}", role="marketcode_owner")
    # A hold that came too late keeps the records, but not in a state in which nobody finds or reattaches them.
    desk.cli("audit", "hold", "add", "--from", old.name, "--to", old.name, "--reason", "a lawsuit")
    archive(desk, archives, old, "--detach")
    assert told(world, "day_detached") == [{"day": old.name}]
    assert world.database.value("SELECT detached_at IS NOT NULL FROM audit_archive")


def test_many_days_at_once(world, desk, archives):
    days = [OldDay(world, OLD + back, streams=1, records=3) for back in (2, 1)]
    young = OldDay(world, 1000, streams=1)
    unready = OldDay(world, OLD, streams=1, ready=False)
    done = desk.run("audit", "archive", "--out", archives, "--older-than", 1095, "--detach")
    assert done.returncode == 1 and f"{unready.name}: is not archived" in done.stderr
    assert [day.attached() for day in (*days, young, unready)] == [False, False, True, True]


def test_a_day_stays_for_its_time_and_while_it_is_held(world, desk, archives):
    old, young = OldDay(world, 1096), OldDay(world, 1095)
    assert "it is 1095 days old, and retention.min_days keeps 1095" in complaint(
        desk, "audit", "archive", "--out", archives, "--day", young.name, "--detach")
    hold = desk.cli("audit", "hold", "add", "--from", old.name, "--to", young.name, "--reason", "a lawsuit").strip()
    assert "a hold keeps it" in complaint(desk, "audit", "archive", "--out", archives, "--day", old.name, "--detach")
    assert world.database.value("SELECT count(*) FROM audit_archive") == 2  # a copy may be made
    assert old.attached() and young.attached()
    desk.cli("audit", "hold", "release", hold, "--reason", "settled")
    archive(desk, archives, old, "--detach")
    assert not old.attached()


def test_holds_are_listed_and_recorded(world, desk):
    made = json.loads(desk.cli("audit", "hold", "add", "--from", "2024-01-01", "--to", "2024-01-31", "--reason", "a lawsuit",
                               "--json"))
    assert (made["from"], made["to"], made["reason"]) == ("2024-01-01", "2024-01-31", "a lawsuit")
    for first, last, reason in (("2024-02-02", "2024-02-01", "x"), ("2024-02-30", "2024-03-01", "x"), ("2024-02-01", "x", "x"),
                                ("2024-02-01", "2024-02-02", ""), ("2024-02-01", "2024-02-02", "two\nlines")):
        desk.cli("audit", "hold", "add", "--from", first, "--to", last, "--reason", reason, status=1)
    desk.cli("audit", "hold", "release", str(made["id"]), "--reason", "settled")
    assert "released already" in complaint(desk, "audit", "hold", "release", str(made["id"]), "--reason", "again")
    assert "no hold 99" in complaint(desk, "audit", "hold", "release", "99", "--reason", "x")
    listed, = json.loads(desk.cli("audit", "hold", "list", "--json"))
    assert listed["released_by"] == listed["created_by"]
    assert "a lawsuit" in desk.cli("audit", "hold", "list")
    span = {"hold": made["id"], "from": "2024-01-01", "to": "2024-01-31"}
    assert told(world, "hold_added") == [span | {"reason": "a lawsuit"}]
    assert told(world, "hold_released") == [span | {"reason": "settled"}]


def test_a_purge_takes_two_people_and_the_archive(world, desk, archives):
    colleague = colleague_of(world, desk)
    old = OldDay(world, OLD)
    archive(desk, archives, old, "--detach")
    request = desk.cli("audit", "purge", "request", "--day", old.name, "--reason", "room").strip()
    run = ("audit", "purge", "run", request, "--archive", archives)
    assert "nobody else has approved it" in complaint(desk, *run)
    assert "who requested it cannot approve it" in complaint(desk, "audit", "purge", "approve", request)
    assert "nobody else has approved it" in complaint(colleague, *run)
    colleague.cli("audit", "purge", "approve", request)
    assert "approved already" in complaint(desk, "audit", "purge", "approve", request)

    lines = archives / f"audit-{old.name}.ndjson.zst"
    whole = lines.read_bytes()
    for content in (None, whole[:-1], whole + b"x"):
        lines.unlink() if content is None else lines.write_bytes(content)
        desk.cli(*run, status=1)
    lines.write_bytes(whole)
    notes = lines.with_name(f"audit-{old.name}.notes")
    text = notes.read_text()
    notes.write_text(text.replace("manifest", "Manifest"))
    assert "are not the notes that were archived" in complaint(desk, *run)
    notes.write_text(text)

    hold = desk.cli("audit", "hold", "add", "--from", old.name, "--to", old.name, "--reason", "a lawsuit").strip()
    assert "a hold keeps it" in complaint(desk, *run)
    assert old.exists()
    desk.cli("audit", "hold", "release", hold, "--reason", "settled")
    assert f"{old.name}: purged" in desk.cli(*run)
    assert not old.exists()
    assert "it is finished" in complaint(desk, *run)
    assert world.database.value("SELECT count(*) FROM audit_stream WHERE day = %s AND root IS NOT NULL", (old.day,)) == 2
    assert [event["days"] for action in ("purge_requested", "purge_approved", "purge_finished")
            for event in told(world, action)] == [[old.name]] * 3
    assert told(world, "day_purged") == [{"day": old.name, "request": int(request), "reason": "room"}]
    assert "not detached, or was purged" in complaint(desk, "audit", "archive", "--reattach", old.name)
    listed, = json.loads(desk.cli("audit", "purge", "list", "--json"))
    assert (listed["state"], listed["days"]) == ("finished", [old.name])
    assert listed["requested_by"] == pwd.getpwuid(os.getuid()).pw_name != listed["approved_by"]
    assert "finished" in desk.cli("audit", "purge", "list")


def test_only_detached_days_of_their_age_can_be_purged(world, desk, archives):
    old, attached, held = OldDay(world, OLD), OldDay(world, OLD + 1), OldDay(world, OLD + 2)
    for day in (old, held):
        archive(desk, archives, day, "--detach")
    desk.cli("audit", "hold", "add", "--from", held.name, "--to", held.name, "--reason", "a lawsuit")

    def refused(day):
        return complaint(desk, "audit", "purge", "request", "--day", day, "--reason", "room")

    assert "not archived and detached" in refused(attached.name)
    assert "a hold keeps it" in refused(held.name)
    assert "not archived and detached" in refused("2020-01-01")
    made = json.loads(desk.cli("audit", "purge", "request", "--older-than", "1100", "--reason", "room", "--json"))
    assert made["days"] == [old.name]
    desk.configure(retention__min_days=1300)
    assert "retention.min_days keeps 1300" in refused(old.name)
    colleague_of(world, desk).cli("audit", "purge", "approve", str(made["id"]))
    assert "retention.min_days keeps 1300" in complaint(desk, "audit", "purge", "run", str(made["id"]), "--archive", archives)
    assert "no day" in complaint(desk, "audit", "purge", "request", "--older-than", "1301", "--reason", "room")
    assert old.exists()


def test_a_request_expires(world, desk, archives):
    old = OldDay(world, OLD)
    archive(desk, archives, old, "--detach")
    request = desk.cli("audit", "purge", "request", "--day", old.name, "--reason", "room").strip()
    world.database.rows("UPDATE audit_purge SET requested_at = now() - interval '7 days 1 second'")
    assert "expired" in complaint(colleague_of(world, desk), "audit", "purge", "approve", request)
    world.database.rows("UPDATE audit_purge SET approved_at = now(), approved_by = 'me'")
    assert "expired" in complaint(desk, "audit", "purge", "run", request, "--archive", archives)
    assert old.exists()


def test_the_application_role_can_do_none_of_it(world, desk, archives):
    old = OldDay(world, OLD)
    archive(desk, archives, old, "--detach")
    for statement in (f"DROP TABLE {old.partition}", f"SELECT 1 FROM {old.partition}",
                      "ALTER TABLE audit_record DETACH PARTITION audit_record_20000101",
                      "UPDATE audit_archive SET purged_at = now()", "DELETE FROM audit_hold", "DELETE FROM audit_purge",
                      "UPDATE audit_purge SET finished_at = now()", "UPDATE audit_hold SET last_day = first_day",
                      "UPDATE audit_day_key SET envelope = NULL, destroyed_at = now()"):
        with pytest.raises(Exception, match="permission denied|must be owner"):
            world.database.rows(statement, role="marketcode_app")
    with pytest.raises(Exception, match="audit_purge_check"):
        world.database.rows("INSERT INTO audit_purge (days, reason, requested_by) VALUES ('{2020-01-01}', 'x', 'me');"
                            "UPDATE audit_purge SET approved_by = 'me', approved_at = now()", role="marketcode_app")


def test_the_address_columns_of_a_detached_day_are_cleared_too(world, archives):
    world.prepare(audit__personal_days=0)
    gateway = world.gateways[-1]
    old = OldDay(world, OLD)
    archive(gateway, archives, old, "--detach")
    assert old.clients() == 40
    gateway.configure(audit__personal_days=180)
    gateway.start()
    wait_until(lambda: old.clients() == 0)
    wait_until(lambda: world.audit.records("system", where="line LIKE '%%day_key_destroyed%%'"))


def test_the_gateway_runs_on_beside_detached_days(world, desk, archives):
    old = OldDay(world, OLD)
    key = world.prepare()
    gateway = world.gateways[-1].start()
    archive(desk, archives, old, "--detach")
    reply = gateway.query(key, {"code_url": "P.URL.CN/0U.JYJXP3HJI2C98A9O"})
    assert reply.status == 200
    assert world.audit.by_id(reply.headers["X-Audit-Id"])["outcome"] == "active"


def test_the_live_log_verifies_beside_detached_days_and_says_where_they_are(world, desk, archives):
    old = OldDay(world, OLD)
    world.prepare()
    archive(desk, archives, old, "--detach")
    key = world.file("key", world.audit_key + "\n")
    told = json.loads(desk.cli("--json", "audit", "verify", "--database", "--key", key))
    assert told["verified"] is True
    assert f"were moved to audit-{old.name}.ndjson.zst" in json.dumps(told)
