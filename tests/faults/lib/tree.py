"""The Merkle tree of RFC 6962, from the lines alone."""

import hashlib


def leaf(line):
    return hashlib.sha256(b"\0" + line.encode()).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def frontier(lines):
    """The roots of the complete subtrees, left to right."""
    roots = []
    for count, line in enumerate(lines, 1):
        roots.append(leaf(line))
        while count % 2 == 0:
            right = roots.pop()
            roots.append(node(roots.pop(), right))
            count //= 2
    return roots


def root(roots):
    """The tree's root, from its frontier."""
    if not roots:
        return hashlib.sha256().digest()
    whole = roots[-1]
    for left in reversed(roots[:-1]):
        whole = node(left, whole)
    return whole
