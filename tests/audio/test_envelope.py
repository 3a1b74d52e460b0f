"""How loud a sound is where, in a few digits a second."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from antiphon.audio import AudioFrame, Envelope

RATE = 1000
"""20 samples a digit."""


def frame(samples: list[int]) -> AudioFrame:
    return AudioFrame.from_samples(np.array(samples, np.int16), RATE)


def envelope(*pieces: list[int]) -> str:
    made = Envelope()
    for piece in pieces:
        made.push(frame(piece))
    return made.after(0, 1000)


def test_each_digit_is_the_loudest_of_its_20_ms() -> None:
    assert envelope([0] * 20, [*[0] * 19, -32768], [8192] * 20, [1] * 20) == "0zi0"


def test_silence_and_nothing_are_told_apart() -> None:
    assert envelope() == ""
    assert envelope([0]) == "0"


def test_it_begins_where_it_is_asked_for_and_is_as_long() -> None:
    made = Envelope()
    made.push(frame([0] * 20 + [32767] * 60))
    assert made.after(39, 2) == "zz"
    assert made.after(80, 2) == ""


@given(st.lists(st.lists(st.integers(-32768, 32767), max_size=50), max_size=8))
def test_it_does_not_matter_how_a_sound_is_cut_into_frames(pieces: list[list[int]]) -> None:
    assert envelope(*pieces) == envelope([sample for piece in pieces for sample in piece])
