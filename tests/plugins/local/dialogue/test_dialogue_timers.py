"""Timers are set, told about, cancelled, and rung for on the caller's clock."""

import pytest

from antiphon.plugins.local.dialogue.durations import find_duration, in_spoken_units
from antiphon.plugins.local.dialogue.words import listen
from tests.plugins.local.dialogue.caller import Caller


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("five minutes", 300),
        ("a minute", 60),
        ("an hour and a half", 5400),
        ("one and a half hours", 5400),
        ("one hour and thirty minutes", 5400),
        ("2 hours 5 minutes and ten seconds", 7510),
        ("half an hour", 1800),
        ("a quarter of an hour", 900),
        ("three quarters of an hour", 2700),
        ("a couple of minutes", 120),
        ("for ninety seconds please", 90),
        ("a ten minute timer", 600),
    ],
)
def test_reads_lengths_of_time(said: str, seconds: int) -> None:
    found = find_duration(listen(said).words)
    assert found is not None
    assert found.seconds == seconds


def test_reads_no_length_where_there_is_none() -> None:
    assert find_duration(listen("a minus five tea").words) is None


def test_says_lengths_of_time() -> None:
    assert in_spoken_units(3725) == "one hour, two minutes and five seconds"
    assert in_spoken_units(0.2) == "less than a second"


async def test_rings_when_the_time_is_over() -> None:
    caller = Caller()
    assert (
        await caller.says("Set a tea timer for 3 minutes")
        == "Your tea timer is set for three minutes."
    )
    assert caller.scheduled == [(180.0, "tea timer")]

    caller.waits(minutes=3)
    assert await caller.hears() == "Your tea timer is done."
    assert await caller.says("How much time is left?") == "There is no timer running."


async def test_asks_for_how_long() -> None:
    caller = Caller()
    assert await caller.says("Set a timer") == "For how long?"
    assert await caller.says("five minutes") == "Your timer is set for five minutes."


async def test_says_how_much_is_left() -> None:
    caller = Caller()
    await caller.says("Set a timer for ten minutes")
    await caller.says("Start a pasta timer for eight minutes")
    caller.waits(seconds=90)
    assert await caller.says("How much time is left?") == (
        "Your pasta timer has six minutes and thirty seconds left and "
        "your timer has eight minutes and thirty seconds left."
    )


async def test_cancels_the_one_that_is_named() -> None:
    caller = Caller()
    await caller.says("Set a tea timer for three minutes")
    await caller.says("Set a pasta timer for eight minutes")
    assert await caller.says("Cancel the tea timer") == "Okay, I've cancelled your tea timer."

    caller.waits(minutes=3)
    assert await caller.hears() == ""
    caller.waits(minutes=5)
    assert await caller.hears() == "Your pasta timer is done."
    assert await caller.says("Cancel the timer") == "There is no timer running."


async def test_a_corrected_timer_replaces_the_first() -> None:
    caller = Caller()
    await caller.says("Set a timer for five minutes")
    assert await caller.says("No, I meant ten minutes") == "Your timer is set for ten minutes."
    assert await caller.says("no, twelve") == "Your timer is set for twelve minutes."

    caller.waits(minutes=5)
    assert await caller.hears() == ""
    caller.waits(minutes=7)
    assert await caller.hears() == "Your timer is done."


async def test_another_request_after_a_no_leaves_the_timer_running() -> None:
    caller = Caller()
    await caller.says("Set a timer for five minutes")
    await caller.says("No, what time is it?")
    assert (await caller.says("How much time is left?")).startswith("Your timer has five minutes")


async def test_tells_at_the_next_answer_what_nobody_heard() -> None:
    caller = Caller()
    await caller.says("Set a timer for one minute")
    caller.waits(minutes=2)
    assert await caller.says("What's two plus two?") == "Two plus two is four. Your timer is done."
    assert await caller.says("What's two plus three?") == "Two plus three is five."


async def test_a_timer_that_was_thrown_away_unheard_does_not_ring() -> None:
    caller = Caller()
    caller.ctx.append(text="Set a timer for one minute", role="user")
    await caller.chunks()
    caller.ctx.messages.pop()
    await caller.says("Set a timer for five minutes")

    caller.waits(minutes=1)
    assert await caller.hears() == ""


async def test_a_ring_that_comes_when_all_was_told_says_nothing() -> None:
    caller = Caller()
    await caller.says("Set a tea timer for one minute")
    await caller.says("Set a pasta timer for one minute")
    caller.waits(minutes=1)
    told = await caller.says("What's two plus two?")
    assert told == "Two plus two is four. Your tea timer is done. Your pasta timer is done."
    assert await caller.hears() == ""
    assert await caller.hears() == ""
    assert await caller.hears() != ""


async def test_timers_that_are_called_the_same_are_each_told_once() -> None:
    caller = Caller()
    await caller.says("Set a timer for one minute")
    await caller.says("Set a timer for two minutes")
    caller.waits(minutes=3)
    told = await caller.says("What's two plus two?")
    assert told == "Two plus two is four. Your timer is done. Your timer is done."
    assert await caller.says("What's two plus three?") == "Two plus three is five."


async def test_an_answer_that_was_thrown_away_takes_no_ring_with_it() -> None:
    caller = Caller()
    await caller.says("Set a timer for one minute")
    caller.waits(minutes=1)
    caller.ctx.append(text="What's two plus two?", role="user")
    await caller.chunks()
    caller.ctx.messages.pop()
    assert await caller.hears() == "Your timer is done."


async def test_asking_twice_for_the_same_turn_schedules_once() -> None:
    caller = Caller()
    caller.ctx.append(text="Set a timer for one minute", role="user")
    await caller.chunks()
    await caller.chunks()
    assert len(caller.scheduled) == 1


async def test_timers_of_a_restored_conversation_are_not_ours_to_ring() -> None:
    caller, other = Caller(), Caller()
    await caller.says("Set a timer for five minutes")
    other.ctx = caller.ctx
    assert await other.says("How much time is left?") == "There is no timer running."


async def test_refuses_timers_where_nobody_can_be_rung() -> None:
    answer = await Caller(can_ring=False).says("Set a timer for five minutes")
    assert answer == "I'm sorry, I can't ring you here, so I can't set a timer."


async def test_refuses_timers_that_are_too_long() -> None:
    caller = Caller()
    assert (await caller.says("Set a timer for a thousand hours")).startswith(
        "I can set timers from"
    )
    assert await caller.says("one hour") == "Your timer is set for one hour."
