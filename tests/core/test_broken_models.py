"""What a model, a program or a voice does wrong, and what must not come of it."""

import pytest

from antiphon.core import messages as m
from antiphon.core.requests import NARRATION_DEADLINE, STALL_DEADLINE
from antiphon.core.responses import BEGIN_DEADLINE
from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError
from antiphon.llm import ChatMessage
from tests.core.stage import Stage


def narrating(text: str = "hi", *, audio: object = None) -> tuple[Stage, m.ContentId]:
    """Words of the program's that are spoken beside the model, a second of them so far."""
    stage = Stage(can_say=False).opens()
    stage.post(m.SayRequested(name="x", text=text, audio=audio, allow_interruptions=False))
    content = stage.begins("n1", "item_n", request_id="reply_1")
    if text:
        stage.says(content, "one")
    return stage, content


def ended(stage: Stage) -> list[str]:
    return [over.name for over in stage.all(m.SayingEnded)]


# -- narrated beside a model that answers of its own accord ----------------------------------------


def test_a_voice_that_stalls_is_given_up_and_the_models_own_answer_is_heard() -> None:
    stage, _ = narrating()
    stage.answers("r1", "two three")
    stage.plays()
    assert stage.conversation.state == "speaking"
    for _ in range(3):
        stage.waits(NARRATION_DEADLINE)
    stage.plays()
    (told,) = stage.told("error")
    assert (told.kind, "the voice" in told.message) == ("reply_timeout", True)
    stage.post(m.ResponseDone(response_id="n1", status="cancelled"))
    assert stage.told("agent_speech_committed") == ["two three"]
    assert (ended(stage), stage.conversation.state) == (["x"], "listening")


def test_each_is_watched_on_its_own() -> None:
    stage, _ = narrating()
    stage.begins("r1")
    assert {NARRATION_DEADLINE, STALL_DEADLINE} <= stage.deadlines.keys()
    stage.post(m.ResponseDone(response_id="r1"))
    assert STALL_DEADLINE not in stage.deadlines
    assert NARRATION_DEADLINE in stage.deadlines


def test_a_voice_that_fails_while_the_model_answers_is_told() -> None:
    stage, _ = narrating()
    stage.answers("r1", "two three")
    stage.post(m.ResponseDone(response_id="n1", status="failed", message="disk error"))
    assert stage.troubles == ["response_failed"]
    stage.plays()
    assert stage.told("agent_speech_committed") == ["two three"]
    assert ended(stage) == ["x"]


def test_who_calls_it_off_while_the_model_answers_stops_the_voice_and_nothing_else() -> None:
    stage, _ = narrating()
    stage.answers("r1", "two three")
    stage.post(m.SayingCalledOff(name="x"))
    assert stage.all(m.CancelNarration) == [m.CancelNarration(response_id="n1")]
    assert stage.all(m.CancelResponse) == []
    stage.plays()
    assert stage.told("agent_speech_committed") == ["two three"]


def test_an_interruption_stops_both() -> None:
    stage, _ = narrating()
    stage.begins("r1")
    stage.post(m.InterruptRequested())
    assert stage.all(m.CancelNarration) == [m.CancelNarration(response_id="n1")]
    assert stage.all(m.CancelResponse) == [m.CancelResponse(response_id="r1")]


def test_a_lost_model_takes_its_own_answer_along_and_the_voice_goes_on() -> None:
    stage, content = narrating()
    stage.begins("r1")
    stage.post(m.ModelLost(message="gone"))
    stage.ends(content)
    stage.plays()
    assert stage.told("agent_speech_committed") == ["one"]


def test_an_answer_that_takes_the_turn_in_doubt_stops_the_voice_too() -> None:
    stage = Stage(can_say=False, turns=TurnPolicy(barge_in="pause")).opens()
    stage.post(m.SayRequested(name="x", text="hi"))
    content = stage.begins("n1", "item_n", request_id="reply_1")
    stage.says(content, "one two")
    stage.plays(500)
    stage.post(m.UserStarted())
    stage.answers("r1", "three")
    assert stage.all(m.CancelNarration) == [m.CancelNarration(response_id="n1")]


def test_a_voice_without_a_sound_has_ten_seconds() -> None:
    stage = Stage(can_say=False).opens()
    stage.post(m.SayRequested(name="x", text="hi"))
    stage.begins("n1", "item_n", request_id="reply_1")
    for _ in range(3):
        stage.waits(NARRATION_DEADLINE)
    assert stage.troubles == []
    stage.waits(NARRATION_DEADLINE)
    assert stage.troubles == ["reply_timeout"]


