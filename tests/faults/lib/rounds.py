"""One round: load, a fault at a random moment, its end, everything well again, everything accounted for."""

import time

from lib.house import PATIENCE
from lib.load import Load
from lib.report import Round
from lib.waiting import wait_until


def play(house, fault, chance):
    """`fault(house, chance)`: a context manager that makes the fault, and mends it."""
    if house.footprint is None:
        warm_up(house)
    with Load(house, *fault.audience(house)) as load:
        wait_until(lambda: load.flows(0), PATIENCE, "queries to be answered before the fault")
        time.sleep(chance.uniform(0, 0.2))
        begun = time.monotonic()
        with fault.inject(house, chance):
            time.sleep(chance.uniform(*fault.hold))
        ended = time.monotonic()
        wait_until(lambda: load.flows(ended), PATIENCE, "every gateway to answer again")
    house.check()
    return judge(fault.name, load, begun, ended)


def warm_up(house):
    with Load(house) as load:
        wait_until(lambda: load.flows(0, 30), PATIENCE, "the first queries to be answered")
    house.check()
    house.remember_footprint()


def judge(name, load, begun, ended):
    during = [ask for ask in load.asks if ask.ended > begun]
    not_answered = [ask.ended - begun for ask in during if not ask.answered]
    first = [min(ask.ended for ask in load.asks if ask.answered and ask.entrance == entrance and ask.begun >= ended)
             for entrance in load.entrances]
    return Round(
        fault=name, held=ended - begun, refuse=min(not_answered, default=None), heal=max(first) - ended,
        answered=sum(ask.answered for ask in during),
        refused=sum(ask.status is not None and not ask.answered for ask in during),
        failed=sum(ask.status is None for ask in during))
