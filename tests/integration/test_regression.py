"""After a restore from a backup: a log that is shorter than what it signed says so itself."""

import pytest
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