def test_given_audio_ends_when_its_source_does_but_when_it_was_stopped() -> None:
    stage, _ = narrating("", audio=object())
    assert NARRATION_DEADLINE not in stage.deadlines
    stage.post(m.InterruptRequested())
    assert stage.deadlines[NARRATION_DEADLINE] == 5.0
    stage.waits(NARRATION_DEADLINE)
    assert ended(stage) == ["x"]


def test_audio_without_words_keeps_no_place_for_them() -> None:
    stage, content = narrating("", audio=object())
    stage.sounds(content, 1000)
    stage.ends(content)
    stage.plays()
    assert stage.ledger == []
    stage.answers("r1", "two")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["two"]
    (over,) = stage.all(m.SayingEnded)
    assert (over.heard_text, over.interrupted) == ("", False)


def test_audio_without_words_that_is_stopped_keeps_none_either() -> None:
    stage, content = narrating("", audio=object())
    stage.sounds(content, 3000)
    stage.plays(1500)
    stage.post(m.InterruptRequested(), m.ResponseDone(response_id="n1", status="cancelled"))
    assert (stage.ledger, "transcript arrives" in stage.deadlines) == ([], False)


# -- busy for ever ---------------------------------------------------------------------------------


def busy(stage: Stage, times: int) -> None:
    for _ in range(times):
        request = stage.last(m.CreateResponse)
        refused = m.ResponseRefused(request_id=request.request_id, message="busy", busy=True)
        stage.post(refused)
        if BEGIN_DEADLINE in stage.deadlines:
            stage.waits(BEGIN_DEADLINE)


def test_a_model_that_is_busy_for_ten_seconds_is_not_asked_again_and_that_is_told_once() -> None:
    stage = Stage().opens()
    stage.post(m.ReplyRequested(), m.ReplyRequested(on_duplicate="keep_both"))
    busy(stage, 10)
    assert (stage.troubles, stage.conversation.state) == ([], "thinking")
    busy(stage, 1)
    assert (stage.troubles, stage.conversation.state) == (["reply_timeout"], "listening")
    assert BEGIN_DEADLINE not in stage.deadlines


def test_words_that_a_busy_model_was_to_say_are_over_and_a_new_request_goes_out() -> None:
    stage = Stage().opens()
    stage.post(m.SayRequested(name="x", text="hi"))
    for _ in range(11):
        request_id = stage.last(m.Say).request_id
        stage.post(m.ResponseRefused(request_id=request_id, message="busy", busy=True))
        if BEGIN_DEADLINE in stage.deadlines:
            stage.waits(BEGIN_DEADLINE)
    assert (ended(stage), stage.troubles) == (["x"], ["reply_timeout"])
    stage.post(m.ReplyRequested())
    busy(stage, 10)
    assert stage.troubles == ["reply_timeout"]


def test_nobody_minds_a_busy_model_that_is_asked_for_nothing_any_more() -> None:
    stage = Stage().opens()
    stage.post(m.ReplyRequested())
    busy(stage, 10)
    request = stage.last(m.CreateResponse)
    stage.post(m.InterruptRequested())
    stage.post(m.ResponseRefused(request_id=request.request_id, message="busy", busy=True))
    assert (stage.troubles, stage.conversation.state) == ([], "listening")


# -- items of several parts ------------------------------------------------------------------------


def written_then_spoken() -> tuple[Stage, m.ContentId]:
    stage = Stage().opens()
    written = stage.begins("r1", kind="text")
    stage.post(m.TextArrived(content=written, text="(a note)"), m.ContentDone(content=written))
    return stage, stage.begins("r1", index=1)


def test_an_item_is_not_deleted_while_more_of_it_may_come() -> None:
    stage, spoken = written_then_spoken()
    stage.says(spoken, "one two")
    assert stage.all(m.DeleteItem) == []
    stage.ends(spoken)
    stage.plays()
    delete, create = stage.commands
    assert delete == m.DeleteItem(item_id="item_r1")
    assert isinstance(create, m.CreateItem)
    assert create.message.content == "one two"


def test_an_item_that_was_deleted_before_its_answer_began_is_not_taken_up_again() -> None:
    """Its first part came before the answer did: the model has been told to forget it."""
    stage = Stage().opens()
    early = m.ContentId(response_id="r", item_id="item_r", content_index=0)
    stage.post(m.ContentAdded(content=early))
    assert stage.all(m.DeleteItem) == [m.DeleteItem(item_id="item_r")]
    stage.begins("r")
    stage.post(m.InterruptRequested())
    assert stage.all(m.DeleteItem) == [m.DeleteItem(item_id="item_r")]
    assert "item_r" not in stage.history


