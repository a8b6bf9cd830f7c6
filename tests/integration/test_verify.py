"""`audit verify` from files alone: what is whole is verified, and whatever is done to it is found and named."""

import gzip
import json
import subprocess

import pytest
from lib.merkle import leaf_hash
from lib.paths import ROOT, program
from lib.signed_log import KEY, NEXT_KEY, STRANGER, SignedLog, key_change, text64

pytestmark = pytest.mark.single_threaded

VECTORS = ROOT / "tests" / "vectors" / "audit"
GOOD = SignedLog()
FIRST, SECOND, THIRD = (stream.name for stream in GOOD.streams)
ENDS = [len(stream.lines) for stream in GOOD.streams]


def verify(*words, stdin=None):
    """Its exit status and its report; it runs in an empty folder, without configuration."""
    done = subprocess.run([program("marketcode-gateway"), "audit", "verify", "--json", *map(str, words)],
                          input=stdin, capture_output=True, timeout=120, cwd="/", check=False)
    return done, json.loads(done.stdout) if done.stdout else None


def at(stream, seq):
    """Where the record stands in the file."""
    return GOOD.file.index(next(line for line in GOOD.file if f'"stream":"{stream}","seq":{seq},' in line))


def test_a_whole_log(tmp_path):
    done, report = verify(*GOOD.write(tmp_path))
    assert done.returncode == 0 and report["verified"] and report["complete"], report
    assert report["records"] == sum(ENDS) == report["proven"] and report["unproven"] == 0
    assert report["checkpoints"] == 10 and report["manifests"] == 2
    assert report["kinds"] == {"query": sum(ENDS) - 3, "system": 3}


def test_packed_and_from_standard_input(tmp_path):
    words = GOOD.write(tmp_path)
    data = (tmp_path / "log.ndjson").read_bytes()
    (tmp_path / "log.ndjson").write_bytes(gzip.compress(data))
    assert verify(*words)[0].returncode == 0
    words[1] = "-"
    assert verify(*words, stdin=data)[0].returncode == 0


def test_an_export_manifest_of_version_1_signs_the_bytes(tmp_path):
    log = GOOD.copy()
    log.exports = [log.export_manifest(version=1)]
    assert verify(*log.write(tmp_path))[0].returncode == 0
    both = log.copy()
    both.exports.append(log.export_manifest())
    assert "export" in verify(*both.write(tmp_path))[1]["classes"]  # no file is left for the second
    log.file[5] = log.file[5].replace('"us":1004', '"us":1005')
    done, report = verify(*log.write(tmp_path))
    assert done.returncode == 1 and "export" in report["classes"] and "root" in report["classes"]


@pytest.mark.parametrize("given", [True, False], ids=["among the notes", "only in the first record"])
def test_a_checkpoint_that_only_a_first_record_lists(tmp_path, given):
    """The second stream lists one of the first at 100, of which no other is known between 50 and the end."""
    log = GOOD.copy()
    log.checkpoints = [note for note in log.checkpoints if not note.startswith(log.streams[0].checkpoint().split("\n")[0])]
    log.manifests, log.exports = [], []
    if given:
        log.checkpoints.append(log.streams[0].checkpoint(100))
    words = log.write(tmp_path)
    done, report = verify(*words)
    assert done.returncode == 0 and report["checkpoints"] == 7, report
    at_once = verify("--export", "-", *words[2:], stdin=(tmp_path / "log.ndjson").read_bytes())[1]
    assert at_once["checkpoints"] == 6 + given
    log.file[70] = log.file[70].replace('"us":1069', '"us":1068')
    done, report = verify(*log.write(tmp_path))
    assert done.returncode == 1 and report["damage"][0]["stream"] == FIRST and report["damage"][0]["class"] == "root", report


def test_a_tail_that_no_checkpoint_covers(tmp_path):
    log = GOOD.copy()
    log.checkpoints, log.manifests = log.checkpoints[:-1], []
    done, report = verify(*log.write(tmp_path))
    assert done.returncode == 0 and report["unproven"] == ENDS[2] - 50


