"""How far ahead a speaker is kept."""

import pytest

from antiphon.lead import CALM_SECONDS, LONGEST, SHORTEST, Lead

SLICE = 0.02


def came_late(lead: Lead, *late: float) -> float:
    """The lead after somebody came that late, one time after the other."""
    for seconds in late:
        lead.came(max(lead.seconds - seconds, 0.0), SLICE)
    return lead.seconds


@pytest.mark.parametrize(
    ("late", "expected"), [(0.0, 0.06), (0.03, 0.06), (0.04, 0.08), (0.06, 0.12), (0.3, 0.12)]
)
def test_it_is_twice_as_long_as_one_was_late(late: float, expected: float) -> None:
    assert came_late(Lead(), late) == pytest.approx(expected)


def test_it_grows_to_an_end() -> None:
    assert came_late(Lead(), 0.3, 0.3, 0.3) == LONGEST


def test_it_stays_while_half_of_it_is_enough() -> None:
    assert came_late(Lead(), 0.05, *[0.04] * 100) == pytest.approx(0.1)


def test_it_comes_back_in_steps_when_all_is_calm() -> None:
    lead = Lead()
    came_late(lead, 0.04)
    calm = [0.0] * (round(CALM_SECONDS / SLICE) + 1)
    assert came_late(lead, *calm) == pytest.approx(0.07)
    assert came_late(lead, *calm, *calm, *calm) == SHORTEST


def test_one_who_is_early_is_not_late() -> None:
    lead = Lead()
    lead.came(0.5, SLICE)
    assert lead.seconds == SHORTEST
