"""After a restore from a backup: a log that is shorter than what it signed says so itself."""

import pytest
from lib.notes import Checkpoint, notes_in
from lib.waiting import wait_until
from lib.world import DEMO_SELECTOR


def declared(world):
    return [record for record in world.audit.records("system") if record["action"] == "log_regressed"]


@pytest.fixture
def witnessed(world):
    """A stream with its checkpoints in a file outside."""
    file = world.folder / "checkpoints"
    key = world.prepare(audit__checkpoint_ms=100, audit__checkpoint_file=str(file))
    gateway = world.gateways[0].start()
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    gateway.stop()
    assert file.exists()
    return world.database.value("SELECT id FROM audit_stream"), world.database.value("SELECT size FROM audit_stream")


def test_a_whole_log_declares_nothing(world, witnessed):
    gateway = world.gateways[0].start()
    assert gateway.metric("marketcode_audit_regressed_streams") == 0
    assert "audit_log_regressed" not in gateway.log() and declared(world) == []


@pytest.mark.parametrize("restored, found", [
    ("DELETE FROM audit_record WHERE seq > 0; DELETE FROM audit_checkpoint; DELETE FROM audit_intent; "
     "UPDATE audit_stream SET size = 1", 1),
    ("DELETE FROM audit_checkpoint; DELETE FROM audit_record; DELETE FROM audit_intent; DELETE FROM audit_stream", None),
])
def test_a_log_that_was_put_back_says_what_it_lost(world, witnessed, restored, found):
    stream, size = witnessed
    world.database.rows("SET session_replication_role = replica; " + restored)
    gateway = world.gateways[0].start()
    assert gateway.metric("marketcode_audit_regressed_streams") == 1
    assert "audit_log_regressed" in gateway.log()
    wait_until(lambda: len(declared(world)) == 1)
    record, = declared(world)
    assert record.stream != stream  # which nobody continues
    lost, = record["details"]["lost"]
    assert lost["stream"] == f"{stream:016x}" and lost["known"] == size and lost.get("found") == found
    assert lost["checkpoint"] in (world.folder / "checkpoints").read_text() and record["details"]["more"] == 0

    gateway.stop()  # once is enough for the log, while the metric goes on saying it
    gateway.start()
    assert gateway.metric("marketcode_audit_regressed_streams") == 1
    assert world.database.value("SELECT count(*) FROM audit_outbox") == 0 and len(declared(world)) == 1


def test_a_base_backup_that_was_restored(world):
    """The stream that was open then is neither continued nor signed again: what was signed of it says more."""
    file = world.folder / "checkpoints"
    key = world.prepare(audit__checkpoint_ms=100, audit__checkpoint_file=str(file), audit__stale_after_s=1)
    gateway = world.gateways[0].start()
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    world.database.server.back_up()
    before = world.database.value("SELECT size FROM audit_stream")
    stream = world.database.value("SELECT id FROM audit_stream")
    for _ in range(3):
        assert gateway.query(key, DEMO_SELECTOR).status == 200

    def known():
        return max(checkpoint.size for checkpoint in map(Checkpoint.of, notes_in(file.read_text())) if checkpoint.stream == stream)

    wait_until(lambda: file.exists() and known() >= before + 3)
    gateway.stop()
    signed = known()
    world.database.server.restore()
    assert world.database.value("SELECT size FROM audit_stream") < signed
    gateway.start()
    wait_until(lambda: len(declared(world)) == 1)
    assert declared(world)[0].stream != stream
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    # Long enough for a recovery, which takes what is silent for a second.
    newest = "SELECT max(size) FROM audit_checkpoint WHERE stream <> %s"
    wait_until(lambda: world.database.value(newest, (stream,)) is not None)
    wait_until(lambda: world.database.value("SELECT clock_timestamp() > heartbeat + interval '4 s' AND "
                                            "clock_timestamp() > pg_postmaster_start_time() + interval '4 s' "
                                            "FROM audit_stream WHERE id = %s", (stream,)))
    assert world.database.rows("SELECT state, size FROM audit_stream WHERE id = %s", (stream,)) == [("damaged", before)]
    assert known() == signed
    trusted = world.file("trusted", world.audit_key + "\n")
    done = gateway.run("audit", "verify", "--database", "--checkpoints", file, "--key", trusted)
    assert done.returncode == 1 and f"{stream:016x}" in done.stderr
