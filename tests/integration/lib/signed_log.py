"""A small log as files, made without the program: lines, tree and signatures from this side's own code."""

import base64
import copy
import hashlib
import json
from datetime import datetime, timedelta, timezone

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lib.merkle import TILE, inclusion_path, leaf_hash, root_of

LOG = "log.test.example/tamper"


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text64(data):
    return base64.b64encode(data).decode()


class SigningKey:
    def __init__(self, seed, name=LOG):
        """`seed`: a small number, or the 32 bytes."""
        self.name = name
        self.private = Ed25519PrivateKey.from_private_bytes(seed if isinstance(seed, bytes) else bytes([seed]) * 32)
        self.public = b"\x01" + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.hash = hashlib.sha256(f"{name}\n".encode() + self.public).digest()[:4]
        self.text = f"{name}+{self.hash.hex()}+{text64(self.public)}"

    @classmethod
    def of(cls, private):
        """As `audit key create` writes it."""
        _, _, name, _, data = private.split("+", 4)
        return cls(base64.b64decode(data)[1:], name)

    def line(self, text):
        return f"\u2014 {self.name} {text64(self.hash + self.private.sign(text.encode()))}\n"

    def sign(self, text):
        return text + "\n" + self.line(text)


KEY, NEXT_KEY, STRANGER = SigningKey(1), SigningKey(2), SigningKey(3)


def key_change(before=KEY, after=NEXT_KEY, number=1):
    text = f"{before.name}/keys\n{number}\n{before.text}\n{after.text}\n2026-03-02T12:00:00.000000Z\n"
    return text + "\n" + before.line(text) + after.line(text)


class Stream:
    def __init__(self, day, number):
        self.day = day
        self.time = datetime.fromisoformat(day).replace(tzinfo=timezone.utc) + timedelta(hours=8, minutes=number)
        self.name = f"{(int(self.time.timestamp()) << 31) + number:016x}"
        self.lines, self.mseq = [], {}

    def add(self, kind, merchant=None, **members):
        self.time += timedelta(milliseconds=1)
        line = {"v": 1, "kind": kind, "stream": self.name, "seq": len(self.lines)}
        if merchant:
            line["mseq"] = self.mseq.setdefault(merchant, 0)
            self.mseq[merchant] += 1
        line["time"] = self.time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if merchant:
            line["merchant"] = merchant
        self.lines.append(compact(line | members))

    def root(self, size=None):
        return root_of([leaf_hash(line.encode()) for line in self.lines[:size]])

    def checkpoint(self, size=None, key=KEY):
        size = len(self.lines) if size is None else size
        return key.sign(f"{LOG}/{self.name}\n{size}\n{text64(self.root(size))}\n")


class SignedLog:
    """Two days, three streams, two merchants; checkpoints in between and at the ends; two daily manifests; an
    export of everything. Tests change its parts before write()."""

    def __init__(self, queries=(TILE + 44, 60, 60)):
        self.streams = [Stream("2026-03-02", 1), Stream("2026-03-02", 2), Stream("2026-03-03", 1)]
        first, second, third = self.streams
        for stream, count in zip(self.streams, queries):
            opening = {"sealed": [], "open": []}
            if stream is second:
                opening = {"sealed": [], "open": [{"stream": first.name, "checkpoint": first.checkpoint(min(100, len(first.lines)))}]}
            if stream is third:
                opening = {"sealed": [{"stream": s.name, "size": len(s.lines), "root": text64(s.root())}
                                      for s in (first, second)], "open": []}
            stream.add("system", actor={"kind": "gateway", "name": "one"}, action="stream_opened", details=opening)
            for number in range(count):
                stream.add("query", "wx00000000000000aa" if number % 4 else "wx00000000000000bb",
                           client="2026-03-02:AAAA", selector={"received": {"code": "\"outcome\":\"x"}},
                           outcome="active" if number % 3 else "inactive", us=1000 + number)
        self.key = KEY.text + "\n"
        self.file = [line for stream in self.streams for line in stream.lines]
        self.checkpoints = [stream.checkpoint(size) for stream in self.streams
                            for size in sorted({1, min(50, len(stream.lines)), len(stream.lines)})]
        day = self.manifest("2026-03-02", self.streams[:2], "0" * 64)
        self.manifests = [day, self.manifest("2026-03-03", self.streams[2:], hashlib.sha256(day.encode()).hexdigest())]
        self.exports = [self.export_manifest()]
        self.others = []

    @staticmethod
    def counts(streams):
        kinds, merchants = {}, {}
        for line in (json.loads(line) for stream in streams for line in stream.lines):
            kinds[line["kind"]] = kinds.get(line["kind"], 0) + 1
            if "merchant" in line:
                entry = merchants.setdefault(line["merchant"], {"records": 0, "usage": {}})
                entry["records"] += 1
                entry["usage"][line["outcome"]] = entry["usage"].get(line["outcome"], 0) + 1
        return kinds, merchants

    def manifest(self, day, streams, previous, key=KEY, change=None):
        kinds, merchants = self.counts(streams)
        body = {"v": 1,
                "streams": [{"stream": s.name, "size": len(s.lines), "root": text64(s.root())} for s in streams],
                "kinds": {kind: kinds[kind] for kind in ("query", "system")},
                "merchants": [{"merchant": appid, "records": entry["records"],
                               "usage": [{"month": "2026-03", "outcome": outcome, "count": count}
                                         for outcome, count in sorted(entry["usage"].items())]}
                              for appid, entry in sorted(merchants.items())]}
        if change:
            change(body)
        return key.sign(f"{LOG}/manifest\n{day}\n{previous}\n{compact(body)}\n")

    def export_manifest(self, key=KEY, change=None, version=2):
        data = "".join(line + "\n" for line in self.file).encode()
        left_out = sum(TILE if '"tile"' in line else 1 for line in self.file if line.startswith('{"stream"'))
        streams = {}
        for line in map(json.loads, self.file):
            streams[line["stream"]] = line["seq"] + (TILE if "tile" in line else 1)
        body = {"v": version, "by": "auditor", "reason": "test", "filter": {},
                "records": sum(line.startswith('{"v"') for line in self.file), "leaves": left_out, "bytes": len(data),
                "streams": [{"stream": name, "size": size} for name, size in streams.items()]}
        if change:
            change(body)
        hashed = data if version == 1 else b"".join(leaf_hash(line.encode()) for line in self.file)
        return key.sign(f"{LOG}/export\n2026-03-04T00:00:00.000000Z\n{hashlib.sha256(hashed).hexdigest()}\n{compact(body)}\n")

    def leave_out(self, keep):
        """What does not match becomes leaves, and whole tiles where nothing of them is kept."""
        self.file = []
        for stream in self.streams:
            seq = 0
            while seq < len(stream.lines):
                tile = stream.lines[seq:seq + TILE]
                if seq % TILE == 0 and len(tile) == TILE and not any(map(keep, tile)):
                    root = root_of([leaf_hash(line.encode()) for line in tile])
                    self.file.append(compact({"stream": stream.name, "seq": seq, "tile": text64(root)}))
                    seq += TILE
                    continue
                line = stream.lines[seq]
                self.file.append(line if keep(line) else compact(
                    {"stream": stream.name, "seq": seq, "leaf": text64(leaf_hash(line.encode()))}))
                seq += 1

    def bundle(self, stream, seq, key=KEY):
        """The receipt for a record."""
        leaves = [leaf_hash(line.encode()) for line in stream.lines]
        return compact({"v": 1, "id": f"{stream.name}/{seq}", "line": stream.lines[seq],
                        "path": [text64(entry) for entry in inclusion_path(seq, leaves)],
                        "checkpoint": stream.checkpoint(key=key), "key": key.text, "keys": []}) + "\n"

    def copy(self):
        return copy.deepcopy(self)

    def write(self, folder):
        """The options of `audit verify` for what was written."""
        (folder / "log.ndjson").write_text("".join(line + "\n" for line in self.file))
        (folder / "checkpoints").write_text("\n".join(self.checkpoints + self.others))
        (folder / "manifests").write_text("\n".join(self.manifests + self.exports))
        (folder / "key").write_text(self.key)
        return ["--export", folder / "log.ndjson", "--checkpoints", folder / "checkpoints",
                "--manifest", folder / "manifests", "--key", folder / "key"]