def test_what_replaces_an_item_is_not_truncated() -> None:
    stage, spoken = written_then_spoken()
    stage.says(spoken, "one two three")
    stage.plays(1500)
    stage.post(m.UserStarted())
    names = [type(command).__name__ for command in stage.commands]
    assert names == ["CancelResponse", "DeleteItem", "CreateItem"]
    assert stage.ledger == [("item_r1", "one two...")]


def test_an_item_that_was_deleted_is_not_deleted_again_for_its_next_part() -> None:
    stage = Stage().opens()
    content = stage.begins("r1")
    stage.sounds(content, 100)
    stage.plays(100)
    stage.post(m.InterruptRequested())
    stage.begins("r1", index=1)
    assert stage.all(m.DeleteItem) == [m.DeleteItem(item_id="item_r1")]


def test_what_was_heard_of_a_lost_model_is_told_the_next_though_a_part_had_no_words() -> None:
    stage = Stage().opens()
    first = stage.begins("r1")
    stage.says(first, "one two")
    stage.post(m.ContentDone(content=first))
    stage.sounds(stage.begins("r1", index=1), 1000)
    stage.plays(500)
    stage.post(m.ModelLost(message="gone"), m.ModelRestored())
    stage.plays()
    (create,) = stage.all(m.CreateItem)
    assert create.message.content == "one two"


# -- words that come after the cut -----------------------------------------------------------------


def word(text: str, second: int) -> m.Word:
    return m.Word(text=text, start_ms=second * 1000, end_ms=second * 1000 + 900)


def cut_ahead_of_the_words(heard_ms: float = 2900) -> tuple[Stage, m.ContentId]:
    """An answer that was cut when less of its text was known than was heard."""
    stage = Stage().opens()
    content = stage.begins("r1")
    stage.post(m.TextArrived(content=content, text="one ", words=(word("one", 0),)))
    stage.sounds(content, 3000)
    stage.plays(heard_ms)
    stage.post(m.InterruptRequested())
    return stage, content


def rest(content: m.ContentId) -> m.TextArrived:
    words = (word("two", 1), word("three", 2))
    return m.TextArrived(content=content, text="two three", words=words)


def test_words_that_were_heard_before_they_were_known_are_told_once_and_in_full() -> None:
    stage, content = cut_ahead_of_the_words()
    assert stage.told("agent_speech_interrupted") == []
    stage.post(rest(content), m.ContentDone(content=content))
    stage.post(m.ResponseDone(response_id="r1", status="cancelled"))
    assert stage.told("agent_speech_interrupted") == ["one two three..."]
    assert stage.ledger == [("item_r1", "one two three...")]


def test_of_an_answer_whose_whole_words_come_for_its_item_the_rest_is_added() -> None:
    stage, _ = cut_ahead_of_the_words()
    stage.post(m.AgentTranscribed(item_id="item_r1", text="one two three"))
    assert len(stage.told("agent_speech_interrupted")) == 1
    assert stage.told("agent_speech_interrupted")[0].startswith("one two")


def test_words_that_contradict_those_there_are_leave_them_as_they_are() -> None:
    stage, _ = cut_ahead_of_the_words()
    stage.post(m.AgentTranscribed(item_id="item_r1", text="something else"))
    assert stage.told("agent_speech_interrupted") == ["one..."]


def test_what_is_known_is_told_after_two_seconds_and_not_again() -> None:
    stage, content = cut_ahead_of_the_words()
    stage.waits("transcript arrives")
    stage.post(rest(content), m.ResponseDone(response_id="r1", status="cancelled"))
    assert stage.told("agent_speech_interrupted") == ["one..."]


def test_what_is_known_is_told_at_the_end_of_the_conversation() -> None:
    stage, _ = cut_ahead_of_the_words()
    stage.closes()
    assert stage.told("agent_speech_interrupted") == ["one..."]
    assert stage.events[-1] == "closed"


def test_words_are_not_waited_for_that_nobody_can_have_heard() -> None:
    stage, _ = cut_ahead_of_the_words(950)
    assert stage.told("agent_speech_interrupted") == ["one..."]


@pytest.mark.parametrize(("heard_ms", "told"), [(1500, ["one..."]), (2900, [])])
def test_without_times_words_may_be_slower_than_was_thought(heard_ms: int, told: list[str]) -> None:
    stage = Stage().opens()
    content = stage.begins("r1")
    stage.post(m.TextArrived(content=content, text="one "))
    stage.sounds(content, 3000)
    stage.plays(heard_ms)
    stage.post(m.InterruptRequested())
    assert stage.told("agent_speech_interrupted") == told


