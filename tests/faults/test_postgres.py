"""PostgreSQL that crashes, stands still, loses sessions, waits for a standby."""

import pytest

from lib.fault import cases
from lib.postgres_faults import FAULTS
from lib.rounds import play


@pytest.mark.parametrize("fault", cases(FAULTS))
def test_no_call_is_lost_when(fault, houses, chance, tell):
    with houses.lent(**fault.house) as house:
        tell(play(house, fault, chance))
