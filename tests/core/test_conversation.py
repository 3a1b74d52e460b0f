"""Whole conversations, decided: who hears what, what is told, and what the model is asked for."""

import pytest

from antiphon.core import messages as m
from antiphon.core.commits import TRANSCRIPT_DEADLINE
from antiphon.core.participants import ABSENCE_DEADLINE, GRACE_DEADLINE
from antiphon.core.responses import BEGIN_DEADLINE, STALL_DEADLINE
from antiphon.core.turns import ANSWER_DEADLINE, TurnPolicy
from antiphon.llm import ChatMessage
from tests.core.stage import Stage


def created(stage: Stage) -> list[str]:
    """The requests for answers so far."""
    return [command.request_id for command in stage.all(m.CreateResponse)]


# -- the plain case ------------------------------------------------------------------------


def test_a_question_is_answered() -> None:
    stage = Stage()
    stage.post(m.ParticipantJoined(identity="ann"), m.SessionReady())
    stage.user_says("u", "how are you?")
    stage.answers("r", "Fine, thank you.")
    stage.plays()
    assert stage.events == [
        "user_started_speaking",
        "user_stopped_speaking",
        "user_speech_committed",
        "agent_started_speaking",
        "agent_stopped_speaking",
        "agent_speech_committed",
    ]
    assert stage.told("user_speech_committed") == ["how are you?"]
    assert stage.told("agent_speech_committed") == ["Fine, thank you."]
    assert stage.states == ["initializing", "listening", "thinking", "speaking", "listening"]
    assert stage.ledger == [("u", "how are you?"), ("item_r", "Fine, thank you.")]
    assert stage.commands == []
    assert stage.captions[:2] == [("u", "", False), ("u", "how are you?", True)]
    assert stage.captions[-1] == ("item_r.0.0", "Fine, thank you.", True)


def test_what_an_answer_costs_is_passed_on() -> None:
    stage = Stage().opens()
    stage.post(m.MetricsArrived(metrics="much"))
    assert stage.told("metrics_collected") == ["much"]


def test_trouble_in_the_model_is_told() -> None:
    stage = Stage().opens()
    stage.post(m.ModelTroubled(kind="input_audio_dropped", message="40 ms"))
    assert stage.told("error") == [m.Trouble(kind="input_audio_dropped", message="40 ms")]


def test_both_kinds_of_captions_can_be_switched_off() -> None:
    stage = Stage(show_user=False, show_agent=False).opens()
    stage.user_says("u", "how are you?")
    stage.answers("r", "Fine.")
    stage.plays()
    assert stage.captions == []


# -- barge-in --------------------------------------------------------------------------------


def test_a_barge_in_cuts_the_answer_and_keeps_what_was_heard() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One two three.")
    stage.plays(1500)
    done = stage.post(m.UserStarted())
    kinds = [type(effect).__name__ for effect in done if not isinstance(effect, m.PublishCaption)]
    assert kinds[:2] == ["StopPlayout", "CancelResponse"]
    assert kinds.index("Truncate") > kinds.index("CancelResponse")
    assert stage.last(m.Truncate).heard_ms == 1500
    assert stage.events[1:] == [
        "user_started_speaking",
        "agent_stopped_speaking",
        "agent_speech_interrupted",
    ]
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert stage.ledger == [("item_r", "One two...")]
    assert stage.states[-1] == "listening"


def test_late_pieces_of_what_was_cut_change_nothing() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One two three.")
    stage.plays(1500)
    stage.post(m.InterruptRequested())
    late = m.ContentId(response_id="r", item_id="late")
    assert not stage.post(
        m.TextArrived(content=content, text=" four"),
        m.AudioArrived(content=content, ms=500),
        m.ContentDone(content=content),
        m.ContentAdded(content=content),
        m.PlayoutStarted(content=content),
        m.Heard(content=content, ms=2000),
        m.PlayoutEnded(content=content, heard_ms=2000),
    )
    assert stage.post(m.ContentAdded(content=late)) == [m.DeleteItem(item_id="late")]
    assert stage.ledger == [("item_r", "One two...")]


def test_an_answer_that_nobody_has_heard_a_word_of_leaves_no_trace() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One two three.")
    stage.plays(100)
    stage.post(m.UserStarted())
    assert stage.commands == [m.CancelResponse(response_id="r"), m.DeleteItem(item_id="item_r")]
    assert stage.events == [
        "agent_started_speaking",
        "user_started_speaking",
        "agent_stopped_speaking",
    ]
    assert stage.ledger == []


def test_an_answer_that_has_not_begun_to_play_is_cut_without_a_word() -> None:
    stage = Stage().opens()
    stage.says(stage.begins("r"), "One two three.")
    stage.post(m.UserStarted())
    assert stage.events == ["user_started_speaking"]
    assert stage.last(m.DeleteItem).item_id == "item_r"


def test_a_policy_can_have_the_agent_talk_on() -> None:
    stage = Stage(turns=TurnPolicy(barge_in="ignore")).opens()
    stage.answers("r", "One two three.")
    stage.plays(1500)
    stage.post(m.UserStarted())
    assert stage.states[-1] == "speaking"
    stage.plays()
    assert stage.told("agent_speech_committed") == ["One two three."]


