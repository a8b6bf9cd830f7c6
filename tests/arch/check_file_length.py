"""No source over 400 lines; those over 300 are named, for they need a reason."""

LIMIT = 400
LONG = 300


def check(tree):
    for path in tree.matching(".cpp", ".hpp", ".py", ".sh", ".ts", ".tsx", ".css", under=("src/", "tests/", "scripts/")):
        lines = tree.text(path).count("\n")
        if lines > LIMIT:
            yield f"{path}: {lines} lines, {LIMIT} are the limit: split it into files with one job each"
        elif lines > LONG:
            print(f"note: {path} has {lines} lines")


CLEAN = {"src/base/a.cpp": "\n" * 400, "tests/unit/base/a.cpp": "\n" * 350, "src/base/words.txt": "\n" * 5000}
PLANTED = [
    ({"src/base/b.cpp": "\n" * 401}, "src/base/b.cpp: 401 lines"),
    ({"tests/unit/base/b.cpp": "\n" * 401}, "tests/unit/base/b.cpp: 401 lines"),
    ({"scripts/lib/b.sh": "\n" * 500}, "scripts/lib/b.sh: 500 lines"),
]
