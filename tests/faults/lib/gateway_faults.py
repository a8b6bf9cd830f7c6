"""What happens to gateways."""

from lib.fault import fault
from lib.house import PATIENCE
from lib.waiting import wait_until

TWO = {"gateways": 2}


@fault()
def gateway_killed(house, chance):
    victim = chance.choice(house.gateways)
    victim.kill()
    yield
    victim.start()


@fault(hold=(0, 0.1), quick=False)
def gateway_killed_again_and_again(house, chance):
    for _ in range(2):
        house.gateways[0].kill()
        house.gateways[0].start()
    house.gateways[0].kill()
    yield
    house.gateways[0].start()


@fault(hold=(0, 0.2))
def gateway_restarted(house, chance):
    victim = chance.choice(house.gateways)
    victim.stop()
    yield
    victim.start()


@fault(hold=(0, 0.2), house=TWO)
def both_gateways_killed(house, chance):
    for victim in house.gateways:
        victim.kill()
    yield
    for victim in house.gateways:
        victim.start()


@fault(hold=(0, 1), house=TWO)
def gateway_frozen_until_fenced(house, chance):
    """The other takes its stream over; it wakes and has to notice."""
    victim = chance.choice(house.gateways)
    fenced = taken_over(house)
    victim.pause()
    try:
        wait_until(lambda: taken_over(house) > fenced, PATIENCE, "the frozen gateway's stream to be taken over")
        yield
    finally:
        victim.resume()


def taken_over(house):
    return house.world.database.value("SELECT count(*) FROM audit_stream WHERE sealed_by <> owner")


@fault(hold=(0.1, 1.5), quick=False)
def gateway_frozen_for_a_moment(house, chance):
    victim = chance.choice(house.gateways)
    victim.pause()
    try:
        yield
    finally:
        victim.resume()


FAULTS = [gateway_killed, gateway_killed_again_and_again, gateway_restarted, gateway_frozen_for_a_moment,
          both_gateways_killed, gateway_frozen_until_fenced]
