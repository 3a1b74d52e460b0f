"""The account of a voice in a LiveKit room: what was written, handed on, and heard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.audio.frame import Samples
from antiphon.rooms.livekit.delivery import Delivery

RATE = 8000
BLOCK = 80
"""Samples of 10 ms."""


def sound(count: int, first: int = 1) -> Samples:
    """`count` samples that can be told apart, none of them silent."""
    return np.arange(first, first + count).astype(np.int16)


def voice(seconds: float = 0.1) -> Delivery:
    """A voice to which that much was written, and all of it handed on, at time 0."""
    delivery = Delivery(RATE)
    delivery.write(sound(int(seconds * RATE)), 0.0)
    taken(delivery, 0.0)
    return delivery


def taken(delivery: Delivery, now: float) -> list[int]:
    """All that is to be handed on at that time."""
    samples: list[int] = []
    while len(piece := delivery.take(now)):
        samples += piece.tolist()
    return samples


def test_what_is_written_is_heard_as_time_goes_by() -> None:
    delivery = voice(0.1)
    assert [delivery.queued(now) for now in (0.0, 0.025, 0.0999, 0.1, 5.0)] == [800, 600, 1, 0, 0]


def test_what_comes_late_is_heard_from_then_on() -> None:
    delivery = voice(0.1)
    delivery.write(sound(80), 1.0)
    taken(delivery, 1.0)
    assert delivery.queued(1.0) == 80
    assert delivery.queued(1.005) == 40


def test_whole_blocks_are_handed_on_at_once_20_at_a_time() -> None:
    delivery = Delivery(RATE)
    delivery.write(sound(1880), 0.0)
    assert list(delivery.take(0.0)) == list(sound(1600))
    assert list(delivery.take(0.0)) == list(sound(240, first=1601))
    assert not len(delivery.take(0.0))


def test_nothing_is_heard_before_it_is_handed_on() -> None:
    delivery = Delivery(RATE)
    delivery.write(sound(800), 0.0)
    assert delivery.queued(0.04) == 800
    taken(delivery, 0.04)
    assert [delivery.queued(now) for now in (0.04, 0.05, 0.14)] == [800, 720, 0]


def test_what_is_handed_on_late_makes_all_behind_it_late() -> None:
    delivery = voice(0.1)
    delivery.write(sound(160), 0.0)
    taken(delivery, 0.11)
    delivery.write(sound(80), 0.11)
    assert delivery.queued(0.11) == 240


def test_what_fills_no_block_waits_for_the_rest_of_it() -> None:
    delivery = Delivery(RATE)
    delivery.write(sound(200), 0.0)
    assert list(delivery.take(0.0)) == list(sound(160))
    assert not len(delivery.take(0.0))
    delivery.write(sound(40, first=201), 0.001)
    assert list(delivery.take(0.001)) == list(sound(80, first=161))
    assert delivery.wait(0.001) is None


def test_what_fills_no_block_is_filled_up_with_silence_when_the_voice_would_run_dry() -> None:
    delivery = Delivery(RATE)
    delivery.write(sound(200), 0.0)
    delivery.take(0.0)
    assert delivery.wait(0.005) == pytest.approx(0.015)
    assert not len(delivery.take(0.0199))
    assert list(delivery.take(0.02)) == [*sound(40, first=161), *[0] * 40]
    assert delivery.queued(0.02) == 40


def test_what_was_cleared_is_neither_heard_nor_handed_on() -> None:
    delivery = voice(0.1)
    assert delivery.clear(0.03) == 560
    assert delivery.queued(0.03) == 0
    assert not len(delivery.take(0.03))
    delivery.write(sound(40), 0.03)
    assert list(delivery.take(0.03)) == [*sound(40), *[0] * 40]


def test_nothing_is_heard_or_handed_on_while_the_line_is_down() -> None:
    delivery = voice(0.1)
    delivery.write(sound(80), 0.04)
    delivery.cut_off(0.04)
    delivery.cut_off(0.05)
    assert delivery.queued(7.0) == 560
    assert not len(delivery.take(7.0))
    assert delivery.wait(7.0) is None


def test_after_a_short_gap_all_is_as_if_there_had_been_none() -> None:
    delivery = voice(0.5)
    delivery.cut_off(0.1)
    assert not delivery.restored(0.3)
    assert delivery.queued(0.3) == 1600
    assert not len(delivery.take(0.3))


def test_after_a_long_gap_it_goes_on_with_the_first_sample_that_was_not_heard() -> None:
    delivery = voice(0.1)
    delivery.cut_off(0.04)
    assert delivery.restored(3.0)
    assert delivery.queued(3.0) == 480
    assert taken(delivery, 3.0) == list(sound(480, first=321))
    assert delivery.queued(3.03) == 240


def test_a_line_that_was_down_for_a_while_when_that_is_noticed_takes_back_what_was_heard() -> None:
    delivery = voice(1.0)
    assert delivery.queued(0.9) == 800
    delivery.cut_off(0.4)
    assert delivery.queued(0.9) == 4800
    assert delivery.restored(2.0)
    assert taken(delivery, 2.0) == list(sound(4800, first=3201))
    assert delivery.queued(2.5) == 800


def test_what_was_said_before_a_pause_is_not_said_anew() -> None:
    delivery = voice(0.5)
    delivery.write(sound(800, first=4001), 1.0)
    delivery.cut_off(0.2)
    assert delivery.queued(1.1) == 800
    assert delivery.restored(2.0)
    assert taken(delivery, 2.0) == list(sound(800, first=4001))


def test_what_was_cleared_is_not_said_anew_however_late_it_is_noticed() -> None:
    delivery = voice(1.0)
    delivery.clear(0.6)
    delivery.write(sound(80), 0.6)
    delivery.cut_off(0.1)
    assert delivery.queued(0.7) == 80


def test_a_few_seconds_can_be_taken_back_and_no_more() -> None:
    delivery = Delivery(RATE)
    for second in range(10):
        delivery.write(sound(RATE), float(second))
        taken(delivery, float(second))
    delivery.cut_off(0.0)
    assert delivery.queued(9.0) == 3.5 * RATE


def test_what_was_cleared_during_a_gap_does_not_come_back() -> None:
    delivery = voice(0.1)
    delivery.cut_off(0.04)
    assert delivery.clear(2.0) == 480
    assert delivery.restored(3.0)
    assert not len(delivery.take(3.0))
    assert delivery.queued(3.0) == 0


def test_a_line_that_was_never_down_is_not_restored() -> None:
    assert not voice().restored(1.0)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "take", "clear", "down", "lost", "up"]),
        st.integers(0, 700),
        st.floats(0.0, 0.5),
    ),
    max_size=40,
)


@given(STEPS)
def test_every_sample_is_heard_queued_or_cleared_and_handed_on_in_order(
    steps: list[tuple[str, int, float]],
) -> None:
    delivery = Delivery(RATE)
    written = cleared = heard = 0
    handed: list[int] = []
    now = 0.0
    for step, count, pause in steps:
        now += pause
        if step == "write":
            delivery.write(sound(count, first=written + 1), now)
            written += count
        elif step == "take":
            handed += [sample for sample in taken(delivery, now) if sample]
        elif step == "clear":
            cleared += delivery.clear(now)
        elif step == "down":
            delivery.cut_off(now)
        elif step == "lost":
            delivery.cut_off(now - count / 700)
            heard = min(heard, written - cleared - delivery.queued(now))
        elif step == "up" and delivery.restored(now):
            first = written - delivery.queued(now) + 1
            handed = [sample for sample in handed if sample < first]
        before, heard = heard, written - cleared - delivery.queued(now)
        assert heard >= before - 1  # to a sample: times are floats
        assert 0 <= delivery.queued(now) <= written - cleared
    assert handed == sorted(set(handed))
