"""Written words, what is said for them, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.plugins.local.word_times import Span, origins, word_times
from antiphon.tts import WordTime

SAID = {"3:05": "three oh five", "PM": "P.M.", "$4.50": "four fifty", "5": "the fifth of"}


def speak(word: str) -> list[str]:
    return SAID.get(word, word).split()


@pytest.mark.parametrize(
    ("written", "spoken", "expected"),
    [
        ("hello there", "hello there", [0, 1]),
        ("at 3:05 today", "at three oh five today", [0, 1, 1, 1, 2]),
        ("at 3:05 PM", "at three oh five P.M.", [0, 1, 1, 1, 2]),
        ("on 5 May", "on the fifth of May", [0, 1, 1, 1, 2]),
        ("hi :-) you", "hi you", [0, 2]),
        ("well you", "well then you", [0, 0, 1]),
        ("you", "now you", [0, 0]),
        ("a b c", "x", [0]),
        ("3:05 $4.50", "three oh five four fifty", [0, 0, 0, 1, 1]),
    ],
)
def test_each_spoken_word_comes_from_a_written_one(
    written: str, spoken: str, expected: list[int]
) -> None:
    assert origins(written.split(), spoken.split(), speak) == expected


@given(
    st.lists(st.sampled_from(["a", "b", "3:05", "5"]), min_size=1, max_size=8),
    st.lists(st.sampled_from(["a", "b", "three", "oh"]), max_size=12),
)
def test_origins_never_go_back(written: list[str], spoken: list[str]) -> None:
    found = origins(written, spoken, speak)

    assert len(found) == len(spoken)
    assert found == sorted(found)
    assert all(0 <= index < len(written) for index in found)


def test_a_written_word_lasts_from_its_first_spoken_word_to_its_last() -> None:
    spans = [Span(0.1, 0.2), Span(0.3, 0.4), Span(0.5, 0.7), Span(0.8, 0.9)]

    assert word_times(["at", "3:05", "sharp."], [0, 1, 1, 2], spans) == (
        WordTime("at", 0.1, 0.2),
        WordTime("3:05", 0.3, 0.7),
        WordTime("sharp.", 0.8, 0.9),
    )


def test_a_word_without_sound_has_no_length_and_its_place() -> None:
    times = word_times(["hi", "😀", "you", "—"], [0, 2, 3], [Span(0.1, 0.4), Span(0.5, 0.9), None])

    assert times == (
        WordTime("hi", 0.1, 0.4),
        WordTime("😀", 0.4, 0.4),
        WordTime("you", 0.5, 0.9),
        WordTime("—", 0.9, 0.9),
    )


def test_times_never_go_back() -> None:
    times = word_times(["a", "b"], [0, 1], [Span(0.2, 0.5), Span(0.4, 0.45)])

    assert times == (WordTime("a", 0.2, 0.5), WordTime("b", 0.5, 0.5))
