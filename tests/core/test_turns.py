"""Turns: when one begins and ends, when one is taken, and which are to be answered."""

import pytest

from antiphon.core import messages as m
from antiphon.core.backchannels import BACKCHANNELS, says_something
from antiphon.core.turns import (
    ANSWER_DEADLINE,
    ANSWER_SECONDS,
    DOUBT_DEADLINE,
    LATE_SECONDS,
    TurnPolicy,
    Turns,
    Verdict,
)
from antiphon.errors import ConfigurationError

STARTED = m.Emit(event=m.EventName.USER_STARTED)
STOPPED = m.Emit(event=m.EventName.USER_STOPPED)


def judged_after(seconds: float | None) -> m.SetDeadline:
    return m.SetDeadline(name=DOUBT_DEADLINE, seconds=seconds)


def doubtful() -> Turns:
    """Somebody has begun to speak while the agent did."""
    turns = Turns(TurnPolicy(barge_in="pause"))
    turns.doubt()
    turns.started()
    return turns


def test_a_turn_is_told_from_its_beginning_to_its_end_once() -> None:
    turns = Turns(TurnPolicy())
    assert turns.stopped() == []
    assert turns.started() == [STARTED]
    assert turns.user_speaks
    answer = m.SetDeadline(name=ANSWER_DEADLINE, seconds=ANSWER_SECONDS)
    assert turns.stopped() == [STOPPED, answer]
    assert turns.answered() == [m.SetDeadline(name=ANSWER_DEADLINE, seconds=None)]


def test_a_commit_is_owed_until_it_is_paid() -> None:
    turns = Turns(TurnPolicy())
    assert turns.pay_owed() == []
    turns.owe_commit()
    turns.owe_commit()
    assert turns.pay_owed() == [m.CommitAudio()]
    assert turns.pay_owed() == []


# -- the doubt -------------------------------------------------------------------------------------


def test_speech_is_timed_with_the_silence_that_it_takes_to_notice_its_end() -> None:
    turns = Turns(TurnPolicy(barge_in="pause", min_speech_seconds=0.3), end_of_speech_seconds=0.4)
    turns.doubt()
    assert turns.started() == [judged_after(0.3 + 0.4 + LATE_SECONDS), STARTED]


def test_words_are_waited_for_as_long_as_the_policy_says() -> None:
    turns = Turns(TurnPolicy(barge_in="pause", resume_after_seconds=0.8))
    turns.doubt()
    turns.started()
    assert turns.stopped()[-1] == judged_after(0.8)


def test_one_who_still_speaks_when_the_time_is_up_takes_the_turn() -> None:
    turns = doubtful()
    assert turns.deadline_passed() is Verdict.TAKEN
    assert turns.taken() == [judged_after(None)]
    assert turns.deadline_passed() is Verdict.OPEN


def test_one_of_whom_no_words_are_known_does_not() -> None:
    turns = doubtful()
    turns.stopped()
    assert turns.deadline_passed() is Verdict.DISMISSED
    assert turns.dismissed() == [judged_after(None)]
    assert not turns.is_in_doubt


def test_words_take_the_turn_and_a_backchannel_does_not() -> None:
    for text, verdict in [
        ("Stop.", Verdict.TAKEN),
        ("Okay.", Verdict.DISMISSED),
        ("", Verdict.DISMISSED),
        (None, Verdict.DISMISSED),
    ]:
        turns = doubtful()
        turns.stopped()
        turns.committed("u")
        assert turns.transcribed("u", text) is verdict


def test_a_backchannel_of_one_who_has_gone_on_to_speak_settles_nothing() -> None:
    turns = doubtful()
    turns.stopped()
    turns.committed("u")
    turns.started()
    assert turns.transcribed("u", "yeah") is Verdict.OPEN
    assert turns.is_in_doubt


def test_words_of_another_turn_settle_nothing() -> None:
    turns = Turns(TurnPolicy(barge_in="pause"))
    turns.started()
    turns.stopped()
    turns.committed("before")
    turns.doubt()
    turns.started()
    assert turns.transcribed("before", "What is the time?") is Verdict.OPEN


def test_words_that_come_late_still_take_the_turn() -> None:
    turns = doubtful()
    turns.stopped()
    turns.committed("u")
    turns.dismissed()
    assert turns.transcribed("u", "No!") is Verdict.TAKEN
    assert turns.transcribed("u", "No!") is Verdict.OPEN


# -- what is answered ------------------------------------------------------------------------------


def test_a_turn_is_answered_once_when_the_user_is_silent() -> None:
    turns = Turns(TurnPolicy())
    turns.started()
    turns.committed("u")
    assert not turns.take_owed_answer()
    turns.stopped()
    assert turns.take_owed_answer()
    assert not turns.take_owed_answer()


def test_a_turn_in_doubt_is_answered_when_it_is_taken_and_not_when_it_is_dismissed() -> None:
    for settle, is_answered in [(Turns.taken, True), (Turns.dismissed, False)]:
        turns = doubtful()
        turns.stopped()
        turns.committed("u")
        settle(turns)
        assert turns.take_owed_answer() is is_answered


def test_a_turn_is_like_any_other_when_there_was_nothing_to_doubt() -> None:
    turns = doubtful()
    turns.stopped()
    assert turns.over() == [judged_after(None)]
    assert turns.over() == []
    turns.committed("u")
    assert turns.take_owed_answer()


def test_what_is_settled_is_not_answered() -> None:
    turns = Turns(TurnPolicy())
    turns.owe_answer()
    turns.settle()
    assert not turns.take_owed_answer()


# -- the policy ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("barge_in", "wait"),
        ("turn_detection", "server"),
        ("other_agents", "fight"),
        ("when_left", "wait"),
        ("rejoin_seconds", True),
        ("min_speech_seconds", -0.1),
        ("resume_after_seconds", float("nan")),
        ("backchannels", "yeah"),
        ("backchannels", ("yeah", 5)),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=name):
        TurnPolicy(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Yeah.", "Uh-huh", "UH HUH!", "mm-hmm, okay…", "I see", "", "…"])
def test_a_listener_says_nothing(text: str) -> None:
    assert not says_something(text, BACKCHANNELS)


@pytest.mark.parametrize("text", ["No.", "Okay, stop", "I", "see", "yeah but", "right 2", "别说了"])
def test_one_who_wants_the_turn_says_something(text: str) -> None:
    assert says_something(text, BACKCHANNELS)


def test_backchannels_are_those_that_one_names() -> None:
    assert not says_something("D'accord, d'accord.", ("d'accord",))
    assert says_something("yeah", ("d'accord", " - "))
