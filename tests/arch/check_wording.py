"""Nothing half done and nothing of one machine stands in the project's own files."""

import re

from tree import line_of

# Put together from parts, so that this file passes its own check.
MARKS = re.compile(r"\b(?:" + "|".join(("TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK")) + r")\b")
PATHS = re.compile(r"(?<![\w.}/])/(?:" + "|".join(("wo" "rk", "ro" "ot", "fa" "rm")) + r")(?:/[\w.-]|(?=[\s\"'`;:,)]|$))", re.MULTILINE)
SUFFIXES = (".cpp", ".hpp", ".py", ".sh", ".sql", ".toml", ".cmake", ".txt", ".json", ".md", ".yaml", ".yml", ".ts", ".tsx",
            ".css", ".html", ".ini", ".service")
OTHERS_WORDS = ("LICENSE", "package-lock.json")


def check(tree):
    for path in tree.files:
        if path.endswith(OTHERS_WORDS) or not is_text(tree, path):
            continue
        text = tree.text(path)
        for pattern, why in ((MARKS, "finish it or leave it out"), (PATHS, "a path of one machine")):
            for match in pattern.finditer(text):
                yield f"{path}:{line_of(text, match.start())}: '{match.group()}': {why}"


def is_text(tree, path):
    return path.endswith(SUFFIXES) or ("." not in path.rsplit("/", 1)[-1] and tree.text(path).startswith("#!"))


CLEAN = {
    "src/base/a.cpp": 'const char* pattern = "/tmp/x-XXXXXX"; // POST /workers, $root/x, a/root/b\n',
    "scripts/x": '#!/bin/sh\ncd "$root/work/y" && cat "${a}/root/x"\n',
    "picture.png": "TO" "DO",
    "LICENSE": "TO" "DO",
}
PLANTED = [
    ({"src/base/b.cpp": "\n// TO" "DO later\n"}, "src/base/b.cpp:2: 'TO" "DO'"),
    ({"scripts/y": "#!/bin/sh\n# FIX" "ME\n"}, "scripts/y:2"),
    ({"docs/a.md": "see /wo" "rk/shared\n"}, "a path of one machine"),
    ({"config/a.toml": 'home = "/ro' 'ot"\n'}, "config/a.toml:1"),
]
