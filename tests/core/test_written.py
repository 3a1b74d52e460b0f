"""What users write: it takes the turn, is in the ledger, and is answered once."""

from typing import Any

import pytest

from antiphon.core import messages as m
from antiphon.core.turns import ANSWER_DEADLINE, DOUBT_DEADLINE, TurnPolicy
from tests.core.stage import Stage

TEXT = "One two three four five."


def write(stage: Stage, text: str = "What time is it?", identity: str = "ann") -> list[m.Effect]:
    """Somebody writes; what is done when the text is there."""
    stage.post(m.UserWrites(identity=identity))
    return stage.post(m.UserWrote(item_id="t", text=text, identity=identity))


def speaking(**options: Any) -> Stage:
    """A conversation 1.5 s into an answer."""
    stage = Stage(**options).opens()
    stage.answers("r", TEXT)
    stage.plays(1500)
    return stage


def asked(stage: Stage) -> int:
    """How often an answer was asked for."""
    return len(stage.all(m.CreateResponse))


def test_it_stops_the_agent_and_is_told_behind_what_was_heard_of_it() -> None:
    stage = speaking()
    write(stage)
    assert stage.ledger == [("item_r", "One two..."), ("t", "What time is it?")]
    assert stage.events[-2:] == ["agent_speech_interrupted", "user_speech_committed"]
    create = stage.last(m.CreateItem)
    assert (create.message.role, create.message.content) == ("user", "What time is it?")
    assert create.after == "item_r"
    assert asked(stage) == 1
    item = stage.history.find("t")
    assert item is not None
    assert item.speaker == "ann"


def test_it_is_told_with_who_wrote_it_and_answered_to_them() -> None:
    stage = Stage(admitted="all").opens()
    stage.post(m.ParticipantJoined(identity="bob"))
    write(stage, identity="bob")
    assert stage.news[-1].detail == {"participant": "bob"}
    assert stage.conversation.speaker == "bob"
    stage.post(m.ResponseCreated(response_id="r", request_id="reply_1"))
    stage.calls("r", "lookup")
    assert stage.last(m.RunTools).asker == "bob"
    assert stage.captions == []


def test_one_who_is_not_listened_to_writes_in_vain() -> None:
    stage = Stage().opens()
    assert not write(stage, identity="bob")
    assert stage.effects == stage.all(m.PublishState) + stage.all(m.LinkParticipants)


def test_it_is_read_once() -> None:
    stage = Stage().opens()
    write(stage)
    assert not stage.post(m.UserWrote(item_id="t", text="Again", identity="ann"))


def test_where_users_are_ignored_it_is_answered_afterwards() -> None:
    stage = speaking(turns=TurnPolicy(barge_in="ignore"))
    write(stage)
    assert not stage.all(m.StopPlayout)
    stage.plays()
    assert stage.told("agent_speech_committed") == [TEXT]
    assert asked(stage) == 1


def test_it_takes_the_turn_of_which_that_was_in_doubt() -> None:
    stage = speaking(turns=TurnPolicy(barge_in="pause"), asks_for_answers=True)
    stage.post(m.UserStarted(), m.UserStopped(), m.UserCommitted(item_id="u"))
    assert DOUBT_DEADLINE in stage.deadlines
    write(stage)
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert DOUBT_DEADLINE not in stage.deadlines
    assert asked(stage) == 1
    stage.post(m.UserTranscribed(item_id="u", text="And another thing"))
    assert asked(stage) == 1


@pytest.mark.parametrize("asks_for_answers", [True, False])
def test_while_the_user_speaks_it_is_answered_with_what_they_say(asks_for_answers: bool) -> None:
    stage = Stage(asks_for_answers=asks_for_answers).opens()
    stage.post(m.UserStarted())
    write(stage)
    assert asked(stage) == 0
    stage.post(m.UserStopped(), m.UserCommitted(item_id="u"))
    if not asks_for_answers:
        stage.post(m.ResponseCreated(response_id="r"))
    for _ in range(ANSWER_DEADLINE in stage.deadlines):
        stage.waits(ANSWER_DEADLINE)
    assert asked(stage) == int(asks_for_answers)


def test_if_they_said_nothing_it_is_asked_for_when_they_have_been_silent_for_a_while() -> None:
    stage = Stage().opens()
    stage.post(m.UserStarted())
    write(stage)
    stage.post(m.UserStopped())
    assert asked(stage) == 0
    stage.waits(ANSWER_DEADLINE)
    assert asked(stage) == 1
    assert not stage.post(m.DeadlinePassed(name=ANSWER_DEADLINE))


def test_a_model_that_is_lost_is_told_when_it_is_back() -> None:
    stage = Stage().opens()
    stage.post(m.ModelLost(message="reset"))
    write(stage)
    assert stage.commands == []
    assert stage.told("user_speech_committed") == ["What time is it?"]
    stage.post(m.ModelRestored())
    assert [type(command) for command in stage.commands] == [m.CreateItem, m.CreateResponse]
