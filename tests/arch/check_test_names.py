"""doctest names hold only what its filters and ctest read as it stands: letters, digits, space, - and _."""

import re

from tree import line_of

LITERALS = r'((?:"(?:\\.|[^"\\\n])*"\s*)*)'
CASE = re.compile(r"\b(TEST_CASE(?:_[A-Z]+)*|SCENARIO(?:_[A-Z]+)*|TEST_SUITE(?:_BEGIN)?)\s*\(\s*(?:[\w:<>]+\s*,\s*)?" + LITERALS)
SUBCASE = re.compile(r"\b(SUBCASE)\s*\(\s*" + LITERALS)
LEGAL = re.compile(r"[A-Za-z0-9 _-]+")


def check(tree):
    for path in tree.matching(".cpp", ".hpp", under=("tests/",)):
        text = tree.without_comments(path)
        for match in CASE.finditer(text):
            place = f"{path}:{line_of(text, match.start())}"
            name = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', match.group(2)))
            if not LEGAL.fullmatch(name):
                yield f"{place}: {match.group(1)} name '{name}' may hold letters, digits, space, '-' and '_' only"
        for match in SUBCASE.finditer(text):
            name = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', match.group(2)))
            if match.group(2) and not LEGAL.fullmatch(name):
                place = f"{path}:{line_of(text, match.start())}"
                yield f"{place}: SUBCASE name '{name}' may hold letters, digits, space, '-' and '_' only"


CLEAN = {
    "tests/unit/base/a.cpp": 'TEST_CASE("a line - of 2 words_x") { SUBCASE("one") {} SUBCASE(name.c_str()) {} }\n'
                             'TEST_CASE_FIXTURE(Fixture, "named") {}\n'
                             'TEST_CASE_TEMPLATE("typed", T, int, char) {}\n'
                             'TEST_CASE("put "\n          "together") {}\n// TEST_CASE("a;b")\n',
}
PLANTED = [
    ({"tests/unit/base/b.cpp": '\nTEST_CASE("a;b") {}\n'}, "b.cpp:2: TEST_CASE name 'a;b'"),
    ({"tests/unit/base/b.cpp": 'TEST_CASE("a, b") {}\n'}, "'a, b'"),
    ({"tests/unit/base/b.cpp": 'TEST_CASE("") {}\n'}, "TEST_CASE name ''"),
    ({"tests/unit/base/b.cpp": 'TEST_CASE_FIXTURE(F, "a.b") {}\n'}, "'a.b'"),
    ({"tests/unit/base/b.cpp": 'TEST_CASE("one"\n "(two)") {}\n'}, "'one(two)'"),
    ({"tests/unit/base/b.cpp": 'TEST_CASE("x") { SUBCASE("a/b") {} }\n'}, "SUBCASE name 'a/b'"),
]
