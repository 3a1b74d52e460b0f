"""Who barges in is heard out first: the agent pauses, and goes on if it was nothing."""

from typing import Any

import pytest

from antiphon.core import messages as m
from antiphon.core.turns import ANSWER_DEADLINE, DOUBT_DEADLINE, LATE_SECONDS, TurnPolicy
from tests.core.stage import Stage

TEXT = "One two three four five."


def pausing(**options: Any) -> Stage:
    """A conversation whose agent pauses first, and whose model answers when it is asked to."""
    defaults: dict[str, Any] = {
        "turns": TurnPolicy(barge_in="pause"),
        "asks_for_answers": True,
    }
    return Stage(**defaults | options).opens()


def speaking(**options: Any) -> tuple[Stage, m.ContentId]:
    """The same, 1.5 s into an answer."""
    stage = pausing(**options)
    content = stage.answers("r", TEXT)
    stage.plays(1500)
    return stage, content


def says(stage: Stage, text: str | None, item_id: str = "u") -> None:
    """The user, who has begun to speak, says that."""
    stage.post(m.UserStopped(), m.UserCommitted(item_id=item_id))
    stage.post(m.UserTranscribed(item_id=item_id, text=text))


def asked(stage: Stage) -> int:
    """How often an answer was asked for."""
    return len(stage.all(m.CreateResponse))


def test_a_user_who_begins_to_speak_pauses_the_agent_and_ends_nothing() -> None:
    stage, content = speaking()
    done = stage.post(m.UserStarted())
    assert done[0] == m.PausePlayout(content=content)
    assert stage.events[-1] == "user_started_speaking"
    assert stage.states[-2:] == ["speaking", "listening"]
    assert stage.commands == []
    assert stage.deadlines[DOUBT_DEADLINE] == 0.5 + 0.5 + LATE_SECONDS


@pytest.mark.parametrize("text", ["Mm-hmm.", "okay, yeah", "", None])
def test_the_agent_goes_on_when_it_was_nothing(text: str | None) -> None:
    stage, content = speaking()
    stage.post(m.UserStarted())
    says(stage, text)
    assert stage.last(m.ResumePlayout).content == content
    assert stage.states[-1] == "speaking"
    assert DOUBT_DEADLINE not in stage.deadlines
    stage.plays()
    assert stage.told("agent_speech_committed") == [TEXT]
    assert stage.events.count("agent_stopped_speaking") == 1
    assert "agent_speech_interrupted" not in stage.events
    assert stage.commands == []


def test_the_agent_goes_on_when_no_words_come() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.UserStopped())
    assert stage.states[-1] == "listening"
    assert stage.deadlines[DOUBT_DEADLINE] == 1.0
    stage.waits(DOUBT_DEADLINE)
    assert stage.states[-1] == "speaking"
    stage.waits(ANSWER_DEADLINE)
    assert asked(stage) == 0


def test_words_stop_the_agent_for_good_and_are_answered() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted())
    says(stage, "Stop it.")
    kinds = [type(command) for command in stage.commands]
    assert kinds == [m.Truncate, m.CreateResponse]
    assert stage.last(m.Truncate).heard_ms == 1500
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert stage.states[-1] == "thinking"
    stage.answers("r2", "Very well.", request_id="reply_1")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Very well."]


def test_one_who_goes_on_speaking_stops_the_agent_before_a_word_is_known() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted())
    stage.waits(DOUBT_DEADLINE)
    assert stage.events[-2:] == ["agent_stopped_speaking", "agent_speech_interrupted"]
    assert asked(stage) == 0
    says(stage, "yeah right okay")
    assert asked(stage) == 1


def test_words_known_in_mid_speech_stop_the_agent_and_are_answered_with_the_rest() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.UserTranscribed(item_id="a", text="Wait"))
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    stage.post(m.UserStopped())
    assert asked(stage) == 0
    stage.post(m.UserCommitted(item_id="b"))
    assert asked(stage) == 1


def test_what_is_owed_is_asked_for_when_nothing_more_comes() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.UserTranscribed(item_id="a", text="Wait"), m.UserStopped())
    stage.waits(ANSWER_DEADLINE)
    assert asked(stage) == 1


def test_a_turn_while_the_agent_is_silent_is_answered_at_once() -> None:
    stage = pausing()
    stage.user_says("u", None, transcript=False)
    assert asked(stage) == 1
    stage.post(m.UserCommitted(item_id="u"), m.UserTranscribed(item_id="u", text="okay"))
    assert asked(stage) == 1


