"""Turns by a button: when the ears open and close, and what the model is told."""

from typing import Any

from antiphon.core import messages as m
from antiphon.core.push_to_talk import CLOSING_DEADLINE, OpenTurn
from antiphon.core.turns import TurnPolicy
from tests.core.stage import Stage

TEXT = "One two three four five."


def walkie_talkie(**options: Any) -> Stage:
    """A conversation with Ann by a button, whose model answers when it is asked to."""
    defaults: dict[str, Any] = {
        "turns": TurnPolicy(turn_detection="manual"),
        "asks_for_answers": True,
    }
    return Stage(**defaults | options).opens()


def ears(stage: Stage) -> list[m.Effect]:
    """What was done to them."""
    return [effect for effect in stage.effects if isinstance(effect, m.OpenEars | m.CloseEars)]


def turn_of(stage: Stage) -> OpenTurn | None:
    """The one that is open."""
    return stage.conversation.open_turn


def test_a_turn_opens_the_ears_and_ends_a_moment_after_the_button_is_let_go() -> None:
    stage = walkie_talkie()
    stage.post(m.TurnOpened(identity="ann"))
    assert ears(stage) == [m.OpenEars(identity="ann")]
    assert turn_of(stage) == OpenTurn(identity="ann")
    stage.post(m.TurnClosed())
    assert turn_of(stage) is None
    assert stage.commands == []
    assert stage.deadlines[CLOSING_DEADLINE] == 0.1
    stage.waits(CLOSING_DEADLINE)
    assert ears(stage)[1:] == [m.CloseEars()]
    assert stage.commands == [m.CommitAudio()]
    assert stage.events == ["user_started_speaking", "user_stopped_speaking"]


def test_it_is_answered_when_the_model_has_made_an_item_of_it() -> None:
    stage = walkie_talkie()
    stage.post(m.TurnOpened(), m.TurnClosed())
    stage.waits(CLOSING_DEADLINE)
    assert not stage.all(m.CreateResponse)
    stage.post(m.UserCommitted(item_id="u"))
    assert len(stage.all(m.CreateResponse)) == 1


def test_it_stops_the_agent_even_where_users_are_ignored() -> None:
    policy = TurnPolicy(turn_detection="manual", barge_in="ignore")
    stage = walkie_talkie(turns=policy)
    content = stage.answers("r", TEXT)
    stage.plays(1500)
    stage.post(m.TurnOpened())
    assert stage.last(m.StopPlayout).content == content
    assert stage.told("agent_speech_interrupted") == ["One two..."]


def test_a_turn_that_is_cancelled_is_not_told_and_what_waited_for_it_goes_out() -> None:
    stage = walkie_talkie()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "lookup")
    stage.post(m.ResponseDone(response_id="r"), m.TurnOpened())
    stage.finishes("lookup")
    assert not stage.all(m.CreateResponse)
    stage.post(m.TurnCancelled())
    assert ears(stage) == [m.OpenEars(), m.CloseEars()]
    assert [type(command) for command in stage.commands[-2:]] == [m.ClearAudio, m.CreateResponse]


def test_the_next_turn_ends_the_one_that_is_about_to_close() -> None:
    stage = walkie_talkie()
    stage.post(m.TurnOpened(), m.TurnClosed(), m.TurnOpened())
    assert ears(stage) == [m.OpenEars(), m.CloseEars(), m.OpenEars()]
    assert stage.commands == [m.CommitAudio()]
    assert CLOSING_DEADLINE not in stage.deadlines


def test_a_button_that_is_pressed_out_of_order_does_nothing() -> None:
    stage = walkie_talkie()
    assert not stage.post(m.TurnClosed(), m.TurnCancelled())
    assert not stage.post(m.DeadlinePassed(name=CLOSING_DEADLINE))
    stage.post(m.TurnOpened())
    assert not stage.post(m.TurnOpened(identity="ann"))


def test_what_a_detector_reports_is_ignored() -> None:
    assert not walkie_talkie().post(m.UserStarted(), m.UserStopped())


def test_whoever_leaves_takes_their_turn_with_them() -> None:
    for acts in ([m.TurnOpened(identity="ann")], [m.TurnOpened(identity="ann"), m.TurnClosed()]):
        stage = walkie_talkie()
        stage.post(*acts)
        stage.post(m.ParticipantLeft(identity="ann"))
        assert ears(stage)[1:] == [m.CloseEars()]
        assert stage.commands == [m.ClearAudio()]
        assert CLOSING_DEADLINE not in stage.deadlines


def test_a_turn_of_somebody_else_goes_on_when_one_leaves() -> None:
    stage = walkie_talkie(admitted="all")
    stage.post(m.ParticipantJoined(identity="bob"), m.TurnOpened(identity="ann"))
    stage.post(m.ParticipantLeft(identity="bob"))
    assert stage.conversation.open_turn == OpenTurn(identity="ann")


def test_a_turn_is_whose_it_is_whoever_spoke_before() -> None:
    stage = walkie_talkie(admitted="all")
    stage.post(m.ParticipantJoined(identity="bob"), m.Spoke(identity="ann", seconds=9.0))
    stage.post(m.TurnOpened(identity="bob"), m.TurnClosed())
    assert stage.conversation.speaker == "bob"


def test_a_model_that_is_lost_is_told_of_the_end_of_a_turn_when_it_is_back() -> None:
    for act, told in ((m.TurnClosed(), m.CommitAudio()), (m.TurnCancelled(), m.ClearAudio())):
        stage = walkie_talkie()
        stage.post(m.TurnOpened(), m.ModelLost(message="reset"), act)
        if CLOSING_DEADLINE in stage.deadlines:
            stage.waits(CLOSING_DEADLINE)
        assert stage.commands == []
        stage.post(m.ModelRestored())
        assert stage.commands == [told]


def test_no_turn_is_open_when_the_conversation_is_over() -> None:
    stage = walkie_talkie()
    stage.post(m.TurnOpened())
    stage.closes()
    assert stage.conversation.open_turn is None
