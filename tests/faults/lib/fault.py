"""A fault: what goes wrong, for how long, and which house it needs."""

import contextlib
import time
from dataclasses import dataclass, field
from typing import Callable

import pytest


@dataclass
class Fault:
    name: str
    inject: Callable  # (house, chance) → context manager: the fault lasts as long as its block
    hold: tuple  # seconds, from and to
    house: dict = field(default_factory=dict)  # for Houses.lent()
    audience: Callable = lambda house: ()  # house → merchants, entrances of the load
    quick: bool = True  # belongs to every run, not only to the long one

    def fits(self, house):
        """Whether a house of this kind can have it."""
        return self.house.items() <= house.items()


def cases(faults):
    """For parametrize."""
    return [pytest.param(one, id=one.name.replace(" ", "_"), marks=[] if one.quick else pytest.mark.long) for one in faults]


def fault(hold=(0.1, 0.8), **more):
    """Makes a Fault of a generator that makes the fault, yields, and mends it. Its name becomes the fault's."""

    def make(generator):
        return Fault(generator.__name__.replace("_", " "), contextlib.contextmanager(generator), hold, **more)

    return make


def together(first, second):
    """Two faults: the second begins while the first lasts, and ends after it."""

    @contextlib.contextmanager
    def inject(house, chance):
        with contextlib.ExitStack() as last:
            with first.inject(house, chance):
                time.sleep(chance.uniform(0, 0.3))
                last.enter_context(second.inject(house, chance))
                yield

    return Fault(f"{first.name} and {second.name}", inject, first.hold, first.house | second.house, first.audience, False)