def test_while_the_user_speaks_the_agent_listens() -> None:
    stage = Stage().opens()
    stage.post(m.UserStarted(), m.ReplyRequested())
    assert stage.states[-1] == "listening"
    stage.post(m.UserStopped())
    assert stage.states[-1] == "thinking"


def test_an_interruption_with_several_parts_stops_them_all() -> None:
    stage = Stage().opens()
    first = stage.begins("r")
    second = stage.begins("r", index=1)
    stage.says(first, "One two.")
    stage.says(second, "Three four.")
    stage.ends(second)
    stage.plays(500)
    stage.post(m.InterruptRequested())
    assert not stage.tracks
    truncate, delete, create = stage.commands
    assert isinstance(truncate, m.Truncate)
    assert delete == m.DeleteItem(item_id="item_r")
    assert isinstance(create, m.CreateItem)
    assert create.message.content == "One"
    assert stage.told("agent_speech_interrupted") == ["One..."]
    assert stage.ledger == [("item_r", "One...")]


def test_the_second_part_of_an_answer_is_cut_where_it_was() -> None:
    stage = Stage().opens()
    first = stage.begins("r")
    second = stage.begins("r", index=1)
    stage.says(first, "One two.")
    stage.says(second, "Three four.")
    stage.post(m.ContentDone(content=first))
    stage.plays(2500)
    stage.post(m.InterruptRequested())
    assert stage.told("agent_speech_committed") == ["One two."]
    assert stage.told("agent_speech_interrupted") == ["Three..."]
    assert stage.last(m.Truncate).content_index == 1
    assert stage.ledger == [("item_r", "One two. Three...")]


# -- asking for replies ----------------------------------------------------------------------


def test_a_greeting_is_asked_for_and_heard() -> None:
    stage = Stage().opens()
    stage.post(m.ReplyRequested(instructions="greet", tools="tools"))
    request = stage.last(m.CreateResponse)
    assert (request.instructions, request.tools) == ("greet", "tools")
    stage.answers("r", "Hello.", request_id=request.request_id)
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Hello."]


def test_a_new_reply_waits_until_the_model_knows_what_was_heard_of_the_old_one() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One two three.")
    stage.plays(1500)
    stage.post(m.ReplyRequested())
    assert [type(command).__name__ for command in stage.commands] == ["CancelResponse", "Truncate"]
    assert stage.states[-1] == "thinking"
    stage.post(m.ResponseDone(response_id="r", status="cancelled"))
    assert created(stage) == ["reply_1"]


def test_a_new_reply_to_an_answer_that_is_done_truncates_before_it_asks() -> None:
    stage = Stage().opens()
    stage.answers("r", "One two three.")
    stage.plays(1500)
    stage.post(m.ReplyRequested())
    assert [type(command).__name__ for command in stage.commands] == ["Truncate", "CreateResponse"]
    assert "listening" not in stage.states[3:]


def test_both_replies_are_heard_in_order_when_both_are_kept() -> None:
    stage = Stage().opens()
    stage.answers("r1", "One.")
    stage.post(m.ReplyRequested(on_duplicate="keep_both"))
    stage.answers("r2", "Two.", request_id="reply_1")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["One.", "Two."]


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_new_reply_is_dropped_where_the_old_one_is_to_be_kept(is_asked: bool) -> None:
    stage = Stage(commits_audio=True).opens()
    if is_asked:
        stage.post(m.ReplyRequested())
    else:
        stage.answers("r", "One.")
    assert not stage.post(m.ReplyRequested(on_duplicate="cancel_new"))


def test_a_model_without_ears_of_its_own_is_told_that_the_turn_is_over() -> None:
    stage = Stage(commits_audio=True).opens()
    stage.post(m.ReplyRequested())
    assert stage.commands == [m.CommitAudio(), m.CreateResponse(request_id="reply_1")]


def test_given_words_are_spoken_after_what_is_being_said() -> None:
    stage = Stage().opens()
    stage.begins("r")
    stage.post(m.SayRequested(name="s", text="goodbye"))
    assert stage.commands == []
    stage.post(m.ResponseDone(response_id="r"))
    assert stage.commands == [m.Say(request_id="reply_1", text="goodbye")]


def test_a_refused_request_is_told() -> None:
    stage = Stage().opens()
    stage.post(m.ReplyRequested())
    stage.post(m.ResponseRefused(request_id="reply_1", message="no money"))
    assert stage.told("error") == [m.Trouble(kind="response_refused", message="no money")]
    assert stage.states[-1] == "listening"


@pytest.mark.parametrize("status", ["failed", "incomplete"])
def test_an_answer_that_fails_is_told_and_what_came_of_it_is_heard(
    status: m.ResponseStatus,
) -> None:
    stage = Stage().opens()
    stage.says(stage.begins("r"), "One two.")
    stage.post(m.ResponseDone(response_id="r", status=status, message="quota"))
    stage.plays()
    assert stage.told("error") == [m.Trouble(kind=f"response_{status}", message="quota")]
    assert stage.told("agent_speech_interrupted") == ["One two...."]
    assert stage.states[-1] == "listening"
    assert not stage.post(m.ResponseDone(response_id="r", status=status, message="quota"))


def test_an_answer_that_is_done_has_no_open_parts() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One two.")
    stage.post(m.ResponseDone(response_id="r"))
    stage.plays()
    assert stage.told("agent_speech_committed") == ["One two."]
    assert stage.states[-1] == "listening"


