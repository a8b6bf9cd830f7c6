"""Exports, streams, manifests and notes at the console."""

import base64
import gzip
import http.client
import json
import os
import subprocess
import urllib.parse
from datetime import date, timedelta

import pytest
from lib.console import Console, make_account
from lib.merkle import consistency_path, leaf_hash, root_of
from lib.notes import Key, notes_in
from lib.past import Past
from lib.paths import program
from lib.waiting import wait_until
from lib.world import DEMO_APPID

OTHER_APPID = "wx00000000000000aa"
DAY = (date.today() - timedelta(days=2)).isoformat()


def problem(answer):
    return answer.status, answer.json()["code"]


@pytest.fixture
def house(world, request):
    """A day gone by with 900 queries of two merchants; with a parameter, their answers have so many random bytes."""
    world.prepare(audit__index_ms=100, audit__checkpoint_ms=100)
    for name, role in (("alice", "admin"), ("carol", "auditor")):
        make_account(world, name, role)
    make_account(world, "dora", "auditor", "--merchant", DEMO_APPID)
    world.database.rows("INSERT INTO merchant (appid, authorized, stamp) VALUES (%s, false, 1)", (OTHER_APPID,))
    ids = dict(world.database.rows("SELECT appid, id FROM merchant"))
    world.past = Past(world.database, DAY)
    for number in range(900):
        appid = (DEMO_APPID, OTHER_APPID)[number % 3 == 2]
        world.past.query(ids[appid], appid, "active", reply=os.urandom(getattr(request, "param", 1)).hex())
    world.past.store()
    world.gateways[0].start()
    wait_until(lambda: world.database.value("SELECT count(*) FROM audit_manifest") == 1)
    world.consoles = {}
    for name in ("alice", "carol", "dora"):
        world.consoles[name] = Console(world.gateways[0])
        assert world.consoles[name].log_in(name).status == 200
    yield world
    for console in world.consoles.values():
        console.client.close()


def begin(console, **more):
    return console.ask("POST", "/api/v1/audit/exports", {"first_day": DAY, "last_day": DAY, "reason": "case 12"} | more)


def saved(house, console, folder, **more):
    export = begin(console, **more)
    assert export.status == 201, export.text
    target = f"/api/v1/audit/exports/{export.json()['id']}"
    assert export.json()["state"] == "ready" and export.json()["total"] == 901
    records = console.get(f"{target}/records")
    assert records.status == 200 and records.headers["Transfer-Encoding"] == "chunked"
    (folder / "export.ndjson.gz").write_bytes(records.body)
    assert console.get(target).json() | {"id": ""} == export.json() | {
        "id": "", "state": "done", "done": 901, "records": console.get(target).json()["records"],
        "left_out": console.get(target).json()["left_out"]}
    (folder / "export.manifest").write_bytes(console.get(f"{target}/manifest").body)
    (folder / "export.notes").write_bytes(console.get(f"{target}/checkpoints").body)
    (folder / "key").write_text(house.audit_key + "\n")
    return gzip.decompress(records.body).decode(), target


def verified(folder):
    return subprocess.run([program("marketcode-gateway"), "audit", "verify", "--export", folder / "export.ndjson.gz", "--checkpoints",
                           folder / "export.notes", "--manifest", folder / "export.manifest", "--key", folder / "key"],
                          capture_output=True, text=True, timeout=60)


