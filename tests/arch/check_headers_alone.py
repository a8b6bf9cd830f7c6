"""Every header of src compiles on its own.

They are compiled with the flags of a source of their room. Precompiled are only headers that the one in question
reaches by itself; what fails then is compiled once more without. What passed is remembered by the contents of all
that it reads from src.
"""

import hashlib
import json
import re
import shlex
import tempfile
from pathlib import Path

import tools
from tree import room_of

# The costliest first.
PRECOMPILED = ("src/base/async.hpp", "src/base/address.hpp", "src/base/error.hpp")


def check(tree):
    headers = list(tree.matching(".hpp", under=("src/",)))
    flags = room_flags(tree)
    if headers and not flags:
        yield f"{tree.build}/compile_commands.json: not there: configure the build first"
        return
    cache_file = tree.build / "headers_alone.json"
    passed = set(json.loads(cache_file.read_text()) if cache_file.exists() else [])
    wanted = {header: command(header, flags) for header in headers}
    keys = {header: key(tree, header, wanted[header]) for header in headers}
    waiting = [header for header in headers if keys[header] not in passed]
    for header, (status, said) in zip(waiting, compile_all(tree, waiting, flags)):
        if status == 0:
            passed.add(keys[header])
        else:
            first = next((line for line in said.splitlines() if "error" in line), said.strip()[-300:])
            yield f"{header}: does not compile on its own: {first}"
    cache_file.write_text(json.dumps(sorted(passed & set(keys.values()))))


def compile_all(tree, headers, flags):
    with tempfile.TemporaryDirectory() as folder:
        made = {header: Path(folder) / f"{number}.pch" for number, header in enumerate(PRECOMPILED)}
        made = {header: file for header, file in made.items() if header in tree.file_set}
        tools.run_all([precompile(header, file, flags) for header, file in made.items()], tree.root)
        quick = [next((made[shared] for shared in made if shared != header and shared in tree.reach(header)), None)
                 for header in headers]
        results = tools.run_all([command(header, flags, file) for header, file in zip(headers, quick)], tree.root)
    again = [at for at, (status, _) in enumerate(results) if status != 0 and quick[at]]
    for at, result in zip(again, tools.run_all([command(headers[at], flags) for at in again], tree.root)):
        results[at] = result
    return results


def precompile(header, file, flags):
    return [*flags.get(room_of(header), flags[""]), "-x", "c++-header", header, "-o", str(file)]


def without_precompiled(words):
    """The flags without the pairs "-Xclang X": only precompiled headers are asked for in that way."""
    kept = []
    for word in words:
        if kept and kept[-1] == "-Xclang":
            kept.pop()
        else:
            kept.append(word)
    return kept


def room_flags(tree):
    """{room: the compiler and its flags, without input and output}, "" for a room without sources."""
    database = tree.build / "compile_commands.json"
    flags = {}
    if not database.exists():
        return flags
    for entry in json.loads(database.read_text()):
        words = shlex.split(entry["command"])
        while not words[0].rsplit("/", 1)[-1].startswith("clang++"):
            words.pop(0)  # ccache
        cut = words.index("-o") if "-o" in words else words.index("-c")
        room = room_compiled(tree, entry["file"])
        if room:
            flags.setdefault(room, without_precompiled(words[:cut]))
    if flags:
        flags[""] = max(flags.values(), key=len)
    return flags


def room_compiled(tree, path):
    """The room that an entry compiles: a source of its own, or several of its sources in one."""
    several = re.search(r"/src/CMakeFiles/(\w+)\.dir/Unity/", path)
    own = path.removeprefix(f"{tree.root}/")
    return several[1] if several else room_of(own) if own.startswith("src/") else None


def command(header, flags, precompiled=None):
    words = [*flags.get(room_of(header), flags[""]), "-fsyntax-only", "-Wno-pragma-once-outside-header"]
    if precompiled:
        words += ["-include-pch", str(precompiled)]
    return [*words, "-x", "c++", header]


def key(tree, header, words):
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(tree.reach(header)):
        digest.update(path.encode() + b"\0" + tree.text(path).encode())
    return digest.hexdigest()


CLEAN = {
    "build/compile_commands.json": json.dumps([
        {"directory": ".", "file": "src/base/a.cpp", "command": "ccache clang++-19 -std=c++23 -Xclang -include-pch -Xclang gone.pch -Isrc -o a.o -c src/base/a.cpp"},
    ]),
    "src/base/a.cpp": '#include "base/a.hpp"\n',
    "src/base/a.hpp": "#pragma once\n",
    "src/base/b.hpp": "#pragma once\n#include <string>\nstd::string f();\n",
    "src/base/c.cpp": "#include <string>\n#include \"base/c.hpp\"\n",
    "src/base/c.hpp": "#pragma once\n",
}
PLANTED = [
    ({"src/base/d.hpp": "#pragma once\nstd::string f();\n"}, "src/base/d.hpp: does not compile on its own"),
    ({"src/base/c.hpp": "#pragma once\nstd::string f();\n"}, "src/base/c.hpp: does not compile on its own"),
    ({"src/http/d.hpp": '#pragma once\n#include "base/gone.hpp"\n'}, "src/http/d.hpp: does not compile on its own"),
    ({"build/compile_commands.json": "[]"}, "configure the build first"),
]
