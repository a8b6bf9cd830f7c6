"""Checkpoints: what is signed and when, by whom it can be checked, and how the key is changed."""

import json

import pytest
from lib.merkle import leaf_hash, root_of
from lib.notes import Checkpoint, Key, notes_in
from lib.waiting import wait_until
from lib.world import DEMO_SELECTOR, LOG_NAME, make_signing_key


def stored(world):
    return [row[0] for row in world.database.rows("SELECT note FROM audit_checkpoint ORDER BY number")]


def checked(world, key=None):
    """Every stored checkpoint, signature and root checked against the lines."""
    key = key or Key(world.audit_key)
    found = []
    for text in stored(world):
        note, = notes_in(text)
        assert note.signed_by(key), text
        checkpoint = Checkpoint.of(note)
        assert checkpoint.log == LOG_NAME
        lines = [row[0].encode() for row in world.database.rows(
            "SELECT line FROM audit_record WHERE stream = %s AND seq < %s ORDER BY seq", (checkpoint.stream, checkpoint.size))]
        assert len(lines) == checkpoint.size
        assert checkpoint.root == root_of([leaf_hash(line) for line in lines])
        found.append(checkpoint)
    return found


def uncovered(world):
    """Records that no checkpoint covers."""
    return world.database.value(
        "SELECT coalesce(sum(s.size - coalesce((SELECT max(c.size) FROM audit_checkpoint c WHERE c.stream = s.id), 0)), 0) "
        "FROM audit_stream s")


def test_while_records_come_and_at_the_end(world):
    key = world.prepare(audit__checkpoint_ms=100)
    gateway = world.gateways[0].start()
    for _ in range(3):
        assert gateway.query(key, DEMO_SELECTOR).status == 200
        wait_until(lambda: uncovered(world) == 0)
    sizes = [checkpoint.size for checkpoint in checked(world)]
    assert len(sizes) >= 3 and sizes == sorted(set(sizes))
    assert gateway.metric("marketcode_audit_checkpoints_total") == len(sizes)

    gateway.configure(audit__checkpoint_ms=10_000)
    gateway.stop()
    gateway.start()
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    gateway.stop()  # does not wait for the next
    assert uncovered(world) == 0
    checked(world)


def test_a_stream_is_signed_when_it_is_full(world):
    key = world.prepare(audit__roll_over=16)  # and a checkpoint every ten seconds
    gateway = world.gateways[0].start()
    for _ in range(20):
        assert gateway.query(key, DEMO_SELECTOR).status == 200
    wait_until(lambda: world.database.value(
        "SELECT count(*) FROM audit_stream s JOIN audit_checkpoint c ON c.stream = s.id AND c.size = s.size "
        "WHERE s.state = 'sealed'") == 1, 8)
    checked(world)


def test_a_new_stream_lists_the_checkpoints_of_the_open_ones(world):
    world.prepare(audit__checkpoint_ms=100)
    world.gateways[0].start()
    wait_until(lambda: uncovered(world) == 0)
    first = world.database.value("SELECT id FROM audit_stream")
    world.gateway(audit__checkpoint_ms=100).start()
    opening = next(record for record in world.audit.records("system")
                   if record.stream != first and record["action"] == "stream_opened")
    listed, = opening["details"]["open"]
    assert listed["stream"] == f"{first:016x}" and listed["checkpoint"] in stored(world)


def test_what_a_dead_gateway_left_is_signed_by_whoever_closes_it(world):
    key = world.prepare(audit__stale_after_s=1)
    dying = world.gateways[0].start()
    assert dying.query(key, DEMO_SELECTOR).status == 200
    dying.kill()
    heir = world.gateway(audit__stale_after_s=1).start()
    wait_until(lambda: world.database.value("SELECT count(*) FROM audit_stream WHERE state = 'sealed'") == 1)
    wait_until(lambda: world.database.value(
        "SELECT count(*) FROM audit_stream s JOIN audit_checkpoint c ON c.stream = s.id AND c.size = s.size "
        "WHERE s.state = 'sealed'") == 1)
    checked(world)
    assert heir.metric("marketcode_audit_checkpoints_total") >= 1


