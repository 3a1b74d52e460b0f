"""Back-off: how long is waited, how long it goes on, and what a server may ask for."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.plugins.wire.backoff import Backoff, BackoffPolicy
from tests.plugins.wire.memory import Unlucky

ENDLESS = BackoffPolicy(budget=float("inf"))


@settings(deadline=None)
@given(seed=st.integers(), attempts=st.integers(1, 30))
def test_no_wait_is_longer_than_a_bound_that_doubles_up_to_the_longest(
    seed: int, attempts: int
) -> None:
    backoff = Backoff(ENDLESS, Random(seed))
    backoff.begin(0.0)
    for attempt in range(attempts):
        wait = backoff.next(0.0)
        assert wait is not None
        assert 0.0 <= wait <= min(0.25 * 2**attempt, 5.0)


def test_the_jitter_is_full_any_wait_up_to_the_bound_can_come() -> None:
    backoff = Backoff(ENDLESS, Random(7))
    waits = []
    for _ in range(500):
        backoff.begin(0.0)
        waits.append(backoff.next(0.0) or 0.0)
    assert min(waits) < 0.01 < 0.24 < max(waits)
    assert sum(waits) / len(waits) == pytest.approx(0.125, abs=0.01)


def test_a_line_that_is_lost_anew_is_waited_for_as_at_first() -> None:
    backoff = Backoff(ENDLESS, Unlucky())
    backoff.begin(0.0)
    assert [backoff.next(0.0) for _ in range(3)] == [0.25, 0.5, 1.0]
    backoff.begin(100.0)
    assert backoff.next(100.0) == 0.25


def test_there_is_no_wait_that_would_end_after_the_budget() -> None:
    backoff = Backoff(BackoffPolicy(budget=60.0), Unlucky())
    backoff.begin(1000.0)
    assert backoff.next(1059.75) == 0.25
    assert backoff.next(1059.75) is None


@settings(deadline=None)
@given(seed=st.integers(), asked=st.floats(0.0, 30.0))
def test_jitter_comes_on_top_of_what_a_server_asks_for(seed: int, asked: float) -> None:
    backoff = Backoff(BackoffPolicy(), Random(seed))
    backoff.begin(0.0)
    wait = backoff.next(0.0, asked)
    assert wait is not None
    assert asked <= wait <= asked + 0.25


@pytest.mark.parametrize("asked", [31.0, 3600.0, float("inf")])
def test_a_server_that_asks_for_too_much_gets_thirty_seconds(asked: float) -> None:
    backoff = Backoff(BackoffPolicy(), Unlucky())
    backoff.begin(0.0)
    assert backoff.next(0.0, asked) == 30.25
