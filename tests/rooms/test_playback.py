"""A queue whose position is computed: pure arithmetic, with time as an argument."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.audio.frame import Samples
from antiphon.rooms.local.playback import Playback, Span

RATE = 8000
BLOCK = 80


def samples(length: int, first: int = 1) -> Samples:
    return np.arange(first, first + length).astype(np.int16)


def numbers(spans: list[Span]) -> list[int]:
    return [int(sample) for span in spans for sample in span.samples]


def test_a_sample_is_played_when_its_block_has_begun() -> None:
    playback = Playback(RATE)
    playback.write(samples(200), 5.0)

    assert playback.played(5.0) == BLOCK
    assert playback.played(5.009999) == BLOCK
    assert playback.played(5.01) == 2 * BLOCK
    assert playback.played(5.02) == 200
    assert playback.queued(5.01) == 200 - 2 * BLOCK


def test_clearing_leaves_the_block_in_flight() -> None:
    playback = Playback(RATE)
    playback.write(samples(400), 0.0)

    assert playback.clear(0.012) == 400 - 2 * BLOCK
    assert playback.queued(0.012) == 0
    assert playback.ends_at == 0.02
    assert numbers(playback.take(1.0)) == list(range(1, 161))


def test_what_is_written_after_a_clear_follows_the_block_in_flight() -> None:
    playback = Playback(RATE)
    playback.write(samples(400), 0.0)
    playback.clear(0.012)
    playback.write(samples(80, first=1000), 0.015)

    *_, last = playback.take(1.0)

    assert last.at == 0.02
    assert last.samples[0] == 1000


def test_after_an_underrun_playing_begins_anew_there_and_then() -> None:
    playback = Playback(RATE)
    playback.write(samples(80), 0.0)
    playback.write(samples(80, first=500), 0.0123)

    first, second = playback.take(1.0)

    assert (first.at, second.at) == (0.0, 0.0123)
    assert playback.played(0.0222) == 160


def test_what_comes_before_the_sound_has_died_away_continues_it() -> None:
    playback = Playback(RATE)
    playback.write(samples(100), 0.0)
    playback.write(samples(60, first=101), 0.0124)

    assert playback.played(0.0124) == 160
    assert playback.ends_at == pytest.approx(0.02)


def test_taking_cuts_within_what_was_written() -> None:
    playback = Playback(RATE)
    playback.write(samples(200), 1.0)

    (first,) = playback.take(1.0)
    (second,) = playback.take(1.01)

    assert (first.at, second.at) == (1.0, 1.01)
    assert numbers([first, second]) == list(range(1, 161))
    assert playback.has_more


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 24000, 44100, 48000])
def test_blocks_of_any_rate_add_up(rate: int) -> None:
    playback = Playback(rate)
    playback.write(np.ones(3 * rate, np.int16), 0.0)

    assert playback.played(0.99) == rate
    assert playback.played(1.99) == 2 * rate


@given(
    rate=st.sampled_from([8000, 11025, 24000, 44100]),
    began=st.floats(0, 1e6),
    written=st.integers(1, 200_000),
    limit=st.integers(1, 100_000),
)
def test_there_is_room_exactly_when_it_says(
    rate: int, began: float, written: int, limit: int
) -> None:
    playback = Playback(rate)
    playback.write(np.zeros(written, np.int16), began)

    moment = playback.has_room_at(limit)

    assert playback.queued(moment) < limit
    if moment > began:
        assert playback.queued(moment - 1e-4) >= limit


@given(
    rate=st.sampled_from([8000, 11025, 24000, 44100]),
    began=st.floats(0, 1e5),
    steps=st.lists(
        st.tuples(st.sampled_from("wct"), st.integers(0, 3000), st.integers(0, 50_000)), max_size=60
    ),
)
def test_every_sample_is_queued_played_or_dropped_and_taken_once(
    rate: int, began: float, steps: list[tuple[str, int, int]]
) -> None:
    playback = Playback(rate)
    now, written, taken = began, [], []
    count = 0
    for step, length, microseconds in steps:
        now += microseconds / 1e6
        if step == "w":
            playback.write(samples(length, first=count).astype(np.int16), now)
            written += list(range(count, count + length))
            count += length
        elif step == "c":
            dropped = playback.clear(now)
            written = written[: len(written) - dropped]
        else:
            taken += playback.take(now)
        assert playback.played(now) + playback.queued(now) == len(written)

    taken += playback.take(now + 1e3)

    assert numbers(taken) == [int(np.int64(n).astype(np.int16)) for n in written]
    ends = [span.at + len(span.samples) / rate for span in taken]
    for span, end in zip(taken[1:], ends, strict=False):
        assert span.at >= end - 1e-6
