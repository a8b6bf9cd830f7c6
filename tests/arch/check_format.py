"""clang-format has nothing to say: `./scripts/format` mends what it finds."""

import re

import tools


def check(tree):
    formatter = tools.need("clang-format-19")
    files = tree.matching(".cpp", ".hpp")
    commands = [[formatter, "--dry-run", "--ferror-limit=1", *part] for part in tools.in_parts(files, 8)]
    seen = set()
    for status, said in tools.run_all(commands, tree.root):
        for line in said.splitlines():
            found = re.match(r"([^:]+):(\d+):\d+: (?:warning|error): code should be clang-formatted", line)
            if found and found.group(1) not in seen:
                seen.add(found.group(1))
                yield f"{found.group(1)}:{found.group(2)}: not as .clang-format says: run ./scripts/format"
        if status != 0 and not seen:
            yield f"clang-format fails: {said.strip()[-300:]}"


CLEAN = {".clang-format": "BasedOnStyle: Google\nColumnLimit: 110\n", "src/base/a.cpp": "int f(int x) { return x; }\n"}
PLANTED = [
    ({"src/base/b.hpp": "\nint  f( int x ){return x;}\n"}, "src/base/b.hpp:2: not as .clang-format says"),
    ({"tests/unit/base/b.cpp": "int f(){return 1;}\n"}, "tests/unit/base/b.cpp:1"),
]
