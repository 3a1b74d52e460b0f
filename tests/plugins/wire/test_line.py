"""A line: dialled until somebody answers, however long that takes and whoever else dials."""

import asyncio
import gc
import weakref
from collections import Counter
from random import Random

import pytest

from antiphon import clock
from antiphon.errors import ModelConnectionError, ModelError, ModelProtocolError, ModelRefused
from antiphon.plugins.wire import BackoffPolicy, Connection, Endpoint, Line
from antiphon.testing.virtual import VirtualLoop, run
from tests.plugins.wire.memory import (
    ELSEWHERE,
    HERE,
    ScriptedDialer,
    Unlucky,
    answered,
    failing,
    not_answered,
)

REFUSED = ModelConnectionError("model.test cannot be reached")
BUSY = ModelConnectionError("model.test answers HTTP 429", retry_after=7.0)


class Told:
    """What a line has told of its failures."""

    def __init__(self) -> None:
        self.errors: list[ModelConnectionError] = []
        self.waits: list[float] = []

    def __call__(self, error: ModelConnectionError, wait: float) -> None:
        self.errors.append(error)
        self.waits.append(wait)


def line_to(dialer: ScriptedDialer, told: Told | None = None, *, endpoint: Endpoint = HERE) -> Line:
    return Line(dialer, endpoint, failed=told or Told(), rng=Unlucky())


async def test_a_line_is_dialled_until_somebody_answers() -> None:
    dialer = ScriptedDialer(failing(REFUSED), failing(REFUSED), answered)
    told = Told()
    await line_to(dialer, told).open()
    assert dialer.dialled_at == [0.0, 0.25, 0.75]
    assert told.errors == [REFUSED, REFUSED]
    assert told.waits == [0.25, 0.5]


async def test_fault_08_after_a_minute_the_last_failure_is_raised() -> None:
    dialer = ScriptedDialer(failing(REFUSED))
    told = Told()
    with pytest.raises(ModelConnectionError) as raised:
        await line_to(dialer, told).open()
    assert raised.value is REFUSED
    assert 55.0 < clock.now() <= 60.0
    assert told.waits == [0.25, 0.5, 1.0, 2.0, 4.0] + [5.0] * 10
    assert len(dialer.dialled_at) == len(told.waits) + 1


async def test_a_line_that_nobody_answered_for_a_minute_can_be_dialled_again() -> None:
    dialer = ScriptedDialer(failing(REFUSED))
    line = Line(dialer, HERE, failed=Told(), policy=BackoffPolicy(budget=1.0), rng=Random(1))
    for _ in range(2):
        before = len(dialer.dialled_at)
        with pytest.raises(ModelConnectionError):
            await line.open()
        assert len(dialer.dialled_at) - before > 1


@pytest.mark.parametrize("error", [ModelRefused("no"), ModelProtocolError("what?")])
async def test_what_trying_again_cannot_help_is_raised_at_once(error: ModelError) -> None:
    told = Told()
    dialer = ScriptedDialer(failing(error))
    with pytest.raises(type(error)) as raised:
        await line_to(dialer, told).open()
    assert raised.value is error
    assert (clock.now(), told.errors) == (0.0, [])


async def test_fault_11_a_server_is_left_alone_as_long_as_it_asks_for_and_a_little_longer() -> None:
    dialer = ScriptedDialer(failing(BUSY), answered)
    told = Told()
    await line_to(dialer, told).open()
    assert told.waits == [7.25]
    assert dialer.dialled_at == [0.0, 7.25]


async def test_a_dial_that_nobody_answers_is_given_up_after_ten_seconds() -> None:
    dialer = ScriptedDialer(not_answered, answered)
    told = Told()
    await line_to(dialer, told).open()
    assert [str(error) for error in told.errors] == ["model.test has not answered within 10 s"]
    assert dialer.dialled_at == [0.0, 10.25]


async def test_dials_without_an_answer_count_for_the_minute() -> None:
    dialer = ScriptedDialer(not_answered)
    with pytest.raises(ModelConnectionError, match="has not answered"):
        await line_to(dialer).open()
    assert clock.now() <= 70.0  # the last dial begins within the minute


async def test_a_connection_that_held_is_followed_by_another_at_once() -> None:
    dialer = ScriptedDialer(answered)
    line = line_to(dialer)
    await line.open()
    await asyncio.sleep(25.0)
    await line.open()
    assert dialer.dialled_at == [0.0, 25.0]


