"""What the log signed, over HTTP: open to everybody, unless it is closed."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from lib.merkle import consistency_path, leaf_hash, root_of
from lib.notes import Checkpoint, Key, notes_in
from lib.past import Past
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_SELECTOR

DAY = (date.today() - timedelta(days=2)).isoformat()  # of the last days, so that it is still looked for


@pytest.fixture
def open_log(world):
    key = world.prepare(audit__checkpoint_ms=100)
    gateway = world.gateways[0].start()
    for _ in range(3):
        count = world.database.value("SELECT count(*) FROM audit_checkpoint")
        assert gateway.query(key, DEMO_SELECTOR).status == 200
        wait_until(lambda count=count: world.database.value("SELECT count(*) FROM audit_checkpoint") > count)
    return world


def get(world, target, status=200):
    with Client(world.gateways[0].public_url) as client:
        answer = client.get(target)
    assert answer.status == status, answer.text
    return answer


def test_a_witness_proves_that_a_stream_only_grew(open_log):
    sizes = [row[0] for row in open_log.database.rows("SELECT size FROM audit_checkpoint ORDER BY size")]
    stream, = {row[0] for row in open_log.database.rows("SELECT stream FROM audit_checkpoint")}
    leaves = [leaf_hash(row[0].encode()) for row in open_log.database.rows(
        "SELECT line FROM audit_record WHERE stream = %s ORDER BY seq", (stream,))]
    for old in sizes:
        for new in sizes:
            if old > new:
                get(open_log, f"/v1/audit/consistency/{stream:016x}?old={old}&new={new}", 400)
                continue
            proof = get(open_log, f"/v1/audit/consistency/{stream:016x}?old={old}&new={new}").json()
            assert (proof["stream"], proof["old"], proof["new"]) == (f"{stream:016x}", old, new)
            assert base64.b64decode(proof["old_root"]) == root_of(leaves[:old])
            assert base64.b64decode(proof["new_root"]) == root_of(leaves[:new])
            assert [base64.b64decode(hash) for hash in proof["path"]] == consistency_path(old, leaves[:new])
    assert get(open_log, f"/v1/audit/consistency/{stream:016x}?old=1&new=1000000", 404).json()["code"] == "not_found"
    assert get(open_log, f"/v1/audit/consistency/{stream + 1:016x}?old=1&new=1", 404).json()["code"] == "not_found"
    for wrong in ("x?old=1&new=1", f"{stream:016x}?old=0&new=1", f"{stream:016x}?old=1", f"{stream:016x}?old=-1&new=2"):
        assert get(open_log, f"/v1/audit/consistency/{wrong}", 400).json()["code"] == "request_malformed"


def test_a_witness_reads_along(open_log):
    key = Key(get(open_log, "/v1/audit/keys").text.strip())
    assert key.text == open_log.audit_key
    newest = get(open_log, "/v1/audit/checkpoints")
    note, = notes_in(newest.text)
    assert note.signed_by(key)
    assert Checkpoint.of(note).size == open_log.database.value("SELECT max(size) FROM audit_checkpoint")

    last, seen = "0", []
    while True:
        page = get(open_log, f"/v1/audit/checkpoints?after={last}")
        if not page.text:
            break
        assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
        seen += [note.text for note in notes_in(page.text)]
        last = page.headers["X-Last-Note"]
    stored = [notes_in(row[0])[0].text for row in open_log.database.rows("SELECT note FROM audit_checkpoint ORDER BY number")]
    assert seen == stored[:len(seen)] and len(seen) >= 3


def test_manifests_are_not_for_everybody(world):
    """They say how much each merchant asked."""
    world.prepare(audit__checkpoint_ms=100)
    stream = Past(world.database, DAY).store()
    world.gateways[0].start()
    wait_until(lambda: world.database.value("SELECT count(*) FROM audit_manifest") == 1)
    wait_until(lambda: f"/{stream.name}\n" in get(world, "/v1/audit/checkpoints?after=0").text)
    last = world.database.value("SELECT max(number) FROM audit_note")
    for after in range(last + 1):
        assert "/manifest\n" not in get(world, f"/v1/audit/checkpoints?after={after}").text
    get(world, f"/v1/audit/manifests/{DAY}", 404)


def get_status(world, target):
    with Client(world.gateways[0].public_url) as client:
        return client.get(target).status


def test_many_different_questions_do_not_keep_the_database_from_others(open_log):
    """Two at a time; who is refused may come again."""
    def ask(after):
        return get_status(open_log, f"/v1/audit/checkpoints?after={after}")

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(ask, range(1000, 1200)))
    assert set(statuses) <= {200, 503} and statuses.count(200) >= 2
    wait_until(lambda: ask(2000) == 200)


@pytest.mark.parametrize("target, status", [
    ("/v1/audit/checkpoints?after=x", 400), ("/v1/audit/checkpoints?after=-1", 400), ("/v1/audit/checkpoints?after=1&after=2", 400),
    ("/v1/audit/checkpoints?after=99999999999999999999", 400), ("/v1/audit/manifests", 404), ("/v1/audit/other", 404),
])
def test_what_is_asked_wrongly(open_log, target, status):
    answer = get(open_log, target, status)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_it_can_be_closed(world):
    world.prepare(audit__open=False)
    world.gateways[0].start()
    for target in ("checkpoints", "keys", "manifests/2026-01-01"):
        get(world, f"/v1/audit/{target}", 404)


def test_without_the_database_it_says_so(open_log):
    open_log.database.server.stop()
    wait_until(lambda: get_status(open_log, "/v1/audit/keys") == 503)
    open_log.database.server.start()
    wait_until(lambda: get_status(open_log, "/v1/audit/keys") == 200)
