"""Rows: what was measured, beside what, and whether it is as it should be."""

import json
import statistics
from dataclasses import dataclass, field


@dataclass
class Goal:
    """Each bound that is given has to hold: of the value, and of the ratio to what it is compared with."""

    value_at_most: float | None = None
    value_at_least: float | None = None
    ratio_at_most: float | None = None
    ratio_at_least: float | None = None

    def text(self):
        bounds = (("≤ {:,g}", self.value_at_most), ("≥ {:,g}", self.value_at_least),
                  ("≤ {:g} ×", self.ratio_at_most), ("≥ {:g} ×", self.ratio_at_least))
        return ", ".join(shape.format(bound) for shape, bound in bounds if bound is not None)

    def is_met(self, value, ratio):
        return all(bound is None or held for bound, held in (
            (self.value_at_most, value <= (self.value_at_most or 0)),
            (self.value_at_least, value >= (self.value_at_least or 0)),
            (self.ratio_at_most, ratio is not None and ratio <= (self.ratio_at_most or 0)),
            (self.ratio_at_least, ratio is not None and ratio >= (self.ratio_at_least or 0))))


@dataclass
class Row:
    """`values` and `others` are those of the rounds, in their order; no values: it could not be measured here."""

    id: str
    what: str
    unit: str
    values: list
    goal: Goal
    against: str = ""
    others: list = field(default_factory=list)
    detail: dict = field(default_factory=dict)

    @property
    def value(self):
        return statistics.median(self.values) if self.values else None

    @property
    def other(self):
        return statistics.median(self.others) if self.others else None

    @property
    def ratio(self):
        """The median of the rounds' ratios: two of one round had the same machine."""
        if len(self.others) != len(self.values) or not self.values or not all(self.others):
            return None
        return statistics.median(value / other for value, other in zip(self.values, self.others))

    @property
    def spread(self):
        """From the least to the most of the rounds, as a part of the median."""
        return (max(self.values) - min(self.values)) / abs(self.value) if self.value else None

    @property
    def met(self):
        return self.goal.is_met(self.value, self.ratio) if self.values else None

    def as_json(self):
        return {"id": self.id, "value": self.value, "unit": self.unit, "against": self.against, "ratio": self.ratio,
                "goal": self.goal.text(), "met": self.met, "what": self.what, "against_value": self.other,
                "spread": self.spread, "rounds": self.values, "against_rounds": self.others, "detail": self.detail}


def number(value):
    if value is None:
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 100 else f"{value:.1f}"


def percent(value):
    return "–" if value is None else f"{100 * value:.0f} %"


def words(met):
    return {True: "met", False: "MISSED", None: "–"}[met]


HEADINGS = ("id", "median", "unit", "spread", "beside", "ratio", "goal", "")


def cells(row):
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f} ×"
    return (row.id, number(row.value), row.unit, percent(row.spread), number(row.other), ratio, row.goal.text(), words(row.met))


def render(rows, notes):
    lines = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    left = (0, 2, 6, 7)
    table = ["  ".join(cell.ljust(width) if column in left else cell.rjust(width)
                       for column, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines]
    told = [f"{row.id.ljust(widths[0])}  {row.what}{' – beside: ' + row.against if row.against else ''}" for row in rows]
    return "\n".join(["", *table, "", "what each row compares:", *told, "", *notes])


def write(file, rows):
    file.write_text(json.dumps([row.as_json() for row in rows], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