def test_a_model_that_answers_by_itself_is_asked_for_nothing() -> None:
    stage = pausing(asks_for_answers=False)
    stage.user_says("u", "hello")
    assert asked(stage) == 0


def test_a_model_that_answers_by_itself_has_taken_the_turn_for_the_user() -> None:
    stage, content = speaking(asks_for_answers=False)
    stage.post(m.UserStarted(), m.UserStopped(), m.UserCommitted(item_id="u"))
    stage.answers("r2", "Yes?")
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert m.ResumePlayout(content=content) not in stage.effects
    stage.post(m.UserTranscribed(item_id="u", text="Excuse me"))
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Yes?"]


def test_an_answer_said_to_begin_twice_takes_no_turn() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.ResponseCreated(response_id="r"))
    assert stage.conversation.state == "listening"
    assert "agent_stopped_speaking" not in stage.events


def test_words_that_come_after_the_agent_has_gone_on_stop_it_all_the_same() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.UserStopped(), m.UserCommitted(item_id="u"))
    stage.waits(DOUBT_DEADLINE)
    stage.plays(1000)
    stage.post(m.UserTranscribed(item_id="u", text="Stop!"))
    assert stage.told("agent_speech_interrupted") == ["One two three..."]
    assert asked(stage) == 1


def test_one_who_begins_again_is_timed_anew_and_the_agent_stays_silent() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.UserStopped(), m.UserStarted())
    assert len(stage.all(m.PausePlayout)) == 1
    assert stage.deadlines[DOUBT_DEADLINE] == 0.5 + 0.5 + LATE_SECONDS
    says(stage, "uh-huh")
    assert stage.states[-1] == "speaking"


# -- what has not begun to play --------------------------------------------------------------------


def test_an_answer_that_comes_in_the_meantime_waits_and_is_heard_from_its_first_word() -> None:
    stage = pausing()
    stage.user_says("u", "How are you?")
    stage.post(m.UserStarted())
    stage.answers("r", "Fine.", request_id="reply_1")
    assert stage.all(m.Play) == []
    says(stage, "Hm", "v")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Fine."]
    assert asked(stage) == 1


def test_a_question_that_goes_on_is_answered_as_a_whole() -> None:
    stage = pausing()
    stage.user_says("u", "How is the weather")
    stage.post(m.UserStarted())
    stage.answers("r", "Where?", request_id="reply_1")
    stage.waits(DOUBT_DEADLINE)
    assert stage.last(m.DeleteItem).item_id == "item_r"
    says(stage, "in Oslo?", "v")
    assert asked(stage) == 2
    stage.answers("r2", "Cold.", request_id="reply_2")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Cold."]


def test_a_question_is_answered_though_a_noise_has_cut_off_its_answer() -> None:
    stage = pausing()
    stage.user_says("u", "How are you?")
    stage.post(m.UserStarted())
    stage.waits(DOUBT_DEADLINE)
    stage.post(m.ResponseCreated(response_id="r", request_id="reply_1"))
    stage.post(m.ResponseDone(response_id="r", status="cancelled"), m.UserStopped())
    assert asked(stage) == 1
    stage.waits(ANSWER_DEADLINE)
    assert asked(stage) == 2


def test_what_the_program_wanted_said_is_not_answered_when_a_noise_has_cut_it_off() -> None:
    stage = pausing()
    stage.post(m.SayRequested(name="notice", text="Listen."), m.UserStarted())
    stage.waits(DOUBT_DEADLINE)
    stage.post(m.ResponseCreated(response_id="r", request_id="reply_1"))
    stage.post(m.ResponseDone(response_id="r", status="cancelled"), m.UserStopped())
    stage.waits(ANSWER_DEADLINE)
    assert asked(stage) == 0


def test_a_noise_does_not_disturb_a_tool() -> None:
    stage = pausing()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "look")
    stage.post(m.ResponseDone(response_id="r"), m.UserStarted())
    assert stage.all(m.InterruptTools) == []
    stage.finishes("look")
    stage.post(m.UserStopped())
    stage.waits(ANSWER_DEADLINE)
    assert asked(stage) == 1


def test_what_the_program_protects_is_not_paused() -> None:
    stage = pausing()
    stage.post(m.SayRequested(name="notice", text="Listen.", allow_interruptions=False))
    stage.answers("r", "Listen to this now.", request_id="reply_1")
    stage.plays(1500)
    stage.post(m.UserStarted())
    assert stage.all(m.PausePlayout) == []
    assert stage.states[-1] == "speaking"
    stage.waits(DOUBT_DEADLINE)
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Listen to this now."]


