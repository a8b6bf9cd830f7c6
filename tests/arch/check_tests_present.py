"""Every folder of tests holds a test, and every room with sources has a folder of tests."""

import re

from house import ARROWS, TESTED_FROM_OUTSIDE
from tree import room_of

HELPERS = {"support", "lib"}  # folders that serve tests and hold none


def check(tree):
    for folder in sorted({path.rsplit("/", 1)[0] for path in tree.files if path.startswith("tests/unit/") and path.count("/") > 2}):
        if not HELPERS & set(folder.split("/")) and not any(has_case(tree, path) for path in below(tree, folder, ".cpp")):
            yield f"{folder}: holds no TEST_CASE"
    if any(path.startswith("tests/integration/") for path in tree.files):
        if not any(re.search(r"^(?:async )?def test_", tree.text(path), re.MULTILINE)
                   for path in below(tree, "tests/integration", ".py") if "/test_" in path):
            yield "tests/integration: holds no test_*.py with a test"
    for room in sorted({room_of(path) for path in tree.matching(".cpp", under=("src/",))}):
        if room in ARROWS and room not in TESTED_FROM_OUTSIDE and not below(tree, f"tests/unit/{room}", ".cpp"):
            yield f"tests/unit/{room}: src/{room} has sources and no unit test"


def below(tree, folder, suffix):
    return [path for path in tree.files if path.startswith(folder + "/") and path.endswith(suffix)]


def has_case(tree, path):
    return re.search(r"\b(?:TEST_CASE|SCENARIO)", tree.code(path)) is not None


CLEAN = {
    "src/base/a.cpp": "", "src/app/a.cpp": "", "tests/unit/main.cpp": "",
    "tests/unit/base/a.cpp": 'TEST_CASE("x") {}', "tests/unit/support/a.hpp": "",
    "tests/integration/test_a.py": "def test_a():\n    pass\n", "tests/integration/lib/a.py": "",
}
PLANTED = [
    ({"src/crypto/a.cpp": ""}, "tests/unit/crypto: src/crypto has sources"),
    ({"tests/unit/http/a.cpp": "// TEST_CASE"}, "tests/unit/http: holds no TEST_CASE"),
    ({"tests/integration/test_a.py": ""}, "tests/integration: holds no test_*.py"),
]
