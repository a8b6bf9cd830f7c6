"""The Merkle tree of RFC 6962, section 2.1, written from its text: what the program is held against."""

import hashlib

TILE = 256


def leaf_hash(line):
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_of(count):
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def root_of(leaves):
    """MTH of the hashes of leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = split_of(len(leaves))
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def frontier_of(leaves):
    """The roots of the complete subtrees, left to right."""
    out, at = b"", 0
    for bit in reversed(range(len(leaves).bit_length())):
        if len(leaves) >> bit & 1:
            out += root_of(leaves[at:at + (1 << bit)])
            at += 1 << bit
    return out


def inclusion_path(index, leaves):
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    split = split_of(len(leaves))
    if index < split:
        return [*inclusion_path(index, leaves[:split]), root_of(leaves[split:])]
    return [*inclusion_path(index - split, leaves[split:]), root_of(leaves[:split])]


def consistency_path(old, leaves, whole=True):
    """PROOF of section 2.1.2."""
    if old == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = split_of(len(leaves))
    if old <= split:
        return [*consistency_path(old, leaves[:split], whole), root_of(leaves[split:])]
    return [*consistency_path(old - split, leaves[split:], False), root_of(leaves[:split])]


class Growing:
    """A tree that grows by leaves and by whole tiles."""

    def __init__(self):
        self.size = 0
        self.roots = []  # of complete subtrees: (count, root)

    def append(self, root, count=1):
        assert self.size % count == 0
        self.size += count
        self.roots.append((count, root))
        while len(self.roots) > 1 and self.roots[-1][0] == self.roots[-2][0]:
            (count, right), (_, left) = self.roots.pop(), self.roots.pop()
            self.roots.append((2 * count, node_hash(left, right)))

    def root(self):
        if not self.roots:
            return hashlib.sha256(b"").digest()
        root = self.roots[-1][1]
        for _, left in reversed(self.roots[:-1]):
            root = node_hash(left, root)
        return root