def test_a_user_who_takes_the_turn_interrupts_the_tools() -> None:
    stage = pausing()
    stage.post(m.ResponseCreated(response_id="r"))
    calls = tuple(stage.calls("r", "look"))
    stage.post(m.ResponseDone(response_id="r"), m.UserStarted())
    stage.waits(DOUBT_DEADLINE)
    assert stage.all(m.InterruptTools) == [m.InterruptTools(calls=calls, by="user")]


def test_an_answer_of_the_models_own_takes_the_place_of_what_was_to_come() -> None:
    stage, _ = speaking()
    stage.post(m.ResponseCreated(response_id="r1"))
    calls = tuple(stage.calls("r1", "look"))
    stage.post(m.ReplyRequested(on_duplicate="keep_both"), m.UserStarted())
    stage.answers("r2", "Yes?")
    assert stage.all(m.InterruptTools) == [m.InterruptTools(calls=calls, by="user")]
    assert asked(stage) == 0


def test_late_words_of_a_turn_that_the_model_has_answered_take_nothing() -> None:
    stage, _ = speaking(asks_for_answers=False)
    stage.post(m.UserStarted(), m.UserStopped(), m.UserCommitted(item_id="u"))
    stage.waits(DOUBT_DEADLINE)
    stage.answers("r2", "Yes?")
    stage.post(m.UserTranscribed(item_id="u", text="Excuse me"))
    stage.plays()
    assert stage.told("agent_speech_committed") == [TEXT, "Yes?"]


# -- what else ends a pause ------------------------------------------------------------------------


def test_the_program_stops_what_is_paused() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.InterruptRequested())
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert DOUBT_DEADLINE not in stage.deadlines
    says(stage, "yeah")
    assert asked(stage) == 1


def test_a_reply_that_the_program_wants_is_not_held() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.ReplyRequested())
    stage.answers("r2", "Listen!", request_id="reply_1")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Listen!"]


def test_one_who_leaves_in_the_pause_is_not_talked_after() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.UserStopped(), m.UserCommitted(item_id="u"))
    stage.post(m.ParticipantLeft(identity="ann"))
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert DOUBT_DEADLINE not in stage.deadlines
    stage.post(m.UserTranscribed(item_id="u", text="Goodbye"))
    assert asked(stage) == 0


def test_what_was_buffered_of_a_lost_model_goes_on_after_the_pause() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted(), m.ModelLost(message="reset"))
    assert stage.conversation.state == "listening"
    stage.waits(DOUBT_DEADLINE)
    stage.plays()
    assert stage.told("agent_speech_committed") == [TEXT]


def test_an_answer_that_is_cancelled_in_the_pause_is_heard_as_far_as_it_came() -> None:
    stage = pausing()
    content = stage.begins("r")
    stage.says(content, "One two three.")
    stage.plays(1500)
    stage.post(m.UserStarted(), m.ResponseDone(response_id="r", status="cancelled"))
    says(stage, "okay")
    stage.plays()
    assert stage.told("agent_speech_interrupted") == ["One two three...."]
    assert stage.last(m.Truncate).heard_ms == 3000


def test_the_conversation_ends_in_the_pause() -> None:
    stage, _ = speaking()
    stage.post(m.UserStarted())
    stage.closes()
    assert stage.events[-2:] == ["agent_speech_interrupted", "closed"]


def test_the_pause_is_over_when_there_is_nothing_more_to_say() -> None:
    stage = pausing()
    stage.user_says("u", "How are you?")
    stage.post(m.UserStarted())
    stage.post(m.ResponseRefused(request_id="reply_1", message="no"))
    assert DOUBT_DEADLINE not in stage.deadlines
    stage.post(m.DeadlinePassed(name=DOUBT_DEADLINE))
    says(stage, "right", "v")
    assert asked(stage) == 2


def test_one_onset_that_is_noticed_twice_interrupts_once() -> None:
    stage = Stage().opens()
    stage.answers("r", TEXT)
    stage.plays(1500)
    stage.post(m.UserStarted(), m.ReplyRequested(), m.UserStarted())
    stage.answers("r2", "Listen!", request_id="reply_1")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Listen!"]
    assert stage.events.count("user_started_speaking") == 1