async def test_a_line_that_is_lost_after_an_hour_is_dialled_for_a_minute_of_its_own() -> None:
    dialer = ScriptedDialer(answered, failing(REFUSED))
    told = Told()
    line = line_to(dialer, told)
    await line.open()
    await asyncio.sleep(3600.0)
    with pytest.raises(ModelConnectionError):
        await line.open()
    assert 3655.0 < clock.now() <= 3660.0
    assert told.waits[:3] == [0.25, 0.5, 1.0]


async def test_connections_that_do_not_hold_count_as_failed_attempts() -> None:
    dialer = ScriptedDialer(answered)
    line = line_to(dialer)
    with pytest.raises(ModelConnectionError, match="takes connections and does not keep them"):
        while True:
            await line.open()
    assert clock.now() <= 60.0
    assert dialer.dialled_at[:4] == [0.0, 0.25, 0.75, 1.75]


async def test_a_connection_that_was_of_use_is_followed_by_another_however_short_it_was() -> None:
    dialer = ScriptedDialer(answered)
    line = line_to(dialer)
    for _ in range(20):
        await line.open()
        await asyncio.sleep(5.0)
        line.worked()
    assert dialer.dialled_at == [5.0 * nth for nth in range(20)]


async def test_a_model_that_answers_and_then_says_nothing_is_not_dialled_for_ever() -> None:
    line = line_to(ScriptedDialer(answered))
    with pytest.raises(ModelConnectionError):
        while True:
            await line.open()
            await asyncio.sleep(10.0)  # nobody has greeted us: the next one, please
    assert clock.now() < 90.0


async def test_who_does_not_want_to_wait_any_more_leaves_no_dial_behind() -> None:
    dialer = ScriptedDialer(not_answered)
    opening = asyncio.create_task(line_to(dialer).open())
    await asyncio.sleep(1.0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert dialer.under_way == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def slowly() -> Connection:
    await asyncio.sleep(0.3)
    return await answered()


async def test_fault_20_eight_are_dialled_at_once_and_the_others_wait_for_their_turn() -> None:
    dialer = ScriptedDialer(slowly)
    await asyncio.gather(*(line_to(dialer).open() for _ in range(20)))
    assert dialer.most_under_way == 8
    assert clock.now() == pytest.approx(0.9)


async def test_who_waits_for_a_turn_is_not_yet_dialling() -> None:
    dialer = ScriptedDialer(*[not_answered] * 8, answered)
    told = Told()
    opening = [asyncio.create_task(line_to(dialer, told).open()) for _ in range(9)]
    await asyncio.gather(*opening)
    assert len(told.errors) == 8  # not the ninth, that had waited for ten seconds


async def test_a_host_that_does_not_answer_keeps_nobody_from_another() -> None:
    here = ScriptedDialer(not_answered)
    waiting = [asyncio.create_task(line_to(here).open()) for _ in range(8)]
    await asyncio.sleep(0)
    await line_to(ScriptedDialer(answered), endpoint=ELSEWHERE).open()
    assert clock.now() == 0.0
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_fault_20_a_hundred_sessions_that_lost_a_host_together_are_back_within_ten_s() -> (
    None
):
    """It is away for two seconds, then takes 0.3 s for each dial."""

    async def coming_back() -> Connection:
        if clock.now() < 2.0:
            raise REFUSED
        return await slowly()

    dialer = ScriptedDialer(coming_back)

    async def reconnect(seed: int) -> float:
        await Line(dialer, HERE, failed=Told(), rng=Random(seed)).open()
        return clock.now()

    back = sorted(await asyncio.gather(*(reconnect(seed) for seed in range(100))))
    assert back[98] < 10.0
    assert dialer.most_under_way <= 8
    again = Counter(at for at in dialer.dialled_at if at > 0.0)
    assert max(again.values()) <= 8  # a hundred came together but the first time


def test_turns_at_a_host_are_forgotten_with_the_loop_they_were_taken_on() -> None:
    loops: list[weakref.ref[VirtualLoop]] = []

    def make_loop() -> VirtualLoop:
        loop = VirtualLoop()
        loops.append(weakref.ref(loop))
        return loop

    async def storm() -> None:
        await asyncio.gather(*(line_to(ScriptedDialer(slowly)).open() for _ in range(20)))

    run(storm(), loop_factory=make_loop)
    gc.collect()
    assert [loop() for loop in loops] == [None]
