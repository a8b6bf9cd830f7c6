"""GET /v1/audit/records: the receipt of one's own record, and nobody else's."""

import base64
import json

from lib.merkle import inclusion_path, leaf_hash, root_of
from lib.notes import Checkpoint, Key, notes_in
from lib.sigstore import check_with_sigstore
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

OTHER_APPID = "wx00000000000000aa"


def receipt(world, key, audit_id):
    with world.gateways[0].caller(key) as caller:
        return caller.get(f"/v1/audit/records/{audit_id}")


def test_the_receipt_of_an_answer(world):
    key = world.prepare(audit__checkpoint_ms=300)
    gateway = world.gateways[0].start()
    for _ in range(5):
        answer = gateway.query(key, DEMO_SELECTOR)
    audit_id = answer.headers["X-Audit-Id"]
    early = receipt(world, key, audit_id)
    if early.status == 409:
        assert early.json()["code"] == "not_yet_covered" and int(early.headers["Retry-After"]) > 0
    got = wait_until(lambda: (answer := receipt(world, key, audit_id)).status == 200 and answer)
    bundle = got.json()
    assert got.headers["Cache-Control"] == "no-store" and bundle["id"] == audit_id
    assert bundle["line"] == world.audit.by_id(audit_id).text
    assert json.loads(bundle["line"])["request_id"] == answer.headers["X-Request-Id"]

    note, = notes_in(bundle["checkpoint"])
    assert bundle["key"] == world.audit_key and note.signed_by(Key(world.audit_key))
    checkpoint = Checkpoint.of(note)
    leaves = [leaf_hash(row[0].encode()) for row in world.database.rows(
        "SELECT line FROM audit_record WHERE stream = %s AND seq < %s ORDER BY seq", (checkpoint.stream, checkpoint.size))]
    assert checkpoint.root == root_of(leaves)
    seq = int(audit_id.split("/")[1])
    assert [base64.b64decode(hash) for hash in bundle["path"]] == inclusion_path(seq, leaves)

    file, trusted = world.file("receipt.json", got.text), world.file("key", world.audit_key + "\n")
    assert audit_id in gateway.cli("audit", "verify", "--bundle", file, "--key", trusted)


def test_sigstore_s_verifier_accepts_our_receipts_and_no_others(world):
    world.prepare(audit__checkpoint_ms=100)
    key = world.make_key(DEMO_APPID, "--rate", "100000", "--burst", "100000")
    gateway = world.gateways[0].start()
    with gateway.caller(key) as caller:
        ids = [caller.post("/v1/codeactivequery", DEMO_SELECTOR).headers["X-Audit-Id"] for _ in range(300)]
        wait_until(lambda: receipt(world, key, ids[-1]).status == 200)
        receipts = [caller.get(f"/v1/audit/records/{audit_id}").json() for audit_id in ids]
    assert check_with_sigstore(receipts) == ["ok"] * len(ids)
    good = receipts[7]
    stream, seq = good["id"].split("/")
    swapped = good["path"][1:2] + good["path"][0:1] + good["path"][2:]
    assert "ok" not in check_with_sigstore([
        good | {"line": good["line"].replace("active", "inactive")}, good | {"id": f"{stream}/{int(seq) + 1}"},
        good | {"path": swapped}, good | {"path": good["path"][:-1]}, good | {"checkpoint": good["checkpoint"].replace(stream, "0" * 16)}])


def test_what_is_not_covered_yet(world):
    key = world.prepare()  # a checkpoint every ten seconds
    gateway = world.gateways[0].start()
    wait_until(lambda: world.database.value("SELECT count(*) FROM audit_checkpoint") == 1)
    refused = receipt(world, key, gateway.query(key, DEMO_SELECTOR).headers["X-Audit-Id"])
    assert (refused.status, refused.json()["code"], refused.json()["retryable"]) == (409, "not_yet_covered", True)
    assert int(refused.headers["Retry-After"]) > 0


def test_nobody_gets_another_s(world):
    key = world.prepare(audit__checkpoint_ms=100)
    world.import_merchant(OTHER_APPID)
    foreign = world.make_key(OTHER_APPID)
    gateway = world.gateways[0].start()
    audit_id = gateway.query(key, DEMO_SELECTOR).headers["X-Audit-Id"]
    wait_until(lambda: receipt(world, key, audit_id).status == 200)
    stream = audit_id.split("/")[0]
    for target in (audit_id, f"{stream}/0", f"{stream}/4000000", f"{stream}/99999999999999999999", f"{stream}/x", "0/0",
                   "ffffffffffffffff/1"):
        refused = receipt(world, foreign, target)
        assert (refused.status, refused.json()["code"]) == (404, "not_found"), target
    assert receipt(world, key, f"{stream}/0").status == 404  # no merchant's
    assert receipt(world, None, audit_id).status == 401
    assert receipt(world, "mk_000000000000_" + "A" * 43, audit_id).status == 401


def test_it_counts_against_the_key_s_rate(world):
    world.prepare()
    slow = world.make_key(DEMO_APPID, "--rate", "0.01", "--burst", "2")
    world.gateways[0].start()
    answers = [receipt(world, slow, "0000000000000001/1").status for _ in range(4)]
    assert answers == [404, 404, 429, 429]


def test_without_the_database(world):
    key = world.prepare()
    gateway = world.gateways[0].start()
    audit_id = gateway.query(key, DEMO_SELECTOR).headers["X-Audit-Id"]
    world.database.server.stop()
    refused = wait_until(lambda: (answer := receipt(world, key, audit_id)).status == 503 and answer)
    assert refused.json()["code"] == "audit_unavailable"
    world.database.server.start()
    wait_until(lambda: receipt(world, key, audit_id).status in (200, 409))
