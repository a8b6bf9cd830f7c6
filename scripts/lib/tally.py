"""Adds up JUnit files of ctest and pytest: tells what failed, then `N passed, N failed` as the last line.

A doctest program counts by its test cases, as its own summary tells them; one that ran none has failed.

Beside FILE.xml may lie FILE.again.xml, of the failed tests run a second time, alone. One that passes then is
unsteady: told with what went wrong, and too many of them fail the run. What a sanitizer reported counts at once.
`tally.py --worth-another FILE` prints the failed tests, one a line, if they are few enough to be run again; a
pytest test as its file below the folder and its name.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SUMMARY = re.compile(r"\[doctest\] test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed")
SHOWN = 80  # lines of a failed test
MOST_UNSTEADY = 2  # of one run
MOST_AGAIN = 4  # more failures at once are no accident


def main(files):
    passed, failed, skipped, unsteady = 0, 0, 0, 0
    for name in files:
        suite = f"{Path(name).parents[1].name} {Path(name).stem}"
        first = cases_of(name)
        if first is None:
            tell(f"{suite} did not finish", Path(name).with_suffix(".log"))
            failed += 1
            continue
        second = {title_of(case): case for case in cases_of(again_of(name)) or ()}
        for case in first:
            skipped += case.find("skipped") is not None
            good, bad = count(case)
            if bad:
                steady = count(second[title_of(case)]) if title_of(case) in second and not is_final(case) else (0, 1)
                if steady[1] == 0:
                    unsteady += 1
                    show(f"UNSTEADY, passed when run again: {suite}: {title_of(case)}", output_of(case))
                    good, bad = steady
                else:
                    show(f"{suite}: {title_of(case)}", output_of(case))
            passed, failed = passed + good, failed + bad
    if skipped:
        print(f"note: {skipped} tests were skipped")
    if unsteady:
        print(f"note: {unsteady} tests are unsteady: each is a defect, of the program or of the test")
    if unsteady > MOST_UNSTEADY:
        failed += unsteady
    if passed + failed == 0:
        print("no test ran")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def worth_another(name):
    bad = [case for case in cases_of(name) or () if count(case)[1]]
    if len(bad) <= MOST_AGAIN and not any(map(is_final, bad)):
        for case in bad:
            module, *inner = case.get("classname", "").split(".")
            print("::".join((module + ".py", *inner, case.get("name"))))
    return 0


def again_of(name):
    return Path(name).with_suffix(".again.xml")


def cases_of(name):
    """The test cases of a file; None when it is not there or not whole."""
    try:
        return list(ElementTree.parse(name).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return None


def is_final(case):
    return "Sanitizer" in output_of(case)


def count(case):
    """What one testcase element stands for: passed, failed."""
    bad = case.find("failure") is not None or case.find("error") is not None
    if case.find("skipped") is not None:
        return 0, 0
    summary = SUMMARY.search(case.findtext("system-out") or "")
    if summary is None:
        return (0, 1) if bad else (1, 0)
    total, good, failures = map(int, summary.groups())
    if total == 0 or (bad and failures == 0):
        return good, 1
    return good, failures


def title_of(case):
    place, name = case.get("classname", ""), case.get("name")
    return name if place in ("", name) else f"{place} {name}"


def output_of(case):
    parts = [case.findtext(kind) or "" for kind in ("failure", "error", "system-out", "system-err")]
    parts += [element.get("message", "") for kind in ("failure", "error") for element in case.findall(kind)]
    return "\n".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def tell(title, log):
    show(title, log.read_text(errors="replace") if log.exists() else "")


def show(title, text):
    lines = text.splitlines()
    print(f"--- {title}")
    print("\n".join(lines[-SHOWN:]))
    if len(lines) > SHOWN:
        print(f"--- the last {SHOWN} of {len(lines)} lines")


if __name__ == "__main__":
    if sys.argv[1] == "--worth-another":
        sys.exit(worth_another(sys.argv[2]))
    sys.exit(main(sys.argv[1:]))
