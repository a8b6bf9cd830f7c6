"""`audit verify` on an export that was damaged in every way that can be thought of: each is found and named."""

import base64
import json
import re
import subprocess
from collections import namedtuple
from datetime import date, timedelta

import pytest
from lib.merkle import leaf_hash
from lib.notes import notes_in
from lib.past import Past
from lib.paths import program
from lib.signed_log import SigningKey
from lib.waiting import wait_until
from lib.world import DEMO_APPID, LOG_NAME, make_signing_key

pytestmark = pytest.mark.single_threaded

OTHER_APPID = "wx00000000000000aa"
DAYS = [(date.today() - timedelta(days=back)).isoformat() for back in (3, 2)]
DASH = "\u2014 "


def listing(*streams):
    return {"sealed": [{"stream": stream.name, "size": len(stream.lines), "root": base64.b64encode(stream.root()).decode()}
                       for stream in streams], "open": []}


def open_beside(world, stream, size):
    """What the opening of another stream lists of one that is being written."""
    text = f"{LOG_NAME}/{stream.name}\n{size}\n{base64.b64encode(stream.root(size)).decode()}\n"
    return {"sealed": [], "open": [{"stream": stream.name, "checkpoint": SigningKey.of(world.signing_key).sign(text)}]}


@pytest.fixture(scope="module")
def files(shared, tmp_path_factory):
    """Two days with three streams of two merchants, signed by a gateway and exported."""
    world = shared
    gateway = world.gateways[0]
    gateway.stop()
    world.database.rows("INSERT INTO merchant (appid, authorized, stamp) VALUES (%s, false, 1), (%s, false, 1)",
                        (DEMO_APPID, OTHER_APPID))
    ids = dict(world.database.rows("SELECT appid, id FROM merchant"))
    streams = []
    for day, number in ((DAYS[0], 1), (DAYS[0], 2), (DAYS[1], 1)):
        opening = listing(*streams) if day == DAYS[1] else open_beside(world, streams[0], 100) if streams else None
        stream = Past(world.database, day, number, opening)
        for count in range(300):
            appid = OTHER_APPID if count % 7 == 3 else DEMO_APPID
            stream.query(ids[appid], appid, ("active", "inactive", "refused")[count % 3])
        streams.append(stream)
    for stream in streams:
        stream.store()
    gateway.configure(audit__checkpoint_ms=100)
    gateway.start()
    wait_until(lambda: world.database.value("SELECT count(*) FROM audit_manifest") == 2)
    folder = tmp_path_factory.mktemp("verify")
    gateway.cli("audit", "export", "--from", DAYS[0], "--to", DAYS[1], "--out", folder / "log", "--reason", "test")
    gateway.cli("audit", "export", "--from", DAYS[0], "--to", DAYS[1], "--out", folder / "one", "--merchant", OTHER_APPID)
    (folder / "key").write_text(world.audit_key + "\n")
    checkpoints = "\n".join(row[0] for row in world.database.rows("SELECT note FROM audit_checkpoint ORDER BY number"))
    Files = namedtuple("Files", "folder streams log notes checkpoints key world")
    return Files(folder, streams, (folder / "log").read_text().splitlines(), (folder / "log.notes").read_text(), checkpoints,
                 world.audit_key, world)


def verify(*words, stdin=None):
    done = subprocess.run([program("marketcode-gateway"), "audit", "verify", *map(str, words)], input=stdin, timeout=120,
                          capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}, cwd="/")
    assert done.returncode in (0, 1), done.stderr
    return done


def everything(files, log="log", notes="log.notes", key="key"):
    folder = files.folder
    return ["--export", folder / log, "--checkpoints", folder / notes, "--key", folder / key]


def test_what_is_whole_is_verified(files):
    done = verify(*everything(files))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "VERIFIED" in done.stdout and "COMPLETE" in done.stdout
    assert "903" in done.stdout.replace(",", "")
    told = json.loads(verify("--json", *everything(files)).stdout)
    assert told["verified"] is True


def test_from_standard_input_and_packed(files):
    log = (files.folder / "log").read_text()
    done = verify("--export", "-", *everything(files)[2:], stdin=log)
    assert done.returncode == 0 and "COMPLETE" in done.stdout, done.stdout + done.stderr
    packed = files.folder / "log.copy.zst"
    subprocess.run(["zstd", "-q", "-f", files.folder / "log", "-o", packed], check=True, timeout=60)
    assert verify(*everything(files, log=packed.name)).returncode == 0