def test_an_answer_takes_the_place_of_one_that_never_ended() -> None:
    stage = Stage().opens()
    stage.says(stage.begins("r1"), "One two.")
    stage.answers("r2", "Three.")
    stage.plays()
    assert stage.told("agent_speech_interrupted") == ["One two...."]
    assert stage.told("agent_speech_committed") == ["Three."]


def test_a_request_that_is_not_answered_is_sent_again_and_told() -> None:
    stage = Stage().opens()
    stage.post(m.ReplyRequested())
    stage.waits(BEGIN_DEADLINE)
    stage.waits(BEGIN_DEADLINE)
    assert created(stage) == ["reply_1", "reply_2"]
    assert stage.troubles == ["reply_timeout", "reply_timeout"]
    assert stage.states[-1] == "listening"


def test_an_answer_that_nobody_has_room_for_is_heard_as_far_as_there_was_room() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One two")
    stage.plays(500)
    stage.post(m.TextArrived(content=content, text=" three four", words=words_at(9000, 9500)))
    stage.post(m.AudioRefused(content=content))
    assert stage.troubles == ["agent_audio_dropped"]
    assert stage.post(m.AudioRefused(content=content)) == []
    stage.ends(content)
    stage.plays()
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    (truncate,) = stage.all(m.Truncate)
    assert truncate.heard_ms == 2000
    assert stage.post(m.AudioRefused(content=content)) == []


def words_at(*starts: float) -> tuple[m.Word, ...]:
    names = ("three", "four")
    return tuple(
        m.Word(text=text, start_ms=start, end_ms=start + 400)
        for text, start in zip(names, starts, strict=True)
    )


def test_an_answer_that_never_ends_does_not_leave_the_agent_speaking() -> None:
    stage = Stage().opens()
    stage.says(stage.begins("r"), "One two")
    stage.plays(1000)
    stage.waits(STALL_DEADLINE)
    stage.waits(STALL_DEADLINE)
    assert stage.states[-1] == "speaking"
    stage.waits(STALL_DEADLINE)
    assert stage.commands == [m.CancelResponse(response_id="r")]
    assert stage.troubles == ["reply_timeout"]
    assert stage.states[-1] == "speaking"
    stage.plays()
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert stage.states[-1] == "listening"
    stage.waits(STALL_DEADLINE)
    assert stage.troubles == ["reply_timeout"]
    stage.post(m.ReplyRequested())
    assert created(stage) == ["reply_1"]


def test_an_answer_that_stalls_before_it_is_heard_is_taken_back_and_asked_for_once_more() -> None:
    stage = Stage().opens()
    earlier = stage.answers("r1", "One two three")
    stage.plays(500)
    stage.says(stage.begins("r2"), "Four")
    for _ in range(3):
        stage.waits(STALL_DEADLINE)
    assert stage.commands == [
        m.CancelResponse(response_id="r2"),
        m.DeleteItem(item_id="item_r2"),
    ]
    stage.post(m.ResponseDone(response_id="r2", status="cancelled"))
    assert stage.commands[-1] == m.CreateResponse(request_id="reply_1")
    stage.answers("r3", "Four five", request_id="reply_1")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["One two three", "Four five"]
    assert [item_id for item_id, _ in stage.ledger] == [earlier.item_id, "item_r3"]
    assert stage.troubles == ["reply_timeout"]


def test_an_answer_that_called_tools_and_stalls_is_not_asked_for_once_more() -> None:
    stage = Stage().opens()
    stage.begins("r")
    stage.calls("r", "weather")
    for _ in range(3):
        stage.waits(STALL_DEADLINE)
    stage.post(m.ResponseDone(response_id="r", status="cancelled"))
    assert created(stage) == []
    stage.finishes("weather")
    assert created(stage) == ["reply_1"]


def test_a_reply_that_was_called_off_before_it_began_is_not_missed() -> None:
    stage = Stage().opens()
    stage.post(m.ReplyRequested(), m.InterruptRequested())
    stage.waits(BEGIN_DEADLINE)
    assert stage.troubles == []
    stage.post(m.ReplyRequested())
    assert created(stage) == ["reply_1", "reply_2"]


def test_nobody_set_that_deadline() -> None:
    with pytest.raises(ValueError, match="nobody set a deadline 'lunch'"):
        Stage().post(m.DeadlinePassed(name="lunch"))


# -- text where there should be audio, and the other way round -----------------------------------


def test_text_after_audio_belongs_to_what_was_said() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.sounds(content, 1000)
    stage.plays(600)
    stage.post(m.TextArrived(content=content, text="Late but true."))
    stage.ends(content)
    stage.post(m.TextArrived(content=content, text=" Very."))
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Late but true. Very."]


def test_audio_after_text_is_an_answer_and_no_text() -> None:
    stage = Stage().opens()
    content = stage.begins("r", kind="text")
    stage.post(m.TextArrived(content=content, text="Spoken "))
    stage.post(m.TextArrived(content=content, text="after all."))
    stage.sounds(content, 1000)
    stage.ends(content)
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Spoken after all."]
    assert stage.troubles == []


def test_audio_after_the_end_of_a_part_is_dropped() -> None:
    stage = Stage().opens()
    content = stage.answers("r", "One.")
    assert not stage.post(m.AudioArrived(content=content, ms=5000))
    stage.plays()
    assert stage.news[-1].detail == {"heard_ms": 1000, "generated_ms": 1000}


