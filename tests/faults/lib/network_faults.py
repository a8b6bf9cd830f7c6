"""What happens to the connections between the programs, by the proxies between them."""

import time

from lib.fault import fault
from lib.proxy import DOWN, UP

TCP = {"house": {"database_over_tcp": True}}


def through_the_doors(house):
    """All callers come through the proxies before the gateways."""
    return house.merchants, [door.url for door in house.doors]


def stalled(name, proxy, ways, **more):
    """The peer has gone without a word; after that the connections go on, or are reset."""

    def inject(house, chance):
        of = proxy(house)
        of.stall(*ways)
        yield
        if chance.random() < 0.5:
            of.reset()
        of.flow()

    inject.__name__ = name
    return fault(**more)(inject)


def reset_often(name, proxy, **more):
    def inject(house, chance):
        for _ in range(10):
            proxy(house).reset()
            time.sleep(chance.uniform(0, 0.1))
        yield

    inject.__name__ = name
    return fault(hold=(0, 0), **more)(inject)


def refused(name, proxy, **more):
    def inject(house, chance):
        proxy(house).refuse()
        yield
        proxy(house).flow()

    inject.__name__ = name
    return fault(**more)(inject)


def slow(name, proxy, size, seconds, **more):
    def inject(house, chance):
        proxy(house).slow_down(chance.choice([UP, DOWN]), size, seconds)
        yield
        proxy(house).flow()

    inject.__name__ = name
    return fault(**more)(inject)


def database(house):
    return house.database_proxy


def weixin(house):
    return house.weixin


def door(house):
    return house.doors[0]


FAULTS = [
    stalled("database_half_open", database, [DOWN], hold=(0.2, 4), **TCP),
    stalled("database_half_open_the_other_way", database, [UP], hold=(0.2, 4), **TCP, quick=False),
    stalled("database_out_of_reach", database, [UP, DOWN], hold=(0.2, 4), **TCP, quick=False),
    reset_often("database_connections_reset", database, **TCP),
    refused("database_connections_refused", database, **TCP, quick=False),
    slow("database_slow", database, 0, 0.02, hold=(0.2, 1.5), **TCP, quick=False),
    stalled("weixin_half_open", weixin, [DOWN], hold=(0.2, 4), **TCP, quick=False),
    stalled("weixin_half_open_the_other_way", weixin, [UP], hold=(0.2, 4), **TCP, quick=False),
    reset_often("weixin_connections_reset", weixin, **TCP),
    refused("weixin_connections_refused", weixin, **TCP),
    slow("weixin_dripping", weixin, 40, 0.01, hold=(0.2, 1.5), **TCP, quick=False),
    stalled("caller_half_open", door, [DOWN], hold=(0.2, 2), **TCP, audience=through_the_doors, quick=False),
    reset_often("caller_connections_reset", door, **TCP, audience=through_the_doors),
    slow("caller_dripping", door, 40, 0.01, hold=(0.2, 1.5), **TCP, audience=through_the_doors, quick=False),
]
