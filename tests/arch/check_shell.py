"""shellcheck has nothing to say about any shell script."""

import tools


def check(tree):
    tools.need("shellcheck")
    scripts = [path for path in tree.files if is_shell(tree, path)]
    if not scripts:
        return
    status, said = tools.run(["shellcheck", "--external-sources", "--format=gcc", *scripts], tree.root)
    if status != 0:
        yield from said.splitlines() or [f"shellcheck ends with status {status}"]


def is_shell(tree, path):
    if path.endswith(".sh"):
        return True
    name = path.rsplit("/", 1)[-1]
    return "." not in name and tree.text(path).splitlines()[:1] in (["#!/usr/bin/env bash"], ["#!/bin/bash"], ["#!/bin/sh"])


CLEAN = {"scripts/a": '#!/usr/bin/env bash\nset -eu\nprintf "%s\\n" "$1"\n', "LICENSE": "rm $1\n", "scripts/b.py": "x = 1\n"}
PLANTED = [
    ({"scripts/c": "#!/bin/sh\nrm $1\n"}, "scripts/c:2"),
    ({"scripts/lib/c.sh": "# shellcheck shell=bash\ncd $x\n"}, "scripts/lib/c.sh:2"),
]
