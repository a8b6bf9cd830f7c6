"""Runs one check: run.py NAME ROOT BUILD holds it against the project, run.py NAME --selftest against samples.

A check is a module check_NAME.py with
  check(tree)  yields what is wrong, one text each, "path:line: why"
  CLEAN        files, as {path: text}, in which the check finds nothing
  PLANTED      [(files, expected)]: put over the clean ones, a finding must hold the text `expected`
"""

import contextlib
import importlib
import io
import sys
import tempfile
from pathlib import Path

from tree import Tree


def findings_in(module, files):
    with tempfile.TemporaryDirectory(prefix="arch-") as folder:
        root = Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            return list(module.check(Tree(root, root / "build")))


def selftest(module):
    """What the check gets wrong about its own samples."""
    problems = []
    for finding in findings_in(module, module.CLEAN):
        problems.append(f"finds fault with the clean sample: {finding}")
    for files, expected in module.PLANTED:
        found = findings_in(module, module.CLEAN | files)
        if not any(expected in finding for finding in found):
            problems.append(f"does not find '{expected}' in {sorted(files)}; finds {found}")
    if not module.PLANTED:
        problems.append("has no planted violation")
    return problems


def main(arguments):
    if len(arguments) == 2 and arguments[1] == "--selftest":
        problems = selftest(importlib.import_module(f"check_{arguments[0]}"))
    elif len(arguments) == 3:
        module = importlib.import_module(f"check_{arguments[0]}")
        problems = list(module.check(Tree(Path(arguments[1]), Path(arguments[2]))))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
