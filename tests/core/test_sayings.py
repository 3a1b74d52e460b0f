"""Words that the program wants spoken."""

from antiphon.core import messages as m
from tests.core.stage import Stage


def ended(stage: Stage) -> list[tuple[str, str, bool]]:
    """Name, heard text and interruption of what was said so far."""
    return [(x.name, x.heard_text, x.interrupted) for x in stage.all(m.SayingEnded)]


def said(stage: Stage, text: str, *, name: str = "s", allow_interruptions: bool = True) -> str:
    """Have the words asked for, and return the id of the request that went out for them."""
    stage.post(m.SayRequested(name=name, text=text, allow_interruptions=allow_interruptions))
    requests = [e for e in stage.effects if isinstance(e, m.Say | m.Narrate)]
    return requests[-1].request_id


def test_words_that_were_heard_are_told_once() -> None:
    stage = Stage().opens()
    stage.answers("r", "one two", request_id=said(stage, "one two"))
    assert ended(stage) == []
    stage.plays()
    assert ended(stage) == [("s", "one two", False)]


def test_words_that_wait_are_over_when_they_are_called_off() -> None:
    stage = Stage().opens()
    stage.begins("r")
    stage.post(m.SayRequested(name="s", text="goodbye"), m.SayingCalledOff(name="s"))
    assert ended(stage) == [("s", "", True)]
    stage.post(m.SayingCalledOff(name="s"), m.ResponseDone(response_id="r"))
    assert stage.commands == []
    assert len(ended(stage)) == 1


def test_words_that_were_asked_for_are_cancelled_as_soon_as_they_begin() -> None:
    stage = Stage().opens()
    request_id = said(stage, "one two")
    stage.post(m.SayingCalledOff(name="s"))
    assert ended(stage) == [("s", "", True)]
    content = stage.begins("r", request_id=request_id)
    assert stage.commands[-2:] == [
        m.CancelResponse(response_id="r"),
        m.DeleteItem(item_id=content.item_id),
    ]
    assert len(ended(stage)) == 1


def test_words_that_are_being_said_are_called_off_alone() -> None:
    stage = Stage().opens()
    content = stage.begins("r", request_id=said(stage, "one two three"))
    stage.says(content, "one two three")
    stage.plays(1500.0)
    stage.post(m.SayingCalledOff(name="s"))
    assert ended(stage) == [("s", "one two", True)]
    assert m.CancelResponse(response_id="r") in stage.commands
    assert stage.told("agent_speech_interrupted") == ["one two..."]


def test_another_answer_goes_on_when_words_are_called_off() -> None:
    stage = Stage().opens()
    stage.answers("other", "one two three")
    said(stage, "four")
    stage.plays(500.0)
    stage.post(m.SayingCalledOff(name="s"))
    stage.plays()
    assert stage.told("agent_speech_committed") == ["one two three"]


def test_a_user_interrupts_words_unless_the_program_forbids_it() -> None:
    stage = Stage().opens()
    stage.answers("a", "one two", request_id=said(stage, "one two", allow_interruptions=False))
    stage.plays(500.0)
    stage.post(m.UserStarted())
    assert ended(stage) == []
    stage.post(m.InterruptRequested())
    assert ended(stage) == [("s", "one", True)]
    stage.post(m.UserStopped())
    stage.answers("b", "three", request_id=said(stage, "three"))
    stage.post(m.UserStarted())
    assert ended(stage)[-1] == ("s", "", True)


def test_narrated_words_are_told_to_the_model_when_they_were_heard_and_as_far() -> None:
    stage = Stage(can_say=False).opens()
    content = stage.begins("r", request_id=said(stage, "one two three"))
    stage.says(content, "one two three")
    stage.plays(1500.0)
    stage.post(m.InterruptRequested())
    created = stage.last(m.CreateItem)
    assert (created.message.role, created.message.content) == ("assistant", "one two")
    assert not stage.all(m.Truncate)
    assert not stage.all(m.DeleteItem)
    assert ended(stage) == [("s", "one two", True)]


