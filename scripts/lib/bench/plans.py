"""By which plans PostgreSQL answers: what auto_explain tells, in short and whole."""

import collections
import re

# For every session that is begun after it; its statements take longer.
SETTINGS = {"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0", "auto_explain.log_level": "notice",
            "auto_explain.log_analyze": "on", "auto_explain.log_timing": "off", "auto_explain.log_buffers": "on"}
SCAN = re.compile(r"(?P<how>\w[\w ]* Scan)(?: Backward)?(?: using (?P<index>\S+))? on (?P<name>\S+)(?P<rest>[^\n]*)")
A_DAY = re.compile(r"\d{8}")


def turn_on(database):
    for name, value in SETTINGS.items():
        database.rows(f"ALTER DATABASE \"{database.name}\" SET {name} = '{value}'")


def turn_off(database):
    for name in SETTINGS:
        database.rows(f'ALTER DATABASE "{database.name}" RESET {name}')


def ways(text, today):
    """How often each index, or table without one, was read; the most frequent first."""
    counted = collections.Counter()
    for scan in SCAN.finditer(text):
        if "never executed" in scan["rest"] or scan["how"] == "Bitmap Heap Scan" or "Subquery" in scan["how"]:
            continue
        name = (scan["index"] or scan["name"]).replace(today, "TODAY")
        bare = "all of " if scan["how"].endswith("Seq Scan") else ""
        counted[bare + A_DAY.sub("DAY", name)] += 1
    return dict(counted.most_common())
