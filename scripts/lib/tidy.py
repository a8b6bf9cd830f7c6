"""Runs clang-tidy over the sources of a build, in parallel: tidy.py BUILD [FILE...], FILE relative to the checkout.

What passed is remembered by the contents of the source, of the project's headers that it reaches, of its command
and of .clang-tidy; so a second run only looks at what changed.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "arch"))
from tree import Tree  # noqa: E402

TIDY = "clang-tidy-19"


def main(build, *wanted):
    tree = Tree(ROOT, ROOT / build)
    passed = tree.build / "tidy"
    passed.mkdir(exist_ok=True)
    keys = {path: key(tree, path, command) for path, command in sources(tree) if not wanted or path in wanted}
    waiting = [path for path, key_ in keys.items() if not (passed / key_).exists()]
    started = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = [path for path, good in zip(waiting, pool.map(lambda path: tidy(tree, path), waiting)) if not good]
    for path in set(waiting) - set(failures):
        (passed / keys[path]).touch()
    for stale in {entry.name for entry in passed.iterdir()} - set(keys.values()) if not wanted else ():
        (passed / stale).unlink()
    print(f"clang-tidy: {len(keys)} sources, {len(waiting)} read in {time.monotonic() - started:.0f} s, {len(failures)} with findings")
    return 1 if failures else 0


def sources(tree):
    for entry in json.loads((tree.build / "compile_commands.json").read_text()):
        path = entry["file"].removeprefix(f"{tree.root}/")
        if path.startswith("src/") and path in tree.file_set:
            yield path, entry["command"]


def key(tree, path, command):
    digest = hashlib.sha256(f"{TIDY}\0{command}\0{tree.text('.clang-tidy')}".encode())
    for reached in sorted(tree.reach(path)):
        digest.update(reached.encode() + b"\0" + tree.text(reached).encode())
    return digest.hexdigest()


def tidy(tree, path):
    """Whether clang-tidy has nothing to say; prints what it says."""
    done = subprocess.run([TIDY, "--quiet", "-p", tree.build, path], cwd=tree.root, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, errors="replace")
    if done.returncode != 0:
        print(done.stdout.replace(f"{tree.root}/", "").rstrip() or done.stderr.strip(), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
