"""Probabilities, one for each 32 ms, and the turns that are read from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.errors import ConfigurationError
from antiphon.plugins.local.endpointing import (
    SAMPLE_RATE,
    WINDOW,
    Endpoint,
    Endpointer,
    EndpointOptions,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from antiphon.plugins.local.turn_options import TurnOptions

SPEECH, MURMUR, SILENCE = 0.95, 0.4, 0.02

probabilities = st.lists(st.sampled_from([SPEECH, MURMUR, SILENCE]), max_size=200)


def listen(endpointer: Endpointer, *sounds: tuple[float, int]) -> list[Endpoint]:
    """What comes of so many windows of each probability."""
    return [
        event
        for probability, count in sounds
        for _ in range(count)
        for event in endpointer.push(probability)
    ]


def windows(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / WINDOW)


def test_a_turn_starts_pauses_goes_on_and_ends() -> None:
    heard = listen(
        Endpointer(), (SILENCE, 10), (SPEECH, 20), (SILENCE, 6), (SPEECH, 10), (SILENCE, 20)
    )

    assert heard == [
        SpeechStarted(10 * WINDOW),
        SpeechPaused(30 * WINDOW),
        SpeechResumed(36 * WINDOW),
        SpeechPaused(46 * WINDOW),
        SpeechEnded(10 * WINDOW, 46 * WINDOW),
    ]


def test_the_onset_is_known_after_two_windows() -> None:
    endpointer = Endpointer()

    assert listen(endpointer, (SPEECH, 1)) == []
    assert not endpointer.speaking
    assert listen(endpointer, (SPEECH, 1)) == [SpeechStarted(0)]
    assert endpointer.speaking


def test_a_pause_comes_after_160_ms_and_the_end_after_400() -> None:
    endpointer = Endpointer()
    listen(endpointer, (SPEECH, 10))

    assert listen(endpointer, (SILENCE, 4)) == []
    assert listen(endpointer, (SILENCE, 1)) == [SpeechPaused(10 * WINDOW)]
    assert listen(endpointer, (SILENCE, 7)) == []
    assert listen(endpointer, (SILENCE, 1)) == [SpeechEnded(0, 10 * WINDOW)]


def test_clicks_start_nothing_and_interrupt_no_silence() -> None:
    click = ((SPEECH, 1), (SILENCE, 3))
    endpointer = Endpointer()

    assert listen(endpointer, *click * 50) == []
    listen(endpointer, (SPEECH, 10))
    assert listen(endpointer, *((SILENCE, 3), *click * 3)) == [
        SpeechPaused(210 * WINDOW),
        SpeechEnded(200 * WINDOW, 210 * WINDOW),
    ]


def test_a_turn_does_not_end_while_speech_may_be_going_on() -> None:
    endpointer = Endpointer()
    listen(endpointer, (SPEECH, 10), (SILENCE, 12))

    assert listen(endpointer, (SPEECH, 2)) == [SpeechResumed(22 * WINDOW)]


def test_a_murmur_goes_on_with_speech_but_does_not_begin_it() -> None:
    endpointer = Endpointer()

    assert listen(endpointer, (MURMUR, 20)) == []
    listen(endpointer, (SPEECH, 5))
    assert listen(endpointer, (MURMUR, 50)) == []
    listen(endpointer, (SILENCE, 5))
    assert listen(endpointer, (MURMUR, 50)) == [SpeechEnded(20 * WINDOW, 75 * WINDOW)]


def test_a_recording_that_starts_in_mid_speech_starts_at_its_first_sample() -> None:
    assert listen(Endpointer(), (SPEECH, 30))[0] == SpeechStarted(0)


def test_finishing_ends_the_turn_under_way_once() -> None:
    endpointer = Endpointer()
    listen(endpointer, (SILENCE, 3), (SPEECH, 10))

    assert endpointer.finish() == [SpeechEnded(3 * WINDOW, 13 * WINDOW)]
    assert endpointer.finish() == []


def test_a_pause_is_waited_out_as_long_as_it_takes_who_knows_what_was_said() -> None:
    endpointer = Endpointer()
    listen(endpointer, (SPEECH, 10), (SILENCE, 6))

    assert endpointer.wait(1.0) == []
    assert listen(endpointer, (SILENCE, 25)) == []
    assert listen(endpointer, (SILENCE, 1)) == [SpeechEnded(0, 10 * WINDOW)]


def test_a_turn_ends_at_once_where_the_silence_was_long_enough() -> None:
    endpointer = Endpointer(TurnOptions())
    listen(endpointer, (SPEECH, 10), (SILENCE, 9))

    assert endpointer.wait(0.25) == [SpeechEnded(0, 10 * WINDOW)]
    assert endpointer.wait(0.25) == []


def test_it_does_not_end_while_speech_may_be_going_on_again() -> None:
    endpointer = Endpointer(TurnOptions())
    listen(endpointer, (SPEECH, 10), (SILENCE, 9), (SPEECH, 1))

    assert endpointer.wait(0.25) == []
    assert listen(endpointer, (SILENCE, 1)) == [SpeechEnded(0, 10 * WINDOW)]


def test_what_was_said_of_one_pause_is_not_true_of_the_next() -> None:
    endpointer = Endpointer(TurnOptions())
    listen(endpointer, (SPEECH, 10), (SILENCE, 5))
    endpointer.wait(0.25)
    listen(endpointer, (SPEECH, 10))
    assert endpointer.wait(0.25) == []

    assert listen(endpointer, (SILENCE, windows(1.5))) == [SpeechPaused(25 * WINDOW)]
    assert listen(endpointer, (SILENCE, 4)) == [SpeechEnded(0, 25 * WINDOW)]


def test_it_says_how_long_speech_and_silence_have_lasted() -> None:
    endpointer = Endpointer()
    listen(endpointer, (SILENCE, 5))
    assert endpointer.speech == 0.0
    assert endpointer.silence == pytest.approx(0.16)

    listen(endpointer, (SPEECH, 10))
    assert endpointer.speech == pytest.approx(0.32)
    assert endpointer.silence == 0.0
    assert endpointer.position == 15 * WINDOW


@pytest.mark.parametrize(
    "options",
    [{"release": 0.6}, {"threshold": 1.0}, {"pause": 0.5}, {"pause": 0.0}, {"min_speech": -1.0}],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match="choose 0 <"):
        EndpointOptions(**options)


@given(probabilities)
def test_events_alternate_as_the_rules_say_at_positions_that_never_go_back(
    sounds: list[float],
) -> None:
    endpointer = Endpointer()
    events = [event for sound in sounds for event in endpointer.push(sound)]
    followers: dict[type[Endpoint], tuple[type[Endpoint], ...]] = {
        SpeechStarted: (SpeechPaused,),
        SpeechPaused: (SpeechResumed, SpeechEnded),
        SpeechResumed: (SpeechPaused,),
        SpeechEnded: (SpeechStarted,),
    }

    due: tuple[type[Endpoint], ...] = (SpeechStarted,)
    for event in events:
        assert isinstance(event, due)
        due = followers[type(event)]
    positions = [event.at for event in events]
    assert positions == sorted(positions)
    assert all(at % WINDOW == 0 and at <= endpointer.position for at in positions)


@given(probabilities)
def test_every_turn_ends_once_there_is_silence(sounds: list[float]) -> None:
    endpointer = Endpointer()
    listen(endpointer, *((sound, 1) for sound in sounds))

    listen(endpointer, (SILENCE, windows(0.4) + 1))

    assert not endpointer.speaking
    assert endpointer.finish() == []