def test_of_many_that_are_waited_for_the_oldest_is_told_as_it_is_known() -> None:
    stage = Stage().opens()
    for n in range(17):
        content = stage.begins(f"r{n}")
        stage.post(m.TextArrived(content=content, text="one ", words=(word("one", 0),)))
        stage.sounds(content, 3000)
        stage.plays(2900)
        stage.post(m.InterruptRequested())
        stage.post(m.ResponseCreated(response_id=f"other{n}"))
    assert stage.told("agent_speech_interrupted") == ["one..."]


# -- removed by the model --------------------------------------------------------------------------


@pytest.mark.parametrize("asks", [False, True])
def test_a_users_item_that_was_removed_does_not_come_back(asks: bool) -> None:
    stage = Stage(asks_for_answers=asks).opens()
    stage.user_says("u1", None, transcript=False)
    asked = len(stage.all(m.CreateResponse))
    stage.answers("r1", "one two", request_id="reply_1" if asks else None)
    stage.plays()
    assert stage.told("agent_speech_committed") == []
    stage.post(m.MessageRemoved(item_id="u1"))
    assert stage.told("agent_speech_committed") == ["one two"]
    assert stage.captions[-1] == ("u1", "", True) or ("u1", "", True) in stage.captions
    stage.post(m.UserTranscribed(item_id="u1", text="secret"), m.UserCommitted(item_id="u1"))
    assert stage.ledger == [("item_r1", "one two")]
    assert len(stage.all(m.CreateResponse)) == asked


def test_the_agents_item_that_is_removed_while_it_plays_is_told_as_heard_and_no_more() -> None:
    stage = Stage().opens()
    content = stage.answers("r1", "one two three")
    stage.plays(1500)
    stage.post(m.MessageRemoved(item_id=content.item_id))
    stage.user_says("u2", None, transcript=False)
    assert stage.told("agent_speech_interrupted") == ["one two..."]
    assert (stage.commands, stage.ledger) == ([], [("u2", None)])


def test_an_answer_that_was_removed_still_waits_for_the_question_before_it() -> None:
    stage = Stage().opens()
    stage.user_says("u1", None, transcript=False)
    content = stage.answers("r1", "one two")
    stage.post(m.MessageRemoved(item_id=content.item_id))
    stage.plays()
    assert stage.told("agent_speech_committed") == []
    stage.post(m.UserTranscribed(item_id="u1", text="hello"))
    assert stage.events[-2:] == ["user_speech_committed", "agent_speech_committed"]


def test_a_tool_whose_call_was_removed_is_not_replied_to() -> None:
    stage = Stage().opens()
    stage.begins("r1")
    stage.calls("r1", "f")
    stage.post(m.MessageRemoved(item_id="call_item_call_f"))
    stage.finishes("f")
    stage.post(m.ResponseDone(response_id="r1"))
    assert stage.commands == []
    assert "function_calls_finished" in stage.events


def test_an_item_of_the_users_is_not_spoken_in() -> None:
    stage = Stage().opens()
    stage.user_says("u1", "hello")
    content = stage.begins("r1", "u1")
    stage.post(m.TextArrived(content=content, text="one"), m.ResponseDone(response_id="r1"))
    assert stage.troubles == ["model_protocol"]
    assert stage.ledger == [("u1", "hello")]


# -- the program's contexts and policies -----------------------------------------------------------


def test_words_still_to_come_stay_where_the_model_has_them() -> None:
    stage = Stage().opens()
    stage.user_says("u1", None, transcript=False)
    stage.answers("r1", "one two")
    stage.plays()
    kept = [message for message in stage.history.shown().messages if message.id != "u1"]
    stage.post(m.ContextReplaced(messages=tuple(kept)))
    stage.post(m.UserTranscribed(item_id="u1", text="hello"))
    assert stage.commands == []
    assert stage.ledger == [("u1", "hello"), ("item_r1", "one two")]


def test_words_still_to_come_keep_their_order_and_the_rest_is_made_anew_around_them() -> None:
    stage = Stage([ChatMessage(role="user", id="a", content="a")]).opens()
    stage.user_says("u1", None, transcript=False)
    stage.user_says("u2", None, transcript=False)
    a, u1, u2 = stage.history.shown().messages
    stage.post(m.ContextReplaced(messages=(u2, u1, a)))
    assert [item_id for item_id, _ in stage.ledger] == ["u1", "u2", "a"]
    assert stage.all(m.DeleteItem) == [m.DeleteItem(item_id="a")]
    assert [create.after for create in stage.all(m.CreateItem)] == ["u2"]


@pytest.mark.parametrize("name", ["min_speech_seconds", "resume_after_seconds"])
@pytest.mark.parametrize("value", ["1", None, True, -1, float("nan")])
def test_a_policy_of_no_duration_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} is 0 or more"):
        TurnPolicy(**{name: value})  # type: ignore[arg-type]
