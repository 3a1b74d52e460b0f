"""How far ahead a speaker is kept."""

import asyncio

import pytest

from antiphon.lead import CALM_SECONDS, LONGEST, SHORTEST, Lead, lead_here
from antiphon.testing.virtual import VirtualLoop

SLICE = 0.02


class Feeder:
    """Comes back for every slice, and is late for some."""

    def __init__(self, lead: Lead) -> None:
        self.lead = lead
        self.now = 0.0

    def comes(self, *late: float) -> float:
        """The lead after somebody came that late, one time after the other."""
        for seconds in late:
            self.now += SLICE
            self.lead.came(min(seconds, self.lead.seconds), self.now)
        return self.lead.seconds


@pytest.mark.parametrize(
    ("late", "expected"), [(0.0, 0.06), (0.03, 0.06), (0.04, 0.08), (0.06, 0.12), (0.3, 0.12)]
)
def test_it_is_twice_as_long_as_one_was_late(late: float, expected: float) -> None:
    assert Feeder(Lead()).comes(late) == pytest.approx(expected)


def test_it_grows_to_an_end() -> None:
    assert Feeder(Lead()).comes(0.3, 0.3, 0.3) == LONGEST


def test_it_stays_while_half_of_it_is_enough() -> None:
    assert Feeder(Lead()).comes(0.05, *[0.04] * 100) == pytest.approx(0.1)


def test_it_comes_back_in_steps_when_all_is_calm() -> None:
    feeder = Feeder(Lead())
    feeder.comes(0.04)
    calm = [0.0] * (round(CALM_SECONDS / SLICE) + 1)
    assert feeder.comes(*calm) == pytest.approx(0.07)
    assert feeder.comes(*calm, *calm, *calm) == SHORTEST


def test_one_who_is_early_is_not_late() -> None:
    lead = Lead()
    lead.came(-0.5, 1.0)
    assert lead.seconds == SHORTEST


async def test_all_who_are_fed_on_a_loop_learn_that_it_is_busy() -> None:
    Feeder(lead_here()).comes(0.06)
    assert lead_here().seconds == pytest.approx(0.12)


def test_another_loop_is_not_busy_for_that() -> None:
    async def come_late() -> float:
        return Feeder(lead_here()).comes(0.06)

    async def come_in_time() -> float:
        return Feeder(lead_here()).comes(0.0)

    with asyncio.Runner(loop_factory=VirtualLoop) as busy:
        with asyncio.Runner(loop_factory=VirtualLoop) as calm:
            assert busy.run(come_late()) > calm.run(come_in_time())
