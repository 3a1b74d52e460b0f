"""What a record says of the agent's voice: when it was made, where its words are."""

from typing import Any

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.realtime import AudioDelta
from antiphon.speech_log import MOST_KEPT, MOST_UNHEARD, SpeechLog

PART = m.ContentId(response_id="r1", item_id="i1")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def logged(*events: tuple[float, m.Event | AudioDelta]) -> SpeechLog:
    """What is known after each of these happened at its time."""
    clock = Clock()
    log = SpeechLog(clock)
    for at, event in events:
        clock.at = at
        if isinstance(event, AudioDelta):
            log.push(event.content, event.frame)
        else:
            log.note(event)
    return log


def text(words: str, *times: tuple[float, float]) -> m.TextArrived:
    timed = tuple(
        m.Word(text=word, start_ms=start, end_ms=end)
        for word, (start, end) in zip(words.split(), times, strict=False)
    )
    return m.TextArrived(content=PART, text=words, words=timed)


def audio(ms: float, level: int = 0) -> AudioDelta:
    """So much of it, each sample as loud as that."""
    samples = np.full(round(ms * 24), level, np.int16)
    return AudioDelta(content=PART, frame=AudioFrame.from_samples(samples, 24_000))


CREATED = m.ResponseCreated(response_id="r1")
STARTED = m.PlayoutStarted(content=PART)


def ended(heard_ms: float) -> m.PlayoutEnded:
    return m.PlayoutEnded(content=PART, heard_ms=heard_ms, interrupted=True)


def stopped(*events: m.Event | AudioDelta) -> dict[str, Any]:
    return logged(*((0.0, event) for event in events)).stopped


def test_how_long_ago_an_answer_was_made_is_known_when_it_is_heard() -> None:
    log = logged((1.0, CREATED), (1.3, text("Hello.")), (1.4, audio(500.0)), (1.5, STARTED))
    assert log.started == {"response": "r1", "since": {"created": 0.5, "text": 0.2, "audio": 0.1}}


def test_only_the_first_of_it_counts() -> None:
    log = logged(
        (1.0, text("Hello ")),
        (1.1, audio(500.0)),
        (1.2, text("there.")),
        (1.3, audio(500.0)),
        (1.5, STARTED),
    )
    assert log.started["since"] == {"text": 0.5, "audio": 0.4}


def test_what_nobody_announced_is_known_by_its_answer_alone() -> None:
    assert logged((1.0, STARTED)).started == {"response": "r1", "since": {}}
    assert stopped(ended(0.0))["text"] == ""


def test_all_words_and_their_times_are_known_at_the_end() -> None:
    said = stopped(text("One two", (0, 400), (500, 900)), audio(1000.0), ended(450.4))
    assert said["text"] == "One two"
    assert said["words"] == [["One", 0, 400], ["two", 500, 900]]
    assert (said["heard_ms"], said["generated_ms"]) == (450.4, 1000.0)


def test_words_are_left_out_where_the_times_of_one_are_not_known() -> None:
    said = stopped(text("One ", (0, 400)), text("two"), text(" three", (900, 950)), ended(0.0))
    assert (said["text"], said["words"]) == ("One two three", [])


def test_white_space_needs_no_times() -> None:
    assert stopped(text("One", (0, 400)), text(" "), ended(0.0))["words"] == [["One", 0, 400]]


def test_how_loud_it_would_have_been_that_was_not_heard_is_known() -> None:
    said = stopped(audio(110, 32767), audio(30, 8192), audio(25), ended(85))
    assert said["unheard"] == "zzi00"


def test_of_what_was_heard_to_its_end_nothing_was_not_heard() -> None:
    assert stopped(audio(30), ended(30))["unheard"] == ""


def test_of_a_long_answer_only_the_beginning_of_what_was_not_heard_is_kept() -> None:
    assert len(stopped(audio(60_000), ended(1000))["unheard"]) == MOST_UNHEARD


def test_a_voice_that_stood_still_is_behind_its_clock() -> None:
    log = logged(
        (1.0, audio(2000.0)),
        (1.0, STARTED),
        (1.5, m.Heard(content=PART, ms=500.0)),
        (2.5, m.Heard(content=PART, ms=1000.0)),
        (2.72, m.Heard(content=PART, ms=1200.0)),
        (3.0, ended(1500.0)),
    )
    assert log.stopped["gaps"] == [[500, 500]]


def test_what_was_heard_of_a_part_that_has_ended_is_nothing() -> None:
    log = logged((1.0, STARTED), (2.0, ended(900.0)), (2.0, m.Heard(content=PART, ms=900.0)))
    assert log.stopped["heard_ms"] == 900.0


def test_what_is_never_heard_is_not_kept_for_ever() -> None:
    log = logged((1.0, CREATED), (1.0, text("Hello.")))
    for n in range(MOST_KEPT):
        other = m.ContentId(response_id=f"other{n}", item_id="i")
        log.note(m.ResponseCreated(response_id=f"other{n}"))
        log.note(m.TextArrived(content=other, text="And"))
    log.note(STARTED)
    assert log.started["since"] == {}
