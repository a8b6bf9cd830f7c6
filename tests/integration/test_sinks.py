"""Where signed notes go: a file, a URL; in order, none left out, whatever fails meanwhile."""

import http.server
import json
import threading

import pytest
from lib.notes import Key, notes_in
from lib.waiting import wait_until
from lib.world import DEMO_SELECTOR


class Witness:
    """Takes notes by POST; answers as it is told."""

    def __init__(self):
        self.taken, self.asked, self.status = [], 0, 200
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.asked += 1
                assert self.headers["Content-Type"] == "text/plain; charset=utf-8"
                if outer.status == 200:
                    outer.taken += [note.text for note in notes_in(body)]
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/notes"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def witness():
    witness = Witness()
    yield witness
    witness.stop()


def stored(world):
    return [notes_in(row[0])[0].text for row in world.database.rows("SELECT note FROM audit_note ORDER BY number")]


def ready(gateway):
    return json.loads(gateway.ops("/readyz").text)["witness"]


@pytest.mark.parametrize("torn_at", [3, 30, -20])
def test_a_note_that_was_torn_by_a_crash_does_no_harm(world, torn_at):
    file = world.folder / "checkpoints"
    key = world.prepare(audit__checkpoint_ms=100, audit__checkpoint_file=str(file))
    world.gateways[0].start()
    wait_until(lambda: stored(world) and file.exists() and len(notes_in(file.read_text())) == len(stored(world)))
    world.gateways[0].stop()
    wait_until(lambda: len(notes_in(file.read_text())) == len(stored(world)))
    # As a machine would have left it that stopped in the middle of the last note, before the database was told.
    notes = file.read_text()
    last = world.database.value("SELECT note FROM audit_note ORDER BY number DESC LIMIT 1")
    file.write_text(notes.removesuffix(last + "\n") + last[:torn_at])
    world.database.rows("UPDATE audit_sink SET number = (SELECT max(number) - 1 FROM audit_note)")
    gateway = world.gateways[0].start()
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    behind = "SELECT count(*) FROM audit_note WHERE number > (SELECT min(number) FROM audit_sink)"
    wait_until(lambda: world.database.value(behind) == 0)
    assert last in file.read_text() and last[:torn_at] + "\n\n" in file.read_text()
    trusted = world.file("trusted", world.audit_key + "\n")
    report = json.loads(gateway.cli("--json", "audit", "verify", "--database", "--checkpoints", file, "--key", trusted))
    assert report["verified"] and report["witness"].startswith("witnessed: ")
    # What is no beginning of a note that follows is no torn one.
    file.write_text(file.read_text() + "\n\nexample.com/other\n7\n\n")
    assert gateway.run("audit", "verify", "--database", "--checkpoints", file, "--key", trusted).returncode == 1


def test_a_file_gets_every_note(world):
    file = world.folder / "checkpoints"
    key = world.prepare(audit__checkpoint_ms=100, audit__checkpoint_file=str(file))
    gateway = world.gateways[0].start()
    for _ in range(3):
        count = len(stored(world))
        assert gateway.query(key, DEMO_SELECTOR).status == 200
        wait_until(lambda count=count: len(stored(world)) > count)
    wait_until(lambda: ready(gateway).startswith("witnessed"))
    gateway.stop()  # and what is signed then
    assert [note.text for note in notes_in(file.read_text())] == stored(world)
    assert all(note.signed_by(Key(world.audit_key)) for note in notes_in(file.read_text()))


def test_a_url_gets_every_note_once_it_answers(world, witness):
    witness.status = 503
    key = world.prepare(audit__checkpoint_ms=100, audit__checkpoint_urls=[witness.url])
    gateway = world.gateways[0].start()
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    wait_until(lambda: witness.asked >= 2)
    assert witness.taken == [] and "status 503" in gateway.log()
    wait_until(lambda: ready(gateway).startswith("UNWITNESSED") and "status 503" in ready(gateway))
    assert gateway.metric("marketcode_audit_sink_behind") >= 1
    witness.status = 200
    wait_until(lambda: witness.taken == stored(world), 70)  # its pauses grow to a minute
    wait_until(lambda: ready(gateway).startswith("witnessed"))
    gateway.stop()
    assert witness.taken == stored(world)


def test_two_gateways_tell_it_each_once(world, witness):
    settings = {"audit__checkpoint_ms": 100, "audit__checkpoint_urls": [witness.url]}
    key = world.prepare(**settings)
    gateways = [world.gateways[0].start(), world.gateway(**settings).start()]
    for gateway in gateways * 3:
        assert gateway.query(key, DEMO_SELECTOR).status == 200
    wait_until(lambda: len(stored(world)) >= 4)
    for gateway in gateways:
        gateway.stop()
    assert witness.taken == stored(world)


def test_nowhere_outside(world):
    world.prepare()
    gateway = world.gateways[0].start()
    assert ready(gateway).startswith("UNWITNESSED: checkpoints go nowhere outside")


@pytest.mark.parametrize("change, said", [
    ({"audit__checkpoint_urls": ["http://witness.example/"]}, "audit.checkpoint_urls: would leave this machine unencrypted"),
    ({"audit__log_name": "a b"}, "audit.log_name: must be without spaces"),
    ({"audit__log_name": "another.example"}, "audit.signing_key: is the key of log.test.example/gateway"),
    ({"audit__checkpoint_ms": 20_000}, "audit.checkpoint_ms"),
    ({"development": False, "audit__signing_key_env": None}, "audit.signing_key: is missing"),
])
def test_settings(world, change, said):
    world.gateway(**change)
    refused = world.gateways[0].run("check-config")
    assert refused.returncode == 1 and said in refused.stderr