def test_a_text_answer_is_deleted_and_asked_for_again_as_it_was() -> None:
    stage = Stage().opens()
    stage.post(m.ReplyRequested(instructions="greet"))
    content = stage.begins("r", kind="text", request_id="reply_1")
    stage.post(m.TextArrived(content=content, text="in writing"))
    stage.ends(content)
    request = stage.last(m.CreateResponse)
    assert stage.commands[-2:] == [m.DeleteItem(item_id="item_r"), request]
    assert (request.request_id, request.instructions) == ("reply_2", "greet")
    assert stage.troubles == ["text_response"]
    assert stage.ledger == []
    stage.answers("r2", "Spoken.", request_id="reply_2")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Spoken."]


def test_a_text_answer_without_an_end_is_deleted_before_the_next_is_asked_for() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.post(m.TextArrived(content=content, text="in writing"))
    stage.post(m.ResponseDone(response_id="r"))
    assert stage.commands == [
        m.DeleteItem(item_id="item_r"),
        m.CreateResponse(request_id="reply_1"),
    ]


def test_a_model_that_only_writes_fails_the_conversation() -> None:
    stage = Stage(max_text_retries=1).opens()
    for response_id in ("r1", "r2"):
        content = stage.begins(response_id, kind="text")
        stage.post(m.TextArrived(content=content, text="in writing"))
        stage.ends(content)
    assert "after 1 retries" in str(stage.last(m.Fail).error)
    assert not stage.told("error")[-1].recoverable


def test_text_beside_speech_is_no_text_answer() -> None:
    stage = Stage().opens()
    written = stage.begins("r", "item_written", kind="text")
    spoken = stage.begins("r", "item_spoken", index=1)
    stage.post(m.TextArrived(content=written, text="in writing"))
    stage.post(m.ContentDone(content=written))
    stage.says(spoken, "One.")
    stage.ends(spoken)
    stage.plays()
    assert created(stage) == []
    assert stage.ledger == [("item_spoken", "One.")]


def test_text_beside_tool_calls_is_no_text_answer() -> None:
    stage = Stage().opens()
    written = stage.begins("r", kind="text")
    stage.post(m.TextArrived(content=written, text="let me see"))
    stage.calls("r", "look")
    stage.ends(written)
    assert stage.troubles == []
    stage.finishes("look")
    assert created(stage) == ["reply_1"]


def test_a_text_answer_that_was_cut_off_is_not_asked_for_again() -> None:
    stage = Stage().opens()
    content = stage.begins("r", kind="text")
    stage.post(m.TextArrived(content=content, text="in writing"))
    stage.post(m.InterruptRequested())
    stage.post(m.ResponseDone(response_id="r"))
    assert created(stage) == []
    assert stage.ledger == []


@pytest.mark.parametrize("kind", ["audio", "text"])
def test_a_part_with_nothing_in_it_leaves_no_trace(kind: m.ContentKind) -> None:
    stage = Stage().opens()
    stage.ends(stage.begins("r", kind=kind))
    stage.plays()
    assert stage.commands == [m.DeleteItem(item_id="item_r")]
    assert stage.events == []
    assert stage.ledger == []
    assert stage.states[-1] == "listening"


def test_a_part_ends_once() -> None:
    stage = Stage().opens()
    content = stage.answers("r", "One.")
    assert not stage.post(m.ContentDone(content=content))
    assert not stage.post(m.ContentAdded(content=content))[1:]


def test_a_part_that_is_reported_twice_is_played_once() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    assert not stage.post(m.ContentAdded(content=content))
    stage.says(content, "One.")
    assert not stage.post(m.ContentAdded(content=content))
    stage.plays(100)
    assert not stage.post(m.PlayoutStarted(content=content))
    stage.ends(content)
    stage.plays()
    assert stage.told("agent_speech_committed") == ["One."]


def test_words_are_not_heard_before_the_voice_has_begun() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One.")
    assert not stage.post(m.Heard(content=content, ms=900))


# -- tools -------------------------------------------------------------------------------------


def test_tools_run_and_their_outputs_are_answered_by_one_reply() -> None:
    stage = Stage().opens()
    stage.user_says("u", "is it raining, and where?")
    stage.post(m.ResponseCreated(response_id="r"))
    calls = stage.calls("r", "look", "locate")
    stage.post(m.ResponseDone(response_id="r"))
    assert stage.states[-1] == "thinking"
    stage.finishes("locate", "here")
    assert created(stage) == []
    stage.finishes("look", "yes", failure="it was hard")
    assert created(stage) == ["reply_1"]
    outputs = [(x.message.content, x.after) for x in stage.all(m.CreateItem)]
    assert outputs == [("here", "call_item_call_look"), ("yes", "output_item_call_locate")]
    assert stage.told("function_calls_collected") == [tuple(calls)]
    assert stage.told("function_calls_finished") == [tuple(calls)]
    assert stage.told("error") == [m.Trouble(kind="tool_failed", message="it was hard")]
    stage.answers("r2", "It rains here.", request_id="reply_1")
    stage.plays()
    assert stage.states[-1] == "listening"


def test_calls_and_outputs_that_are_reported_twice_are_dropped() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    calls = tuple(stage.calls("r", "look"))
    assert not stage.post(m.ToolCallsReceived(response_id="r", calls=calls))
    stage.finishes("look")
    assert not stage.post(m.ToolFinished(call_id="call_look", output="again"))