@pytest.fixture
def orphan(world):
    """A stream that was sealed by a gateway that died before it signed."""
    key = world.prepare(audit__stale_after_s=1)
    gateway = world.gateways[0].start()
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    gateway.stop()
    stream = world.database.value("SELECT id FROM audit_stream")
    world.database.rows(
        "SET session_replication_role = replica; DELETE FROM audit_checkpoint; "
        "UPDATE audit_stream SET sealed_at = sealed_at - interval '1 hour'")
    return stream


def test_a_sealed_stream_without_a_signature_is_read_anew_and_signed(world, orphan):
    world.gateways[0].start()
    wait_until(lambda: any(checkpoint.stream == orphan for checkpoint in checked(world)))


@pytest.mark.parametrize("damage, said", [
    ("UPDATE audit_record SET line = replace(line, 'active', 'hidden') WHERE stream = %s AND kind = 1", "do not hash to its root"),
    ("DELETE FROM audit_record WHERE stream = %s AND seq = 1", "is missing"),
    ("DELETE FROM audit_record WHERE stream = %s AND seq = (SELECT max(seq) FROM audit_record)", "not as many records"),
])
def test_a_damaged_stream_is_never_signed(world, orphan, damage, said):
    world.database.rows(f"CREATE TABLE untouched AS SELECT * FROM audit_record WHERE stream = {orphan}")
    world.database.rows("SET session_replication_role = replica; " + damage, (orphan,))
    gateway = world.gateways[0].start()
    wait_until(lambda: "audit_stream_damaged" in gateway.log())
    assert said in gateway.log()
    wait_until(lambda: gateway.metric("marketcode_audit_unsigned_damaged_streams") == 1)
    gateway.stop()
    assert all(checkpoint.stream != orphan for checkpoint in checked(world))
    world.database.rows(f"SET session_replication_role = replica; DELETE FROM audit_record WHERE stream = {orphan}; "
                        "INSERT INTO audit_record SELECT * FROM untouched")


def test_the_key_is_changed_by_a_note_of_both(world):
    key = world.prepare(audit__checkpoint_ms=100)
    gateway = world.gateways[0].start()
    wait_until(lambda: uncovered(world) == 0)
    assert gateway.cli("audit", "key", "show") == world.audit_key + "\n"

    private, public = make_signing_key()
    world.secrets.plant("new signing key", private.split("+", 4)[4])
    # A key that was not announced does not start.
    other = world.gateway()
    other.environment["GATEWAY_AUDIT_SIGNING_KEY"] = private
    refused = other.run("serve")
    assert refused.returncode == 1 and "announce audit.signing_key" in refused.stderr

    old_file, new_file = world.file("old-key", world.signing_key), world.file("new-key", private)
    note, = notes_in(gateway.cli("audit", "key", "rotate", "--old-key-file", old_file, "--new-key-file", new_file))
    origin, number, before, after, _time = note.text.split("\n")[:5]
    assert (origin, number, before, after) == (f"{LOG_NAME}/keys", "1", world.audit_key, public)
    assert note.signed_by(Key(world.audit_key)) and note.signed_by(Key(public))

    # Who runs goes on with the old one until it is started anew, which needs the new one.
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    wait_until(lambda: uncovered(world) == 0)
    before_restart = len(checked(world))
    gateway.stop()
    refused = gateway.run("serve")
    assert refused.returncode == 1 and "was replaced" in refused.stderr
    signed_by_old = len(stored(world))
    assert signed_by_old >= before_restart
    other.start()
    wait_until(lambda: len(stored(world)) > signed_by_old)
    last, = notes_in(stored(world)[-1])
    assert last.signed_by(Key(public)) and not last.signed_by(Key(world.audit_key))

    shown = [json.loads(line) for line in other.cli("audit", "key", "show", "--json").splitlines()]
    assert [(row["key"], row["current"]) for row in shown] == [(world.audit_key, False), (public, True)]
    wait_until(lambda: any(record.get("action") == "audit_key_rotated" for record in world.audit.records("admin")))
    again = gateway.run("audit", "key", "rotate", "--old-key-file", old_file, "--new-key-file", new_file)
    assert again.returncode == 1 and "is not the one that the log is signed with" in again.stderr


def test_the_private_key_is_nowhere_in_the_database(world):
    world.prepare(audit__checkpoint_ms=100)
    world.gateways[0].start()
    wait_until(lambda: uncovered(world) == 0)
    assert world.signing_key.split("+", 4)[4] not in world.database.dump()
