"""Adds up JUnit files of ctest and pytest: tells what failed, then `N passed, N failed` as the last line.

A doctest program counts by its test cases, as its own summary tells them; one that ran none has failed.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SUMMARY = re.compile(r"\[doctest\] test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed")
SHOWN = 80  # lines of a failed test


def main(files):
    passed, failed, skipped = 0, 0, 0
    for name in files:
        suite = f"{Path(name).parents[1].name} {Path(name).stem}"
        try:
            cases = ElementTree.parse(name).getroot().iter("testcase")
        except (OSError, ElementTree.ParseError):
            tell(f"{suite} did not finish", Path(name).with_suffix(".log"))
            failed += 1
            continue
        for case in cases:
            good, bad = count(case)
            passed, failed = passed + good, failed + bad
            skipped += case.find("skipped") is not None
            if bad:
                show(f"{suite}: {title_of(case)}", output_of(case))
    if skipped:
        print(f"note: {skipped} tests were skipped")
    if passed + failed == 0:
        print("no test ran")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


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
    sys.exit(main(sys.argv[1:]))