def test_the_reply_to_tools_waits_while_the_user_speaks_and_any_answer_will_do() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "look")
    stage.post(m.ResponseDone(response_id="r"))
    stage.post(m.UserStarted())
    stage.finishes("look")
    assert created(stage) == []
    stage.post(m.UserStopped())
    stage.answers("r2", "It rains.")
    assert ANSWER_DEADLINE not in stage.deadlines
    assert created(stage) == []


def test_the_reply_to_tools_goes_out_when_the_model_does_not_answer_the_user() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "look")
    stage.post(m.ResponseDone(response_id="r"), m.UserStarted())
    stage.finishes("look")
    stage.post(m.DeadlinePassed(name=ANSWER_DEADLINE))
    assert created(stage) == []
    stage.post(m.UserStopped())
    stage.waits(ANSWER_DEADLINE)
    assert created(stage) == ["reply_1"]


def test_a_user_who_was_answered_holds_no_reply_to_tools() -> None:
    stage = Stage().opens()
    stage.user_says("u", "is it raining?")
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "look")
    stage.post(m.ResponseDone(response_id="r"))
    stage.finishes("look")
    assert created(stage) == ["reply_1"]


def test_an_answer_that_begins_while_the_user_speaks_does_not_take_the_floor() -> None:
    stage = Stage().opens()
    stage.post(m.UserStarted(), m.ResponseCreated(response_id="r"))
    stage.calls("r", "look")
    stage.post(m.ResponseDone(response_id="r"))
    stage.finishes("look")
    assert created(stage) == []


def test_a_tool_goes_on_through_an_interruption() -> None:
    stage = Stage().opens()
    stage.says(stage.begins("r"), "Let me see.")
    stage.calls("r", "look")
    stage.plays(1500)
    stage.post(m.InterruptRequested())
    stage.post(m.ResponseDone(response_id="r", status="cancelled"))
    stage.finishes("look")
    assert stage.last(m.CreateItem).message.tool_call_id == "call_look"
    assert created(stage) == ["reply_1"]


def test_a_frail_tool_is_called_off_by_a_user_who_barges_in() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    calls = stage.calls("r", "frail", "look")
    stage.post(m.ResponseDone(response_id="r"))
    stage.post(m.UserStarted())
    assert stage.last(m.CreateItem).message.tool_call_id == "call_frail"
    assert stage.last(m.CreateItem).message.content == '{"error": "cancelled: the user spoke"}'
    assert stage.troubles == ["tool_cancelled"]
    assert not stage.post(m.ToolFinished(call_id="call_frail", output="late"))
    assert "function_calls_finished" not in stage.events
    stage.finishes("look")
    assert stage.told("function_calls_finished") == [tuple(calls)]


def test_a_tool_that_a_noise_has_called_off_is_replied_to() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "frail")
    stage.post(m.ResponseDone(response_id="r"), m.UserStarted(), m.UserStopped())
    assert created(stage) == []
    stage.waits(ANSWER_DEADLINE)
    assert created(stage) == ["reply_1"]


def test_a_user_who_does_not_stop_the_agent_does_not_stop_its_tools() -> None:
    stage = Stage(turns=TurnPolicy(barge_in="ignore")).opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "frail")
    stage.post(m.UserStarted())
    assert stage.all(m.InterruptTools) == []


def test_a_tool_that_the_program_has_called_off_is_not_talked_about() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "frail")
    stage.post(m.ResponseDone(response_id="r"), m.InterruptRequested())
    assert "the program interrupted" in str(stage.last(m.CreateItem).message.content)
    assert stage.events[-2:] == ["error", "function_calls_finished"]
    assert (created(stage), stage.states[-1]) == ([], "listening")


def test_what_is_left_of_an_interrupted_round_is_replied_to() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "look", "frail")
    stage.post(m.ResponseDone(response_id="r"))
    stage.finishes("look", "rain")
    stage.post(m.InterruptRequested())
    assert created(stage) == ["reply_1"]


def test_another_answer_does_not_interrupt_the_tools_of_the_one_before() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "frail")
    stage.post(m.ReplyRequested(on_duplicate="cancel_existing"))
    assert stage.all(m.InterruptTools) == []


@pytest.mark.parametrize("is_over", [False, True])
@pytest.mark.parametrize("by_model", [False, True])
def test_tools_of_an_answer_that_was_cut_off_are_not_run(by_model: bool, is_over: bool) -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "Let me see.")
    if not by_model:
        stage.post(m.InterruptRequested())
    if by_model or is_over:
        stage.post(m.ResponseDone(response_id="r", status="cancelled"))
    calls = tuple(stage.calls("r", "look", "locate"))
    assert stage.all(m.RunTools) == []
    assert stage.last(m.CallOffTools) == m.CallOffTools(calls=calls, by="answer")
    outputs = stage.all(m.CreateItem)
    assert [x.message.tool_call_id for x in outputs] == ["call_look", "call_locate"]
    assert all("cancelled" in str(x.message.content) for x in outputs)
    assert stage.told("function_calls_collected") == stage.told("function_calls_finished")
    assert stage.troubles == ["tool_cancelled", "tool_cancelled"]
    assert created(stage) == []
    assert not stage.post(m.ToolCallsReceived(response_id="r", calls=calls))