def test_a_period_that_begins_later_is_partial(tmp_path):
    log = GOOD.copy()
    log.file = log.streams[2].lines
    log.manifests, log.exports = log.manifests[1:], [log.export_manifest()]
    log.checkpoints = log.checkpoints[6:]
    done, report = verify(*log.write(tmp_path))
    assert done.returncode == 0 and not report["complete"]
    assert {FIRST, SECOND} == {reason.split()[1].rstrip(",") for reason in report["partial"]}


def test_lines_that_are_left_out(tmp_path):
    log = GOOD.copy()
    log.leave_out(lambda line: '"wx00000000000000bb"' in line or '"seq":0,' in line)
    log.exports = [log.export_manifest()]
    done, report = verify(*log.write(tmp_path))
    assert done.returncode == 0 and not report["complete"], report
    assert report["complete_merchants"] == ["wx00000000000000bb"] and report["incomplete_merchants"] == 1
    log.leave_out(lambda line: f'"stream":"{SECOND}"' in line)
    assert '"tile"' in log.file[0]
    log.exports = [log.export_manifest()]
    done, report = verify(*log.write(tmp_path))
    assert done.returncode == 0 and report["complete_merchants"] == []


def test_a_key_that_was_changed(tmp_path):
    log = GOOD.copy()
    log.checkpoints[-1] = log.streams[2].checkpoint(key=NEXT_KEY)
    log.manifests = []
    done, report = verify(*log.write(tmp_path))
    assert done.returncode == 1 and list(report["classes"]) == ["checkpoint"]
    log.others = [key_change()]
    done, report = verify(*log.write(tmp_path))
    assert done.returncode == 0 and report["verified"], report


# Each: what is done, the class that has to be found, and the record that has to be named, if one can be.
def change(stream, seq, old, new):
    def edit(log):
        line = at(stream, seq)
        assert old in log.file[line]
        log.file[line] = log.file[line].replace(old, new)
        log.exports = [log.export_manifest()]
    return edit


def edit_file(edit, signed=True):
    """`signed`: by an export manifest of what came out of it, as a provider could make it."""
    def apply(log):
        edit(log.file)
        if signed:
            log.exports = [log.export_manifest()]
    return apply


def swap(file):
    here = at(FIRST, 20)
    file[here], file[here + 1] = file[here + 1], file[here]


def without_stream(name):
    return edit_file(lambda file: file.__setitem__(slice(None), [line for line in file if name not in line[:60]]))


def renumbered(file):
    """A record goes and those after it are numbered anew."""
    here = at(FIRST, 30)
    del file[here]
    for place in range(here, at(FIRST, ENDS[0] - 1)):
        seq = json.loads(file[place])["seq"]
        file[place] = file[place].replace(f'"seq":{seq},', f'"seq":{seq - 1},')


def forged(note):
    """The same text, signed by somebody else."""
    return STRANGER.sign(note.split("\n\n")[0] + "\n")


def replace(list_name, place, make):
    return lambda log: getattr(log, list_name).__setitem__(place, make(log))


def other_root(log):
    stream = log.copy().streams[0]
    stream.lines[3] = stream.lines[3].replace("active", "ACTIVE")
    return stream.checkpoint(50)


def manifest_with(edit):
    def make(log):
        log.manifests[0] = log.manifest("2026-03-02", log.streams[:2], "0" * 64, change=edit)
        log.manifests.pop()
    return make


def leaf_instead(wrong):
    def edit(log):
        line = at(FIRST, 60)
        data = leaf_hash(log.file[line].encode() + wrong)
        log.file[line] = f'{{"stream":"{FIRST}","seq":60,"leaf":"{text64(data)}"}}'
        log.exports = [log.export_manifest()]
    return edit