def test_narrated_words_that_nobody_heard_are_never_told_to_the_model() -> None:
    stage = Stage(can_say=False).opens()
    content = stage.begins("r", request_id=said(stage, "one two three"))
    stage.says(content, "one two three")
    stage.post(m.InterruptRequested())
    assert stage.commands == []
    assert stage.all(m.CancelNarration) == [m.CancelNarration(response_id="r")]


def test_narrated_words_go_out_and_are_heard_while_the_model_is_lost() -> None:
    stage = Stage(can_say=False).opens()
    stage.post(m.ModelLost(message="reset"), m.ReplyRequested())
    content = stage.begins("n", request_id=said(stage, "one two"))
    stage.says(content, "one two")
    stage.ends(content)
    stage.plays()
    assert ended(stage) == [("s", "one two", False)]
    assert stage.commands == []
    stage.post(m.ModelRestored())
    created, reply = stage.commands
    assert isinstance(created, m.CreateItem)
    assert (created.message.id, created.message.content) == ("item_n", "one two")
    assert isinstance(reply, m.CreateResponse)


def test_narrated_words_survive_the_loss_of_the_model_and_its_return() -> None:
    stage = Stage(can_say=False).opens()
    content = stage.begins("n", request_id=said(stage, "one two three four"))
    stage.says(content, "one two ")
    stage.plays(500.0)
    stage.post(m.ModelLost(message="reset"))
    stage.says(content, "three ")
    stage.plays(1000.0)
    stage.post(m.ModelRestored())
    stage.says(content, "four")
    stage.ends(content)
    assert ended(stage) == []
    stage.plays()
    assert ended(stage) == [("s", "one two three four", False)]
    assert stage.told("agent_speech_committed") == ["one two three four"]
    assert [created.message.content for created in stage.all(m.CreateItem)] == [
        "one two three four"
    ]


def test_narrated_words_are_stopped_while_the_model_is_lost() -> None:
    stage = Stage(can_say=False).opens()
    content = stage.begins("n", request_id=said(stage, "one two three"))
    stage.says(content, "one two three")
    stage.plays(500.0)
    stage.post(m.ModelLost(message="reset"), m.SayingCalledOff(name="s"))
    assert ended(stage) == [("s", "one", True)]
    assert stage.last(m.CancelNarration).response_id == "n"


def test_a_lost_model_takes_its_own_words_with_it_and_not_those_narrated_behind_them() -> None:
    stage = Stage(can_say=False).opens()
    request_id = said(stage, "three four")
    narrated = stage.begins("n", request_id=request_id)
    own = stage.begins("r")
    stage.says(own, "one")
    stage.post(m.ModelLost(message="reset"))
    stage.says(narrated, "three four")
    stage.ends(narrated)
    stage.plays()
    assert stage.told("agent_speech_committed") == ["three four"]
    assert stage.told("agent_speech_interrupted") == ["one..."]


def test_audio_of_the_programs_own_is_narrated_even_beside_a_model_that_can_say() -> None:
    stage = Stage().opens()
    audio = object()
    stage.post(m.SayRequested(name="s", text="", audio=audio))
    narrate = stage.last(m.Narrate)
    assert narrate.audio is audio
    content = stage.begins("r", request_id=narrate.request_id)
    stage.sounds(content, 1000.0)
    stage.ends(content)
    stage.plays()
    assert ended(stage) == [("s", "", False)]


def test_the_end_of_the_conversation_is_the_end_of_every_saying() -> None:
    stage = Stage().opens()
    stage.begins("r")
    stage.post(m.SayRequested(name="a", text="one"), m.SayRequested(name="b", text="two"))
    stage.closes()
    assert stage.conversation.is_closed
    assert ended(stage) == [("a", "", True), ("b", "", True)]


def test_the_sayings_open_at_the_end_are_told_before_it() -> None:
    stage = Stage().opens()
    stage.begins("r")
    stage.post(m.SayRequested(name="a", text="one"))
    stage.post(m.SessionClosed(reason="error", failure="gone"))
    assert ended(stage) == [("a", "", True)]