def test_an_export_verifies_offline(house, tmp_path):
    text, target = saved(house, house.consoles["carol"], tmp_path)
    assert text.encode() == b"".join(line + b"\n" for line in house.past.lines)
    done = verified(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert problem(house.consoles["carol"].get(f"{target}/records")) == (409, "state_conflict")  # once
    exported = [record.line for record in house.audit.records("access") if record.line["action"] == "export"]
    assert exported[0]["details"]["reason"] == "case 12" and exported[0]["details"]["asked"]["first_day"] == DAY


def test_one_merchant_s_export_holds_the_others_by_their_hash(house, tmp_path):
    text, _ = saved(house, house.consoles["alice"], tmp_path, merchant=DEMO_APPID)
    assert OTHER_APPID not in text and text.count(DEMO_APPID) >= 600
    assert verified(tmp_path).returncode == 0


def test_a_bound_auditor_gets_its_merchant_s_lines(house, tmp_path):
    text, target = saved(house, house.consoles["dora"], tmp_path)
    assert OTHER_APPID not in text and verified(tmp_path).returncode == 0
    # An export is its owner's.
    for console in (house.consoles["carol"], house.consoles["alice"]):
        for what in ("", "/records", "/manifest", "/checkpoints"):
            assert problem(console.get(target + what)) == (404, "not_found")


def test_a_reading_copy(house):
    carol = house.consoles["carol"]
    export = begin(carol, format="csv").json()
    target = f"/api/v1/audit/exports/{export['id']}"
    text = gzip.decompress(carol.get(f"{target}/records").body).decode()
    assert text.count("\r\n") == 902 and text.startswith('"record (reading copy, proves nothing)"')
    assert problem(carol.get(f"{target}/manifest")) == (404, "not_found")


def test_exports_that_are_not_begun(house):
    carol = house.consoles["carol"]
    for wrong in ({"reason": ""}, {"first_day": "2026-13-01"}, {"last_day": "2020-01-01"}, {"format": "xml"}, {"x": 1}, {"first_day": 7}, {"reason": "长" * 501}):
        assert problem(begin(carol, **wrong)) == (400, "input_invalid"), wrong
    assert begin(house.consoles["alice"], reason="").status == 201  # only auditors have to say why
    assert begin(carol, reason="长" * 500).status == 201
    asked = wait_until(lambda: [record.line["details"] for record in house.audit.records("access") if record.line["action"] == "export"][1:])
    assert asked[0]["reason"] == "长" * 500
    for _ in range(3):
        assert begin(house.consoles["alice"]).status == 201
    assert problem(begin(house.consoles["alice"])) == (409, "state_conflict")  # four of an account
    assert begin(carol).status == 201


def test_an_export_is_cancelled(house):
    carol = house.consoles["carol"]
    target = f"/api/v1/audit/exports/{begin(carol).json()['id']}"
    assert problem(carol.get(f"{target}/manifest")) == (409, "state_conflict")
    assert carol.ask("DELETE", target).status == 204
    assert problem(carol.get(target)) == (404, "not_found")


@pytest.mark.parametrize("house", [7_000], indirect=True)
def test_a_reader_that_goes_ends_the_export(house):
    carol = house.consoles["carol"]
    target = f"/api/v1/audit/exports/{begin(carol).json()['id']}"
    parts = urllib.parse.urlsplit(house.gateways[0].console_url)
    reader = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    reader.request("GET", f"{target}/records", headers={"Cookie": carol.cookie})
    response = reader.getresponse()
    assert response.read(100)
    assert carol.get(target).json()["state"] == "reading"
    response.close()
    reader.close()
    wait_until(lambda: carol.get(target).json()["state"] == "failed")


def test_streams_and_their_checkpoints(house):
    carol = house.consoles["carol"]
    told = carol.get(f"/api/v1/audit/streams?day={DAY}").json()
    assert told["day"] == DAY and [stream["id"] for stream in told["streams"]] == [house.past.name]
    stream = told["streams"][0]
    assert stream["state"] == "sealed" and stream["size"] == stream["signed_size"] == 901
    note, = notes_in(stream["checkpoint"])
    assert note.signed_by(Key(house.audit_key)) and note.text.split("\n")[2] == stream["root"]
    today = carol.get("/api/v1/audit/streams").json()
    assert today["day"] == date.today().isoformat() and today["streams"][-1]["state"] == "open"
    for wrong in ("day=yesterday", "day=2026-02-30", "x=1"):
        assert problem(carol.get(f"/api/v1/audit/streams?{wrong}")) == (400, "input_invalid")


def test_a_stream_and_all_its_checkpoints(house):
    carol, target = house.consoles["carol"], f"/api/v1/audit/streams/{house.past.name}"
    told = carol.get(target).json()
    assert told["stream"] == carol.get(f"/api/v1/audit/streams?day={DAY}").json()["streams"][0]
    newest, *older = told["checkpoints"]
    assert (newest["size"], newest["root"], newest["note"]) == (901, told["stream"]["root"], told["stream"]["checkpoint"])
    assert [one["size"] for one in older] == sorted((one["size"] for one in older), reverse=True)
    assert carol.get(f"{target}?before=901").json()["checkpoints"] == older
    assert carol.get(f"{target}?before=1").json()["checkpoints"] == []
    assert house.consoles["dora"].get(target).status == 200  # hashes alone
    for wrong in ("?before=0", "?before=x", "?x=1"):
        assert problem(carol.get(target + wrong)) == (400, "input_invalid"), wrong
    for none in ("1" * 16, "x"):
        assert problem(carol.get(f"/api/v1/audit/streams/{none}")) == (404, "not_found")


def test_a_stream_is_proven_to_have_only_grown(house):
    carol, leaves = house.consoles["carol"], [leaf_hash(line) for line in house.past.lines]
    target = f"/api/v1/audit/consistency/{house.past.name}"
    for old, new in ((1, 901), (256, 700), (901, 901)):
        proof = carol.get(f"{target}?old={old}&new={new}").json()
        assert (proof["stream"], proof["old"], proof["new"]) == (house.past.name, old, new)
        assert [base64.b64decode(proof[root]) for root in ("old_root", "new_root")] == [root_of(leaves[:old]), root_of(leaves[:new])]
        assert [base64.b64decode(node) for node in proof["path"]] == consistency_path(old, leaves[:new])
    assert house.consoles["dora"].get(f"{target}?old=1&new=2").status == 200  # hashes alone
    for wrong in ("", "?old=1", "?new=1", "?old=0&new=1", "?old=2&new=1", "?old=x&new=1", "?old=1&new=2&x=1"):
        assert problem(carol.get(target + wrong)) == (400, "input_invalid"), wrong
    for gone in (f"{target}?old=1&new=902", f"/api/v1/audit/consistency/{'1' * 16}?old=1&new=1"):
        assert problem(carol.get(gone)) == (404, "not_found"), gone
    asked = wait_until(lambda: [record.line["details"]["asked"] for record in house.audit.records("access") if record.line["action"] == "proof"])
    assert asked[0] == {"of": f"{house.past.name} 1 901"}


def test_manifests_and_notes(house):
    carol = house.consoles["carol"]
    manifest, = carol.get("/api/v1/audit/manifests").json()["manifests"]
    assert manifest["day"] == DAY and json.loads(notes_in(manifest["note"])[0].text.split("\n")[3])["streams"][0]["size"] == 901
    assert carol.get(f"/api/v1/audit/manifests?before={DAY}").json()["manifests"] == []
    notes = carol.get("/api/v1/audit/notes").json()
    assert notes["keys"][0] == house.audit_key and len(notes["notes"]) >= 2
    last = notes["notes"][0]["number"]
    assert carol.get(f"/api/v1/audit/notes?after={last}").json()["notes"][0]["number"] > last
    assert problem(carol.get("/api/v1/audit/notes?after=x")) == (400, "input_invalid")
    dora = house.consoles["dora"]
    for closed in ("manifests", "notes"):
        assert problem(dora.get(f"/api/v1/audit/{closed}")) == (403, "permission_denied")