def test_tools_of_an_answer_that_ended_otherwise_are_run() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.post(m.ResponseDone(response_id="r", status="incomplete"))
    stage.calls("r", "look")
    assert stage.all(m.CallOffTools) == []
    stage.finishes("look")
    assert created(stage) == ["reply_1"]


def test_a_new_model_may_use_the_ids_of_a_lost_one() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"), m.InterruptRequested())
    stage.post(m.ModelLost(message="gone"), m.ModelRestored())
    stage.post(m.ResponseCreated(response_id="r"))
    assert len(stage.calls("r", "look")) == len(stage.last(m.RunTools).calls)


def test_an_answer_with_tools_of_its_own_is_run_with_them() -> None:
    stage = Stage().opens()
    stage.post(m.ReplyRequested(tools="tools"))
    stage.post(m.ResponseCreated(response_id="r", request_id="reply_1"))
    stage.calls("r", "look")
    assert stage.last(m.RunTools).tools == "tools"
    stage.post(m.ResponseDone(response_id="r"))
    stage.calls("another", "locate")
    assert stage.last(m.RunTools).tools is None


def test_tools_that_run_at_the_end_have_an_output_and_nobody_replies() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    calls = stage.calls("r", "look", "locate")
    stage.post(m.ResponseDone(response_id="r"))
    stage.finishes("look", "rain")
    told = len(stage.commands)
    stage.closes()
    assert stage.last(m.CallOffTools) == m.CallOffTools(calls=(calls[1],), by="end")
    assert stage.ledger[-1][1] == '{"error": "cancelled: the conversation ended"}'
    assert len(stage.commands) == told
    assert stage.events[-2:] == ["function_calls_finished", "closed"]


# -- the program's context -----------------------------------------------------------------------


def test_only_what_changes_is_sent() -> None:
    stage = Stage([ChatMessage.create(text="be brief", role="system", id="s")]).opens()
    new = ChatMessage.create(text="be kind", role="system", id="t")
    assert stage.post(m.ContextReplaced(messages=(new,))) == [
        m.DeleteItem(item_id="s"),
        m.CreateItem(message=new, after=None),
    ]


def test_what_is_being_said_stays_in_the_conversation() -> None:
    stage = Stage().opens()
    stage.user_says("u", None, transcript=False)
    content = stage.begins("r")
    stage.says(content, "One two.")
    stage.calls("r", "look")
    stage.plays(500)
    stage.post(m.ContextReplaced(messages=()))
    assert stage.commands == []
    stage.ends(content)
    stage.plays()
    stage.finishes("look")
    assert [item_id for item_id, _ in stage.ledger] == [
        "u",
        "item_r",
        "call_item_call_look",
        "output_item_call_look",
    ]


def test_an_output_that_the_program_made_itself_is_not_given_twice() -> None:
    stage = Stage().opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "look")
    own = ChatMessage(role="tool", id="own", content="42", tool_call_id="call_look")
    messages = (*stage.history.shown().messages, own)
    stage.post(m.ContextReplaced(messages=messages), m.ResponseDone(response_id="r"))
    stage.finishes("look")
    assert [x.message.id for x in stage.all(m.CreateItem)] == ["own"]
    assert created(stage) == ["reply_1"]


# -- the order of news ---------------------------------------------------------------------------


def test_the_answer_is_told_after_the_question_even_if_its_words_come_late() -> None:
    stage = Stage().opens()
    stage.user_says("u", None, transcript=False)
    stage.answers("r", "Fine.")
    stage.plays()
    assert "agent_speech_committed" not in stage.events
    stage.post(m.UserTranscribed(item_id="u", text="how are you?"))
    assert stage.events[-2:] == ["user_speech_committed", "agent_speech_committed"]


def test_the_answer_is_told_without_the_question_after_two_seconds() -> None:
    stage = Stage().opens()
    stage.user_says("u", None, transcript=False)
    stage.answers("r", "Fine.")
    stage.plays()
    assert stage.deadlines[TRANSCRIPT_DEADLINE] == 2.0
    stage.waits(TRANSCRIPT_DEADLINE)
    assert stage.told("agent_speech_committed") == ["Fine."]
    stage.post(m.UserTranscribed(item_id="u", text="how are you?"))
    assert stage.events[-1] == "user_speech_committed"


def test_a_listener_that_interrupts_is_obeyed_at_once_and_told_later() -> None:
    stage = Stage().opens()
    states: list[str] = []

    def interrupt(emit: m.Emit) -> None:
        if emit.event is m.EventName.AGENT_STARTED:
            stage.post(m.InterruptRequested())
            states.append(stage.conversation.state)

    stage.listener = interrupt
    stage.answers("r", "One two.")
    stage.plays()
    assert states == ["listening"]
    assert stage.events == ["agent_started_speaking", "agent_stopped_speaking"]


# -- models that can do less ---------------------------------------------------------------------


def test_a_model_that_cannot_forget_is_not_asked_to() -> None:
    stage = Stage(can_truncate=False).opens()
    content = stage.begins("r")
    stage.says(content, "One two three.")
    stage.plays(1500)
    stage.post(m.UserStarted())
    assert stage.commands == []
    assert stage.told("agent_speech_interrupted") == ["One two..."]


# -- the model is lost, and comes back -------------------------------------------------------------


