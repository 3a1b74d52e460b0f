"""How long words last where nobody knows when each of them is spoken."""

from hypothesis import given
from hypothesis import strategies as st

from antiphon.transcription.pace import Pace

syllables = st.integers(min_value=0, max_value=12)
speeds = st.floats(min_value=0.5, max_value=20.0)
moments = st.floats(min_value=0.0, max_value=600.0)


@given(syllables, speeds)
def test_a_word_lasts_as_long_as_its_syllables_at_the_assumed_speed(
    count: int, speed: float
) -> None:
    pace = Pace(assumed=speed, sentence_gap=0.4)
    assert pace.word_seconds(count, real=None, elapsed=99.0) == count / speed


@given(st.lists(syllables), speeds, moments)
def test_no_word_lasts_less_than_no_time_however_late_it_is(
    counts: list[int], real: float, elapsed: float
) -> None:
    pace = Pace(assumed=3.83, sentence_gap=0.4)
    for count in counts:
        seconds = pace.word_seconds(count, real=real, elapsed=elapsed)
        assert 0 <= pace.lead_seconds(seconds, real=real) <= seconds
        pace.word_shown(count)


def test_a_word_that_is_early_waits_for_its_place() -> None:
    pace = Pace(assumed=3.83, sentence_gap=0.4)
    pace.word_shown(4)
    assert pace.word_seconds(1, real=2.0, elapsed=1.0) == 1.5


def test_the_gap_behind_a_sentence_counts_as_speech() -> None:
    pace = Pace(assumed=3.83, sentence_gap=0.5)
    pace.word_shown(4)
    pace.sentence_shown()
    assert pace.word_seconds(1, real=2.0, elapsed=2.5) == 0.5