TAMPERED = {
    "a byte": (change(FIRST, 60, '"us":1059', '"us":1058'), "root", f"{FIRST}/50"),
    "an outcome": (change(FIRST, 4, '"outcome":"inactive"', '"outcome":"active"'), "root", f"{FIRST}/1"),
    "a time": (change(SECOND, 55, "2026-03-02T08:02:00", "2026-03-02T08:02:01"), "root", f"{SECOND}/50"),
    "an outcome that is none": (change(FIRST, 5, '"outcome":"', '"outcome":"x'), "line", f"{FIRST}/5"),
    "a kind": (change(FIRST, 5, '"kind":"query"', '"kind":"queri"'), "line", f"{FIRST}/5"),
    "a version": (change(FIRST, 5, '{"v":1', '{"v":2'), "line", f"{FIRST}/5"),
    "a space": (change(FIRST, 5, '"seq":5', '"seq": 5'), "line", f"{FIRST}/5"),
    "a cut line": (edit_file(lambda file: file.__setitem__(at(FIRST, 9), file[at(FIRST, 9)][:-9]), signed=False), "line", f"{FIRST}/9"),
    "a merchant": (change(FIRST, 6, "00aa", "00bb"), "mseq", f"{FIRST}/6"),
    "an mseq": (change(FIRST, 6, '"mseq":3', '"mseq":4'), "mseq", f"{FIRST}/6"),
    "a seq": (change(FIRST, 6, '"seq":6', '"seq":7'), "seq", f"{FIRST}/6"),
    "a record removed": (edit_file(lambda file: file.pop(at(FIRST, 30))), "seq", f"{FIRST}/30"),
    "a record removed, others renumbered": (edit_file(renumbered), "mseq", f"{FIRST}/30"),
    "two records removed": (edit_file(lambda file: file.__delitem__(slice(at(SECOND, 7), at(SECOND, 9)))), "seq", f"{SECOND}/7"),
    "a record doubled": (edit_file(lambda file: file.insert(at(FIRST, 31), file[at(FIRST, 30)])), "seq", f"{FIRST}/30"),
    "a record inserted": (edit_file(lambda file: file.insert(at(FIRST, 31), file[at(FIRST, 31)].replace("1030", "9"))), "seq", f"{FIRST}/31"),
    "records swapped": (edit_file(swap), "seq", f"{FIRST}/20"),
    "a record in another stream": (edit_file(lambda file: file.insert(at(SECOND, 5), file[at(FIRST, 5)])), "order", f"{FIRST}/5"),
    "a first record removed": (edit_file(lambda file: file.pop(0)), "seq", f"{FIRST}/0"),
    "a first record that opens nothing": (change(SECOND, 0, "stream_opened", "stream_closed"), "opening", f"{SECOND}/0"),
    "a root in a list": (change(THIRD, 0, f'"size":{ENDS[0]}', f'"size":{ENDS[0] - 1}'), "listing", None),
    "a cut tail": (edit_file(lambda file: file.__delitem__(slice(-5, None)), signed=False), "tail", f"{THIRD}/{ENDS[2] - 5}"),
    "a cut tail of a listed stream": (edit_file(lambda file: file.__delitem__(slice(at(SECOND, 58), at(THIRD, 0))), signed=False),
                                     "tail", f"{SECOND}/58"),
    "a torn file": (edit_file(lambda file: file.append('{"v":1'), signed=False), "line", None),
    "a stream in between": (without_stream(SECOND), "stream", None),
    "the last stream": (lambda log: (without_stream(THIRD)(log), log.exports.clear()), "stream", None),
    "a file that nobody signed": (replace("exports", 0, lambda log: forged(log.exports[0])), "export", None),
    "counts of the export": (replace("exports", 0, lambda log: log.export_manifest(
        change=lambda body: body.update(records=3))), "export", None),
    "a stream in the export's list": (replace("exports", 0, lambda log: log.export_manifest(
        change=lambda body: body["streams"].pop())), "export", None),
    "another file": (edit_file(lambda file: file.__setitem__(0, file[0].replace("one", "two")), signed=False), "export", None),
    "a forged checkpoint": (replace("checkpoints", 0, lambda log: forged(log.checkpoints[0])), "checkpoint", None),
    "a checkpoint's size": (replace("checkpoints", 0, lambda log: log.checkpoints[0].replace("\n1\n", "\n2\n")), "checkpoint", None),
    "two histories": (lambda log: log.checkpoints.append(other_root(log)), "fork", None),
    "no checkpoint of a stream": (lambda log: (log.checkpoints.__delitem__(slice(6, 9)), log.manifests.clear()), "unproven", None),
    "no note": (lambda log: log.checkpoints.append("hello\n\n\u2014 x AAAAAAA=\n"), "note", None),
    "a manifest that nobody signed": (replace("manifests", 1, lambda log: forged(log.manifests[1])), "manifest", None),
    "a manifest with one stream less": (manifest_with(lambda body: body["streams"].pop(0)), "manifest_streams", None),
    "a manifest with one stream more": (manifest_with(lambda body: body["streams"].append(
        {"stream": "7fffffff00000001", "size": 1, "root": text64(bytes(32))})), "stream", None),
    "a manifest with another root": (manifest_with(lambda body: body["streams"][0].update(root=text64(bytes(32)))),
                                     "manifest_streams", None),
    "a manifest with other kinds": (manifest_with(lambda body: body["kinds"].update(query=1)), "manifest_counts", None),
    "a manifest with a merchant less": (manifest_with(lambda body: body["merchants"].pop()), "manifest_counts", None),
    "a manifest with other usage": (manifest_with(lambda body: body["merchants"][0]["usage"][0].update(count=1)),
                                    "manifest_counts", None),
    "two manifests of a day": (lambda log: log.manifests.append(log.manifest(
        "2026-03-03", log.streams[2:], "1" * 64)), "fork", None),
    "a manifest exchanged": (lambda log: log.manifests.__setitem__(0, log.manifest(
        "2026-03-02", log.streams[:2], "2" * 64)), "manifest_chain", None),
    "a wrong leaf": (leaf_instead(b"x"), "root", f"{FIRST}/50"),
    "a key change by a stranger": (lambda log: log.others.append(key_change(KEY, NEXT_KEY).replace(
        STRANGER.text, "").rsplit("\u2014", 1)[0] + STRANGER.line("x")), "key", None),
    "two successors of a key": (lambda log: log.others.extend([key_change(), key_change(KEY, STRANGER)]), "fork", None),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_whatever_is_done_to_it_is_found_and_named(tmp_path, name):
    edit, kind, record = TAMPERED[name]
    log = GOOD.copy()
    edit(log)
    words = log.write(tmp_path)
    if name == "a torn file":
        (tmp_path / "log.ndjson").write_text((tmp_path / "log.ndjson").read_text().rstrip("\n"))
    done, report = verify(*words)
    assert done.returncode == 1 and not report["verified"], report
    assert kind in report["classes"], report["damage"]
    assert done.stderr.startswith(b"marketcode-gateway: not verified: ") and done.stderr.count(b"\n") == 1
    if record is not None:
        found = next(entry for entry in report["damage"] if "seq" in entry)
        assert f"{found['stream']}/{found['seq']}" == record, report["damage"]
        assert found["class"] == kind, report["damage"]


def test_the_published_vectors(tmp_path):
    log = SignedLog((4, 3, 2))
    log.write(tmp_path)
    (tmp_path / "bundle.json").write_text(log.bundle(log.streams[0], 2))
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == sorted(file.name for file in VECTORS.iterdir())
    for name in names:
        assert (tmp_path / name).read_bytes() == (VECTORS / name).read_bytes(), f"{name}: FORMAT.md tells of what stands there"
    words = ["--export", VECTORS / "log.ndjson", "--checkpoints", VECTORS / "checkpoints", "--manifest", VECTORS / "manifests",
             "--bundle", VECTORS / "bundle.json", "--key", VECTORS / "key"]
    done, report = verify(*words)
    assert done.returncode == 0 and report["complete"], report


@pytest.mark.parametrize("words, said", [
    (["--export", "/dev/null"], b"--key is needed"),
    (["--key", "/dev/null"], b"--export or --bundle is needed"),
    (["--export", "/dev/null", "--key", "/dev/null"], b"no public key"),
    (["--export", "/nowhere", "--key", "KEY"], b"/nowhere"),
])
def test_what_is_asked_wrongly(tmp_path, words, said):
    key = tmp_path / "key"
    key.write_text(GOOD.key)
    done, _ = verify(*[str(key) if word == "KEY" else word for word in words])
    assert done.returncode == 1 and said in done.stderr
