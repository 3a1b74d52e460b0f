"""A host that is ill: it is left alone, then one tries for all."""

import asyncio
from collections.abc import Callable
from random import Random

import pytest

from antiphon import clock
from antiphon.errors import ModelConnectionError, ModelRefused
from antiphon.plugins.wire import Connection, Endpoint, Line, RateLimited
from antiphon.plugins.wire.breaker import Breaker
from tests.plugins.wire.memory import (
    ELSEWHERE,
    HERE,
    MemoryConnection,
    ScriptedDialer,
    Unlucky,
    answered,
    failing,
    not_answered,
)

ILL = ModelConnectionError("model.test answers HTTP 503")


class Told:
    """What a session hears of failures."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.waits: list[float] = []

    def __call__(self, error: ModelConnectionError, wait: float) -> None:
        self.errors.append(str(error))
        self.waits.append(wait)


def line_to(
    dialer: "ScriptedDialer | Patient",
    told: Callable[[ModelConnectionError, float], None] | None = None,
    *,
    endpoint: Endpoint = HERE,
    seed: int | None = None,
) -> Line:
    rng = Unlucky() if seed is None else Random(seed)
    return Line(dialer, endpoint, failed=told or Told(), rng=rng)


class Patient:
    """A host that is ill until it is well; each dial takes a while."""

    def __init__(self, *, well_at: float, seconds: float = 0.3) -> None:
        self._well_at = well_at
        self._seconds = seconds
        self.begun: list[float] = []
        self.at_once = 0
        self.most_at_once = 0

    async def dial(self, endpoint: Endpoint) -> Connection:
        self.begun.append(clock.now())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self._seconds)
        finally:
            self.at_once -= 1
        if clock.now() < self._well_at:
            raise ModelConnectionError("model.test answers HTTP 503")
        return MemoryConnection()


# -- the circuit -----------------------------------------------------------------------------------


def ill(breaker: Breaker, *times: float) -> None:
    """Dials that failed at these times, at once."""
    for at in times:
        breaker.failed(ILL, begun=at, now=at)


def test_a_host_that_fails_five_times_in_a_row_is_left_alone_for_a_second() -> None:
    breaker = Breaker()
    ill(breaker, 0.0, 1.0, 2.0, 3.0)
    assert breaker.seconds_left(3.0) == 0.0
    ill(breaker, 4.0)
    assert [breaker.seconds_left(at) for at in (4.0, 4.5, 5.0)] == [1.0, 0.5, 0.0]


def test_each_trial_that_fails_doubles_the_time_up_to_five_seconds() -> None:
    breaker = Breaker()
    ill(breaker, 0.0, 1.0, 2.0, 3.0)
    waits = []
    for at in (4.0, 5.0, 7.0, 11.0, 16.0):
        ill(breaker, at)
        waits.append(breaker.seconds_left(at))
    assert waits == [1.0, 2.0, 4.0, 5.0, 5.0]


def test_one_that_is_answered_closes_the_circuit() -> None:
    breaker = Breaker()
    ill(breaker, 0.0, 1.0, 2.0, 3.0, 4.0)
    breaker.answered()
    assert breaker.is_closed and breaker.seconds_left(4.0) == 0.0
    ill(breaker, 5.0, 6.0, 7.0, 8.0)
    assert breaker.is_closed


def test_dials_that_were_under_way_together_are_one_piece_of_news() -> None:
    breaker = Breaker()
    for _ in range(8):
        breaker.failed(ILL, begun=0.0, now=10.0)
    breaker.failed(ILL, begun=9.9, now=12.0)
    assert breaker.is_closed
    ill(breaker, 13.0, 14.0, 15.0)
    assert breaker.is_closed
    ill(breaker, 16.0)
    assert not breaker.is_closed


# -- sessions that dial the same host --------------------------------------------------------------


async def test_fault_12_a_host_that_is_ill_is_dialled_by_one_session_at_a_time() -> None:
    host = Patient(well_at=20.0, seconds=0.0)
    lines = [line_to(host, seed=seed) for seed in range(30)]
    await asyncio.gather(*(line.open() for line in lines))
    ailing = [at for at in host.begun if 1.0 < at < 20.0]
    assert len(ailing) <= 7  # after the first second: 1 s, 2 s, 4 s, then every 5 s
    gaps = [later - at for at, later in zip(ailing, ailing[1:], strict=False)]
    assert min(gaps) >= 1.0
    assert clock.now() < 26.0


async def test_fault_12_while_one_tries_the_others_wait_for_what_comes_of_it() -> None:
    host = Patient(well_at=4.0, seconds=2.0)
    lines = [line_to(host, seed=seed) for seed in range(12)]
    await circuit_opened()
    opening = [asyncio.create_task(line.open()) for line in lines]
    await asyncio.sleep(1.1)
    assert host.at_once == 1
    await asyncio.sleep(1.8)
    assert (host.at_once, host.begun) == (1, [2.0])
    assert not any(task.done() for task in opening)
    await asyncio.gather(*opening)
    assert host.begun[1:9] == [4.0] * 8  # it is well: the others follow, eight at once
    assert host.most_at_once == 8


async def test_fault_12_when_the_one_who_tries_fails_all_are_told_when_it_is_tried_again() -> None:
    host = Patient(well_at=4.0, seconds=1.0)
    told = [Told() for _ in range(4)]
    await circuit_opened()
    opening = [asyncio.create_task(line_to(host, each, seed=1).open()) for each in told]
    await asyncio.sleep(2.5)
    assert host.begun == [2.0]
    for each in told:
        assert each.errors == ["model.test answers HTTP 503"] * 2
        assert each.waits == [pytest.approx(1.0), pytest.approx(2.0)]
    await asyncio.gather(*opening)
    assert host.begun[1] == 5.0


async def test_fault_12_who_comes_while_the_host_is_left_alone_is_told_at_once_how_long() -> None:
    told = Told()
    await circuit_opened()
    await asyncio.sleep(0.4)
    dialer = ScriptedDialer(answered)
    opening = asyncio.create_task(line_to(dialer, told, seed=3).open())
    await asyncio.sleep(0)
    assert told.waits == [pytest.approx(0.6)]
    assert dialer.dialled_at == []
    await opening
    assert dialer.dialled_at == [2.0]


async def test_fault_12_one_who_tries_and_is_called_off_leaves_it_to_the_next() -> None:
    await circuit_opened()
    await asyncio.sleep(1.0)
    first = asyncio.create_task(line_to(ScriptedDialer(not_answered)).open())
    await asyncio.sleep(0)
    second = asyncio.create_task(line_to(ScriptedDialer(answered)).open())
    await asyncio.sleep(2.0)
    assert not second.done()
    first.cancel()
    await second
    assert clock.now() == 4.0


@pytest.mark.parametrize("said", [RateLimited("too many"), ModelRefused("who are you?")])
async def test_fault_12_a_host_that_says_no_is_not_ill(said: ModelConnectionError) -> None:
    await circuit_opened()
    await asyncio.sleep(1.0)
    saying_no = ScriptedDialer(failing(said))
    first = asyncio.create_task(line_to(saying_no).open())
    dialer = ScriptedDialer(answered)
    await line_to(dialer).open()
    assert dialer.dialled_at == [2.0]
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)


async def test_fault_12_one_host_that_is_ill_keeps_nobody_from_another() -> None:
    await circuit_opened()
    await line_to(ScriptedDialer(answered), endpoint=ELSEWHERE).open()
    assert clock.now() == 1.0


async def test_fault_12_a_host_that_stays_ill_is_given_up_after_a_minute_by_everybody() -> None:
    host = Patient(well_at=float("inf"), seconds=0.1)
    lines = [line_to(host, seed=seed) for seed in range(5)]
    ends = await asyncio.gather(*(line.open() for line in lines), return_exceptions=True)
    assert [str(end) for end in ends] == ["model.test answers HTTP 503"] * 5
    assert 54.0 < clock.now() <= 60.5


KEPT: list[Line] = []
"""A host's health is known as long as a line leads there."""


async def circuit_opened() -> None:
    """Five others have found the host ill, the last of them just now: it is 1 o'clock."""
    KEPT[:] = [line_to(ScriptedDialer(failing(ILL))) for _ in range(5)]
    for number, line in enumerate(KEPT):
        await asyncio.sleep(0.25 if number else 0.0)
        dialling = asyncio.create_task(line.open())
        await asyncio.sleep(0)
        dialling.cancel()