def test_what_was_buffered_is_heard_and_told_to_the_new_model() -> None:
    stage = Stage([ChatMessage.create(text="be brief", role="system", id="s")]).opens()
    stage.user_says("u", "how are you?")
    stage.says(stage.begins("r"), "Fine thanks.")
    stage.plays(500)
    stage.post(m.ModelLost(message="reset", retry_in=0.5))
    lost = m.Trouble(kind="model_lost", message="reset", retry_in=0.5)
    assert stage.told("error") == [lost]
    stage.post(m.ModelRestored())
    assert [x.message.id for x in stage.all(m.CreateItem)] == ["s", "u"]
    stage.plays()
    assert stage.told("agent_speech_interrupted") == ["Fine thanks...."]
    item = stage.last(m.CreateItem)
    assert (item.message.id, item.message.content, item.after) == ("item_r", "Fine thanks.", "u")
    assert stage.all(m.Truncate) == []
    assert stage.troubles == ["model_lost", "model_restored"]
    assert stage.states[-1] == "listening"


def test_a_model_that_comes_back_twice_or_was_never_gone_is_told_nothing_twice() -> None:
    stage = Stage([ChatMessage.create(text="be brief", role="system", id="s")]).opens()
    stage.post(m.ModelRestored())
    assert (stage.commands, stage.troubles) == ([], [])
    stage.post(m.ModelLost(message="reset"), m.ModelRestored(), m.ModelRestored())
    assert [created.message.id for created in stage.all(m.CreateItem)] == ["s"]
    assert stage.troubles == ["model_lost", "model_restored"]


def test_a_lost_model_is_told_nothing() -> None:
    stage = Stage(commits_audio=True).opens()
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "look")
    stage.answers("r", "One two.")
    stage.plays(500)
    stage.post(m.ModelLost(message="reset"))
    stage.finishes("look", "yes")
    stage.post(m.ReplyRequested())
    assert stage.commands == []
    stage.post(m.ModelRestored())
    kinds = [type(command).__name__ for command in stage.commands]
    assert kinds == ["CreateItem"] * 3 + ["CommitAudio", "CreateResponse"]
    told = [x.message.id for x in stage.all(m.CreateItem)]
    assert told == ["call_item_call_look", "output_item_call_look", "item_r"]


def test_a_text_answer_of_a_lost_model_is_forgotten() -> None:
    stage = Stage().opens()
    content = stage.begins("r", kind="text")
    stage.post(m.TextArrived(content=content, text="in writing"), m.ModelLost(message="reset"))
    assert stage.ledger == []
    assert not stage.tracks
    stage.post(m.ModelRestored())
    assert created(stage) == ["reply_1"]  # it is asked for again: nobody had anything of it


def test_a_question_whose_answer_was_lost_before_its_first_sound_is_answered() -> None:
    stage = Stage().opens()
    stage.user_says("u", "how are you?")
    stage.post(m.ResponseCreated(response_id="r"), m.ModelLost(message="reset"))
    assert stage.states[-1] == "thinking"
    stage.post(m.ModelRestored())
    assert created(stage) == ["reply_1"]


def test_a_user_who_speaks_when_the_model_is_lost_is_told_to_have_stopped() -> None:
    stage = Stage().opens()
    stage.post(m.UserStarted(), m.ModelLost(message="reset"))
    assert stage.events == ["user_started_speaking", "user_stopped_speaking", "error"]
    stage.post(m.UserStopped())
    assert stage.events.count("user_stopped_speaking") == 1


def test_words_that_a_lost_model_owes_are_not_waited_for() -> None:
    stage = Stage().opens()
    stage.user_says("u", None, transcript=False)
    stage.answers("r", "Fine.")
    stage.plays()
    stage.post(m.ModelLost(message="reset"))
    assert stage.told("agent_speech_committed") == ["Fine."]


def test_a_model_that_is_lost_while_idle_comes_back_knowing_everything() -> None:
    stage = Stage().opens()
    stage.user_says("u", "hello")
    stage.post(m.ModelLost(message="reset"), m.ModelLost(message="again"), m.ModelRestored())
    assert [x.message.content for x in stage.all(m.CreateItem)] == ["hello"]


# -- what the program wants before there is a model ------------------------------------------------


def test_what_is_asked_for_before_there_is_a_model_waits_for_it_without_a_word() -> None:
    stage = Stage()
    stage.post(m.ParticipantJoined(identity="ann"), m.ReplyRequested())
    assert created(stage) == []
    assert BEGIN_DEADLINE not in stage.deadlines
    stage.post(m.SessionReady())
    assert created(stage) == ["reply_1"]
    assert stage.deadlines[BEGIN_DEADLINE] == 10.0
    assert stage.events == []


def test_a_model_that_is_lost_before_it_was_there_is_asked_when_it_is_back() -> None:
    stage = Stage()
    stage.post(m.ModelLost(message="gone"), m.ReplyRequested(), m.SessionReady())
    assert created(stage) == []
    stage.post(m.ModelRestored())
    assert created(stage) == ["reply_1"]


# -- people come and go ----------------------------------------------------------------------------


def test_the_agent_speaks_when_somebody_is_there_to_hear() -> None:
    stage = Stage()
    stage.post(m.SessionReady())
    stage.answers("r", "Welcome.")
    stage.plays()
    assert stage.events == []
    stage.post(m.ParticipantJoined(identity="ann"))
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Welcome."]
    assert stage.conversation.linked == ("ann",)


def test_one_who_leaves_is_not_talked_after() -> None:
    stage = Stage().opens("ann")
    stage.answers("r", "One two three.")
    stage.plays(1500)
    stage.post(m.ParticipantLeft(identity="ann"))
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert stage.last(m.LinkParticipants).identities == ()
    stage.answers("r2", "Are you there?")
    stage.plays()
    assert len(stage.told("agent_speech_committed")) == 0
    stage.post(m.ParticipantJoined(identity="ann"))
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Are you there?"]


def test_one_who_leaves_in_mid_sentence_has_stopped_speaking() -> None:
    stage = Stage().opens("ann")
    stage.post(m.UserStarted(), m.ParticipantLeft(identity="ann"))
    assert stage.events == ["user_started_speaking", "user_stopped_speaking"]


def test_others_may_leave_unnoticed() -> None:
    stage = Stage().opens("ann")
    stage.post(m.ParticipantJoined(identity="bob"))
    assert not stage.post(m.ParticipantLeft(identity="bob"))


def test_the_conversation_ends_when_nobody_comes_back() -> None:
    stage = Stage().opens("ann")
    stage.post(m.ParticipantLeft(identity="ann"))
    stage.waits(GRACE_DEADLINE)
    assert stage.last(m.Close).reason == "participant_left"


def test_a_conversation_with_one_person_ends_with_them_where_that_is_wanted() -> None:
    stage = Stage(turns=TurnPolicy(when_left="close", rejoin_seconds=5.0)).opens("ann")
    stage.post(m.ParticipantJoined(identity="bob"), m.ParticipantLeft(identity="ann"))
    assert stage.last(m.SetDeadline).seconds == 5.0
    stage.waits(GRACE_DEADLINE)
    assert stage.last(m.Close).reason == "participant_left"
    assert stage.conversation.linked == ()


def test_one_who_is_named_and_never_comes_is_missed_once() -> None:
    stage = Stage(admitted=["godot"])
    stage.post(m.SessionReady(), m.SessionReady())
    stage.waits(ABSENCE_DEADLINE)
    assert stage.told("error")[0].kind == "participant_absent"
    assert ABSENCE_DEADLINE not in stage.deadlines


def test_an_agent_that_was_first_keeps_the_room() -> None:
    stage = Stage().opens("ann")
    stage.post(m.AgentFound(identity="other"))
    assert stage.last(m.Close).reason == "another_agent"
    stage = Stage(turns=TurnPolicy(other_agents="ignore")).opens("ann")
    assert not stage.post(m.AgentFound(identity="other"))


def test_the_next_one_is_talked_to_when_the_first_does_not_come_back() -> None:
    stage = Stage().opens("ann")
    stage.post(m.ParticipantJoined(identity="bob"), m.ParticipantLeft(identity="ann"))
    stage.answers("r", "Hello.")
    stage.waits(GRACE_DEADLINE)
    assert stage.conversation.linked == ("bob",)
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Hello."]


# -- the end -------------------------------------------------------------------------------------


def test_the_end_is_told_last_and_nothing_happens_after_it() -> None:
    stage = Stage().opens()
    stage.user_says("u", None, transcript=False)
    stage.answers("r", "One two three.")
    stage.plays(1500)
    stage.closes("done")
    assert stage.events[-3:] == ["agent_stopped_speaking", "agent_speech_interrupted", "closed"]
    assert stage.told("closed") == ["done"]
    assert not stage.post(m.UserStarted(), m.SessionReady(), m.DeadlinePassed(name="lunch"))


def test_a_failure_is_told_before_the_end() -> None:
    stage = Stage()
    stage.closes("error", failure="no key")
    failed = m.Trouble(kind="session_failed", message="no key", recoverable=False)
    assert stage.told("error") == [failed]
    assert stage.events == ["error", "closed"]


def test_a_conversation_that_never_began_has_no_state_after_its_end() -> None:
    stage = Stage()
    stage.post(m.SessionClosed(reason="closed"))
    assert stage.states == []


# -- who asked by means of the model's own ---------------------------------------------------------


def test_who_wants_no_second_answer_is_told_that_there_is_one_to_come() -> None:
    stage = Stage().opens()
    stage.begins("r1")
    done = stage.post(m.ReplyRequested(on_duplicate="cancel_new", detail="their future"))
    assert done == [m.RequestDropped(detail="their future")]
    assert stage.post(m.ReplyRequested(on_duplicate="cancel_new")) == []


def test_who_asked_is_told_that_it_was_called_off_while_the_model_is_lost() -> None:
    stage = Stage().opens()
    stage.post(m.ModelLost(message="reset"))
    stage.post(m.ReplyRequested(detail="their future"))
    stage.post(m.InterruptRequested())
    assert stage.all(m.RequestDropped) == [m.RequestDropped(detail="their future")]


def test_who_asked_is_told_that_an_answer_wanted_later_takes_its_place() -> None:
    stage = Stage().opens()
    stage.begins("r1")
    stage.post(m.ReplyRequested(on_duplicate="keep_both", detail="their future"))
    assert stage.all(m.RequestDropped) == []
    stage.post(m.ReplyRequested(on_duplicate="cancel_existing"))
    assert stage.all(m.RequestDropped) == [m.RequestDropped(detail="their future")]
