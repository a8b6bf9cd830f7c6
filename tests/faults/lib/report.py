"""What the rounds showed, fault by fault."""

import json
from dataclasses import dataclass


@dataclass
class Round:
    fault: str
    held: float  # seconds from the fault's beginning to its end
    refuse: float | None  # seconds from its beginning to the first query that was not answered with 200
    heal: float  # seconds from its end until every gateway had answered again
    answered: int
    refused: int  # an answer that says why not
    failed: int  # no answer: the connection ended


def summary(rounds):
    """By fault: times, medians and maxima."""
    faults = {}
    for name in sorted({played.fault for played in rounds}):
        own = [played for played in rounds if played.fault == name]
        refuse = sorted(played.refuse for played in own if played.refuse is not None)
        heal = sorted(played.heal for played in own)
        faults[name] = {
            "times": len(own),
            "refuse_median_s": round(refuse[len(refuse) // 2], 3) if refuse else None,
            "heal_median_s": round(heal[len(heal) // 2], 3), "heal_max_s": round(heal[-1], 3),
            "held_max_s": round(max(played.held for played in own), 3),
            "answered": sum(played.answered for played in own),
            "refused": sum(played.refused for played in own),
            "failed": sum(played.failed for played in own),
        }
    return faults


HEADINGS = ("fault", "times", "refuse s", "heal s", "heal max", "held max", "answered", "refused", "failed")


def table(rounds):
    rows = [HEADINGS]
    rows += [(name, *("-" if value is None else str(value) for value in figures.values()))
             for name, figures in summary(rounds).items()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(row, widths))) for row in rows)


def write(file, seed, rounds):
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"seed": seed, "faults": summary(rounds)}, indent=2) + "\n")