@pytest.mark.parametrize("packer", ["zstd", "gzip"])
def test_a_packed_export_that_was_cut_gets_its_verdict(files, tmp_path, packer):
    whole = subprocess.run([packer, "-c", files.folder / "log"], capture_output=True, check=True, timeout=60).stdout
    (tmp_path / "log").write_bytes(whole[:-64])
    words = ["--export", tmp_path / "log", *everything(files)[2:]]
    told = json.loads(verify("--json", *words).stdout)
    assert told["verified"] is False
    unread = told["damage"][0]
    assert unread["class"] == "export" and unread["what"].endswith(f" of {tmp_path / 'log'}: the packed file is cut"), unread
    lines = int(re.search(r"nothing can be read past line (\d+) of", unread["what"]).group(1))
    at = [stream.name for stream in files.streams].index(unread["stream"])
    assert lines == line_of(files, at, unread["seq"]) < len(files.log)
    done = verify(*words)
    assert "NOT VERIFIED" in done.stdout and done.stderr.count("\n") == 1


@pytest.mark.parametrize("packer", ["zstd", "gzip"])
def test_a_packed_export_in_which_a_byte_was_changed_gets_its_verdict(files, tmp_path, packer):
    packed = bytearray(subprocess.run([packer, "-c", files.folder / "log"], capture_output=True, check=True, timeout=60).stdout)
    packed[len(packed) // 2] ^= 0x10
    (tmp_path / "log").write_bytes(packed)
    told = json.loads(verify("--json", "--export", tmp_path / "log", *everything(files)[2:]).stdout)
    assert told["verified"] is False and told["damage"], told


def test_what_first_records_list_stands_among_the_notes(files):
    listed, = json.loads(files.streams[1].lines[0])["details"]["open"]
    assert listed["checkpoint"] in files.notes
    assert listed["checkpoint"] not in (files.folder / "one.notes").read_text()  # its first records are left out


def test_one_merchant_s_export_verifies_with_the_others_left_out(files, tmp_path):
    done = verify(*everything(files, "one", "one.notes"))
    assert done.returncode == 0 and "PARTIAL" in done.stdout, done.stdout + done.stderr
    for name in ("one", "one.notes"):  # it may be given to its merchant
        assert DEMO_APPID not in (files.folder / name).read_text()
    # That it is all of the merchant's records is said by the manifests, which tell of everybody.
    (tmp_path / "manifests").write_text("\n".join(note for note in split(files.notes) if kind(note) == "manifest"))
    done = verify(*everything(files, "one", "one.notes"), "--manifest", tmp_path / "manifests")
    assert done.returncode == 0 and OTHER_APPID in done.stdout, done.stdout + done.stderr


def test_without_the_notes_nothing_is_proven(files):
    done = verify("--export", files.folder / "log", "--key", files.folder / "key")
    assert done.returncode == 1 or "PARTIAL" in done.stdout


def line_of(files, stream, seq):
    """The place in the file of one record."""
    return sum(len(other.lines) for other in files.streams[:stream]) + seq


def changed(line, old, new):
    assert old in line
    return line.replace(old, new, 1)


# What is done to the lines, and what has to be said about it.
LINES = {
    "a changed outcome": (lambda files, lines: edit(files, lines, 0, 7, '"active"', '"hidden"'), r"/7\b|line|root"),
    "a changed digit": (lambda files, lines: edit(files, lines, 1, 299, '"us":1000', '"us":1001'), "root"),
    "a changed time": (lambda files, lines: edit(files, lines, 0, 9, ".", ","), "line|root"),
    "a space more": (lambda files, lines: edit(files, lines, 0, 9, '{"v":1,', '{"v":1, '), "line|root"),
    "members in another order": (lambda files, lines: edit(files, lines, 0, 9, '{"v":1,"kind":"query"', '{"kind":"query","v":1'), "line"),
    "another merchant": (lambda files, lines: edit(files, lines, 2, 5, DEMO_APPID, OTHER_APPID), "mseq|root"),
    "a record removed": (lambda files, lines: lines.pop(line_of(files, 1, 40)), "seq"),
    "the first record removed": (lambda files, lines: lines.pop(0), "seq"),
    "ten records removed": (lambda files, lines: lines.__delitem__(slice(20, 30)), "seq"),
    "a record doubled": (lambda files, lines: lines.insert(12, lines[12]), "seq"),
    "a record inserted": (lambda files, lines: lines.insert(12, lines[12].replace('"seq":12', '"seq":13')), "seq"),
    "two records exchanged": (lambda files, lines: exchange(lines, 50, 51), "seq"),
    "two records exchanged and renumbered": (lambda files, lines: renumbered(lines, 50, 51), "mseq|root"),
    "records of two streams exchanged": (lambda files, lines: exchange(lines, 5, line_of(files, 1, 5)), "order|seq|stream"),
    "the tail cut off": (lambda files, lines: lines.__delitem__(slice(-1, None)), "tail"),
    "a stream's tail cut off": (lambda files, lines: lines.__delitem__(slice(line_of(files, 0, 290), line_of(files, 1, 0))), "tail"),
    "half of the file": (lambda files, lines: lines.__delitem__(slice(len(lines) // 2, None)), "tail|stream"),
    "the first stream missing": (lambda files, lines: lines.__delitem__(slice(0, line_of(files, 1, 0))), "stream"),
    "the second stream missing": (lambda files, lines: lines.__delitem__(slice(line_of(files, 1, 0), line_of(files, 2, 0))), "stream"),
    "the last stream missing": (lambda files, lines: lines.__delitem__(slice(line_of(files, 2, 0), None)), "stream"),
    "a stream twice": (lambda files, lines: lines.extend(lines[:line_of(files, 1, 0)]), "order|again|twice|export"),
    "a line that is none": (lambda files, lines: lines.insert(3, "something else"), "line"),
    "an empty line": (lambda files, lines: lines.insert(3, ""), "line"),
    "a line of another version": (lambda files, lines: edit(files, lines, 0, 3, '"v":1', '"v":2'), "line"),
    "a record as its hash": (lambda files, lines: leave_out(files, lines, 0, 30), "export|manifest|left"),
    "a record as another hash": (lambda files, lines: leave_out(files, lines, 0, 30, leaf_hash(b"x")), "root"),
    "a seq beyond": (lambda files, lines: edit(files, lines, 0, 31, '"seq":31', '"seq":310'), "seq|line"),
    "a negative seq": (lambda files, lines: edit(files, lines, 0, 31, '"seq":31', '"seq":-31'), "line"),
    "an mseq that jumps": (lambda files, lines: edit(files, lines, 0, 31, '"mseq":', '"mseq":9'), "mseq"),
    "an opening that lists another root": (
        lambda files, lines: edit(files, lines, 2, 0, base64.b64encode(files.streams[0].root()).decode(),
                                  base64.b64encode(leaf_hash(b"x")).decode()), "root|listing"),
    "an opening that lists less": (lambda files, lines: edit(files, lines, 2, 0, '"size":301', '"size":300'), "root|listing"),
}


def edit(files, lines, stream, seq, old, new):
    at = line_of(files, stream, seq)
    assert old in lines[at], lines[at]
    lines[at] = lines[at].replace(old, new, 1)


def exchange(lines, one, other):
    lines[one], lines[other] = lines[other], lines[one]


def renumbered(lines, one, other):
    exchange(lines, one, other)
    for at in (one, other):
        lines[at] = re.sub(r'"seq":\d+', f'"seq":{at}', lines[at])


def leave_out(files, lines, stream, seq, leaf=None):
    at = line_of(files, stream, seq)
    leaf = leaf or leaf_hash(lines[at].encode())
    lines[at] = f'{{"stream":"{files.streams[stream].name}","seq":{seq},"leaf":"{base64.b64encode(leaf).decode()}"}}'


@pytest.mark.parametrize("name", LINES)
def test_damaged_lines(files, tmp_path, name):
    damage, said = LINES[name]
    lines = list(files.log)
    damage(files, lines)
    assert lines != files.log
    (tmp_path / "log").write_text("".join(line + "\n" for line in lines))
    # The export manifest finds every change of the file: what is of interest here is what the log itself tells.
    notes = "\n".join(note for note in split(files.notes) if "/export\n" not in note.split("\n")[0] + "\n")
    (tmp_path / "notes").write_text(notes)
    words = ["--export", tmp_path / "log", "--checkpoints", tmp_path / "notes", "--key", files.folder / "key"]
    done = verify(*words)
    if name == "a stream twice" and done.returncode == 0:
        done = verify(*everything(files)[2:], "--export", tmp_path / "log")
    if name == "a record as its hash":  # true, but not what was exported
        assert "PARTIAL" in done.stdout or done.returncode == 1
        return
    assert done.returncode == 1, f"{name} was not found: {done.stdout}"
    assert "VERIFIED" not in done.stdout.replace("NOT VERIFIED", "")
    assert re.search(said, done.stdout + done.stderr), done.stdout + done.stderr


def test_the_export_manifest_holds_the_file_to_the_byte(files, tmp_path):
    for change in (lambda text: text + "\n", lambda text: text[:-1], lambda text: text.replace('"us":1000', '"us":1001', 1)):
        (tmp_path / "log").write_text(change((files.folder / "log").read_text()))
        done = verify("--export", tmp_path / "log", "--checkpoints", files.folder / "log.notes", "--key", files.folder / "key")
        assert done.returncode == 1, done.stdout


def split(text):
    """The notes of a file as texts."""
    notes, current = [], []
    for line in text.split("\n"):
        if current and current[-1].startswith(DASH) and not line.startswith(DASH):
            notes.append("\n".join(current) + "\n")
            current = []
        if line or current:
            current.append(line)
    if current and current[-1].startswith(DASH):
        notes.append("\n".join(current) + "\n")
    return notes


def kind(note):
    return note.split("\n")[0].rsplit("/", 1)[1]


def of(notes, wanted):
    """The place of the first note that is of a kind: "manifest", "export" or "checkpoint"."""
    return next(at for at, note in enumerate(notes)
                if kind(note) == wanted or (wanted == "checkpoint" and len(kind(note)) == 16))


def replace(wanted, old, new):
    def change(notes):
        at = of(notes, wanted)
        assert old in notes[at], notes[at]
        notes[at] = notes[at].replace(old, new, 1)
    return change


def forged(wanted):
    """Signed by a key of the same name that nobody trusts."""
    def change(notes):
        at = of(notes, wanted)
        text, signature = notes[at].split("\n\n")
        head, name, encoded = signature.split(" ")
        raw = bytearray(base64.b64decode(encoded))
        raw[-1] ^= 1
        notes[at] = f"{text}\n\n{head} {name} {base64.b64encode(raw).decode()}\n"
    return change


NOTES = {
    "a checkpoint's root": (replace("checkpoint", "\n301\n", "\n301\nA"), "checkpoint|note"),
    "a checkpoint's size": (replace("checkpoint", "\n301\n", "\n300\n"), "checkpoint"),
    "a checkpoint's signature": (forged("checkpoint"), "checkpoint"),
    "a manifest's size": (replace("manifest", '"size":301', '"size":300'), "manifest"),
    "a manifest's count": (replace("manifest", '"query":', '"query":1'), "manifest"),
    "a manifest's day": (lambda notes: replace("manifest", DAYS[0], DAYS[1])(notes), "manifest"),
    "a manifest's signature": (forged("manifest"), "manifest"),
    "the export manifest's count": (replace("export", '"records":', '"records":1'), "export|note"),
    "the export manifest's signature": (forged("export"), "export|note"),
    "a note that is none": (lambda notes: notes.append("hello\n"), "note"),
}


@pytest.mark.parametrize("name", NOTES)
def test_damaged_notes(files, tmp_path, name):
    damage, said = NOTES[name]
    notes = split(files.notes)
    assert len(notes) == len(notes_in(files.notes))
    damage(notes)
    (tmp_path / "notes").write_text("\n".join(notes))
    done = verify("--export", files.folder / "log", "--checkpoints", tmp_path / "notes", "--key", files.folder / "key")
    assert done.returncode == 1, f"{name} was not found: {done.stdout}"
    assert re.search(said, done.stdout + done.stderr), done.stdout + done.stderr


def test_a_key_that_is_not_the_log_s(files, tmp_path):
    _private, public = make_signing_key()
    (tmp_path / "key").write_text(public + "\n")
    done = verify(*everything(files)[:4], "--key", tmp_path / "key")
    assert done.returncode == 1


def test_a_missing_manifest_makes_it_partial(files, tmp_path):
    notes = [note for note in split(files.notes) if kind(note) != "manifest"]
    (tmp_path / "notes").write_text("\n".join(notes))
    done = verify("--export", files.folder / "log", "--checkpoints", tmp_path / "notes", "--key", files.folder / "key")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PARTIAL" in done.stdout


def test_a_manifest_that_leaves_out_the_one_before(files, tmp_path):
    notes = split(files.notes)
    del notes[of(notes, "manifest")]
    (tmp_path / "notes").write_text("\n".join(notes))
    done = verify("--export", files.folder / "log", "--checkpoints", tmp_path / "notes", "--key", files.folder / "key")
    assert "PARTIAL" in done.stdout or done.returncode == 1


def test_what_is_asked_wrongly(files):
    for words, said in [([], "--key is needed"), (["--key", files.folder / "key"], "--export or --bundle is needed"),
                        (["--key", "/nowhere", "--export", "x"], "/nowhere"),
                        (["--key", files.folder / "log", "--export", "x"], "key")]:
        done = verify(*words)
        assert done.returncode == 1 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr
