"""Signed notes (c2sp.org/signed-note) and checkpoints, read with Debian's cryptography: what the program is held against."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DASH = "\u2014 "


class Key:
    """`<name>+<key hash>+<base64 of 0x01 and the public key>`"""

    def __init__(self, text):
        self.text = text
        self.name, self.hash, encoded = text.split("+", 2)
        data = base64.b64decode(encoded, validate=True)
        assert data[0] == 1 and len(data) == 33
        assert hashlib.sha256(f"{self.name}\n".encode() + data).digest()[:4].hex() == self.hash
        self.public = Ed25519PublicKey.from_public_bytes(data[1:])

    def signed(self, text, signatures):
        for name, data in signatures:
            if name == self.name and data[:4].hex() == self.hash:
                try:
                    self.public.verify(data[4:], text.encode())
                except InvalidSignature:
                    return False
                return True
        return False


@dataclass
class Note:
    text: str
    signatures: list  # of (name, bytes)

    def signed_by(self, key):
        return key.signed(self.text, self.signatures)


def notes_in(file):
    """The notes of a file, one after the other."""
    notes, text, signatures = [], [], []
    for line in file.split("\n"):
        if line.startswith(DASH):
            name, encoded = line.removeprefix(DASH).split(" ")
            signatures.append((name, base64.b64decode(encoded, validate=True)))
            continue
        if signatures:
            notes.append(Note("\n".join(text).strip("\n") + "\n", signatures))
            text, signatures = [], []
        text.append(line)
    assert not "".join(text).strip(), f"no signature at the end: {text}"
    return notes


@dataclass(order=True)
class Checkpoint:
    log: str
    stream: int
    size: int
    root: bytes

    @classmethod
    def of(cls, note):
        origin, size, root = note.text.removesuffix("\n").split("\n")
        log, stream = origin.rsplit("/", 1)
        assert str(int(size)) == size and len(stream) == 16
        return cls(log, int(stream, 16), int(size), base64.b64decode(root, validate=True))
