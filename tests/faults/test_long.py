"""Hundreds of rounds: faults of all families in any order, alone and two at a time."""

import pytest

from lib import gateway_faults, network_faults, postgres_faults, simulator_faults
from lib.fault import together
from lib.rounds import play

PARTS = 10
ALONE = [*gateway_faults.FAULTS, *postgres_faults.FAULTS, *network_faults.FAULTS, *simulator_faults.FAULTS]
BELOW = [*postgres_faults.FAULTS, *network_faults.FAULTS]
ABOVE = [gateway_faults.gateway_killed, gateway_faults.gateway_frozen_for_a_moment]
TOGETHER = [together(first, second) for first in BELOW for second in ABOVE]


@pytest.mark.long
@pytest.mark.timeout(0)  # each wait of a round has its own bound
@pytest.mark.parametrize("part", range(PARTS))
def test_no_call_is_lost_in_many_rounds(part, houses, chance, tell, request):
    """The parts differ in their house, and in nothing else."""
    kind = {"gateways": chance.choice([1, 2]), "database_over_tcp": chance.random() < 0.5}
    for _ in range(request.config.getoption("--rounds") // PARTS):
        fault = chance.choice([one for one in chance.choice([ALONE, ALONE, TOGETHER]) if one.fits(kind)])
        with houses.lent(**kind) as house:
            try:
                tell(play(house, fault, chance))
            except Exception as error:
                error.add_note(f"the fault was: {fault.name}, in a house with {kind}")
                raise
