"""An answer breaks off with the line to the model: who heard too little of it hears the rest."""

import pytest

from antiphon.core import messages as m
from antiphon.core.turns import TurnPolicy
from antiphon.llm import FunctionContext
from tests.core.stage import Stage

QUESTION = "will it rain tomorrow?"


def breaks_off(scene: Stage, text: str, *, heard_ms: float = 60_000.0) -> m.ContentId:
    """The model is lost in the middle of an answer, of which so much is played before it is back
    and the rest after that."""
    scene.user_says("u", QUESTION)
    content = scene.begins("r")
    scene.says(content, text)
    scene.plays(500)
    scene.post(m.ModelLost(message="reset"))
    scene.plays(heard_ms - 500)
    return content


def asked(scene: Stage) -> list[m.CreateResponse]:
    """What the model was asked for."""
    return scene.all(m.CreateResponse)


@pytest.mark.parametrize("heard_ms", [60_000.0, 1000.0], ids=["before", "after"])
def test_who_heard_less_than_a_sentence_hears_the_rest(heard_ms: float) -> None:
    scene = Stage().opens()
    breaks_off(scene, "No, it will", heard_ms=heard_ms)
    assert asked(scene) == []
    scene.post(m.ModelRestored())
    scene.plays()
    (request,) = asked(scene)
    known = [(x.message.id, x.message.content) for x in scene.all(m.CreateItem)]
    assert known == [("u", QUESTION), ("item_r", "No, it will")]
    assert scene.effects.index(scene.last(m.CreateItem)) < scene.effects.index(request)
    assert scene.states[-1] == "thinking"
    scene.answers("r2", "stay dry.", request_id=request.request_id)
    scene.plays()
    assert scene.told("agent_speech_interrupted") == ["No, it will..."]
    assert scene.told("agent_speech_committed") == ["stay dry."]
    assert scene.troubles == ["model_lost", "model_restored"]
    assert len(asked(scene)) == 1


@pytest.mark.parametrize(
    "text", ["No. It will", "No, it will stay dry.", 'She said "no."', "不会。"]
)
def test_who_heard_a_sentence_is_left_with_it(text: str) -> None:
    scene = Stage().opens()
    breaks_off(scene, text)
    scene.post(m.ModelRestored())
    assert asked(scene) == []
    assert scene.states[-1] == "listening"


def test_it_is_asked_for_as_it_was_before() -> None:
    scene = Stage().opens()
    tools = FunctionContext()
    scene.post(m.ReplyRequested(instructions="Greet them.", tools=tools))
    scene.says(scene.begins("r", request_id="reply_1"), "Good")
    scene.plays(500)
    scene.post(m.ModelLost(message="reset"))
    scene.plays()
    scene.post(m.ModelRestored())
    again = scene.last(m.CreateResponse)
    assert (again.request_id, again.instructions, again.tools) == ("reply_2", "Greet them.", tools)


def test_what_was_heard_before_the_line_broke_counts() -> None:
    scene = Stage().opens()
    first = scene.begins("r", "one")
    scene.says(first, "No.")
    scene.post(m.ContentDone(content=first))
    scene.says(scene.begins("r", "two"), "It will")
    scene.plays()
    scene.post(m.ModelLost(message="reset"), m.ModelRestored())
    scene.plays()
    assert asked(scene) == []


@pytest.mark.parametrize("heard_ms", [60_000.0, 1000.0], ids=["played out", "playing"])
def test_an_answer_that_was_all_there_but_for_its_end_is_not_said_twice(heard_ms: float) -> None:
    scene = Stage().opens()
    content = scene.begins("r")
    scene.says(content, "See you later")
    scene.post(m.ContentDone(content=content))
    scene.plays(heard_ms)
    scene.post(m.ModelLost(message="reset"), m.ModelRestored())
    scene.plays()
    assert asked(scene) == []
    assert scene.told("agent_speech_committed") == ["See you later"]


def test_an_answer_of_which_no_word_was_heard_is_made_anew() -> None:
    scene = Stage().opens()
    content = scene.begins("r")
    scene.sounds(content, 100.0)
    scene.plays()
    scene.post(m.ModelLost(message="reset"), m.ModelRestored())
    scene.plays()
    assert scene.ledger == []
    assert len(asked(scene)) == 1


@pytest.mark.parametrize(("ms", "requests"), [(2000.0, 1), (3000.0, 0)])
def test_three_seconds_of_voice_without_words_are_taken_for_a_sentence(
    ms: float, requests: int
) -> None:
    scene = Stage().opens()
    scene.sounds(scene.begins("r"), ms)
    scene.plays(500)
    scene.post(m.ModelLost(message="reset"), m.ModelRestored())
    scene.plays()
    assert len(asked(scene)) == requests


@pytest.mark.parametrize("is_back", [False, True], ids=["while it is lost", "when it is back"])
def test_a_user_who_breaks_in_does_not_want_the_rest(is_back: bool) -> None:
    scene = Stage().opens()
    breaks_off(scene, "No, it will be a", heard_ms=1000)
    if is_back:
        scene.post(m.ModelRestored())
    scene.user_says("u2", "never mind")
    scene.post(m.ModelRestored())
    assert asked(scene) == []
    scene.answers("r2", "As you like.")
    scene.plays()
    assert asked(scene) == []
    assert scene.told("agent_speech_committed") == ["As you like."]


def test_a_program_that_interrupts_does_not_want_the_rest() -> None:
    scene = Stage().opens()
    breaks_off(scene, "No, it will be a", heard_ms=1000)
    scene.post(m.InterruptRequested(), m.ModelRestored())
    scene.plays()
    assert asked(scene) == []


def test_a_program_that_interrupts_before_the_model_is_back_calls_the_rest_off() -> None:
    scene = Stage().opens()
    breaks_off(scene, "No, it will")
    scene.post(m.InterruptRequested(), m.ModelRestored())
    assert asked(scene) == []


@pytest.mark.parametrize("on_duplicate", ["cancel_existing", "cancel_new", "keep_both"])
@pytest.mark.parametrize("heard_ms", [60_000.0, 1000.0], ids=["played out", "playing"])
def test_a_program_that_asks_for_another_answer_hears_that_or_the_rest(
    on_duplicate: m.OnDuplicate, heard_ms: float
) -> None:
    scene = Stage().opens()
    breaks_off(scene, "No, it will be", heard_ms=heard_ms)
    scene.post(m.ReplyRequested(on_duplicate=on_duplicate), m.ModelRestored())
    scene.plays()
    scene.answers("r2", "Dry.", request_id=asked(scene)[0].request_id)
    scene.plays()
    is_behind_the_rest = on_duplicate == "keep_both" and heard_ms > 1000
    assert len(asked(scene)) == (2 if is_behind_the_rest else 1)


def test_an_answer_that_the_model_begins_by_itself_takes_the_place_of_the_rest() -> None:
    scene = Stage(turns=TurnPolicy(barge_in="ignore")).opens()
    breaks_off(scene, "No, it will be a", heard_ms=1000)
    scene.post(m.ModelRestored())
    scene.user_says("u2", "and on Sunday?")
    scene.answers("r2", "Dry too.")
    scene.plays()
    assert asked(scene) == []
    assert scene.told("agent_speech_interrupted") == ["No, it will be a..."]
    assert scene.told("agent_speech_committed") == ["Dry too."]


def test_the_rest_waits_while_the_user_speaks_and_the_answer_to_them_takes_its_place() -> None:
    scene = Stage(turns=TurnPolicy(barge_in="ignore")).opens()
    breaks_off(scene, "No, it will be a", heard_ms=1000)
    scene.post(m.UserStarted(), m.ModelRestored())
    scene.plays()
    assert asked(scene) == []
    scene.post(m.UserStopped(), m.UserCommitted(item_id="u2"))
    scene.answers("r2", "Dry too.")
    assert asked(scene) == []


def test_words_that_are_spoken_beside_the_model_do_not_take_the_place_of_the_rest() -> None:
    scene = Stage(can_say=False).opens()
    breaks_off(scene, "No, it will be a", heard_ms=1000)
    scene.post(m.SayRequested(name="wait", text="One moment."))
    narration = scene.last(m.Narrate)
    scene.answers("n", "One moment.", request_id=narration.request_id)
    scene.plays()
    scene.post(m.ModelRestored())
    assert len(asked(scene)) == 1


def test_given_words_are_not_said_twice() -> None:
    scene = Stage().opens()
    scene.post(m.SayRequested(name="greeting", text="Welcome everybody."))
    scene.says(scene.begins("r", request_id="reply_1"), "Welcome")
    scene.plays(500)
    scene.post(m.ModelLost(message="reset"), m.ModelRestored())
    scene.plays()
    assert asked(scene) == []
    ended = m.SayingEnded(name="greeting", heard_text="Welcome", interrupted=True)
    assert scene.all(m.SayingEnded) == [ended]


@pytest.mark.parametrize("is_done", [False, True])
def test_an_answer_that_called_tools_is_gone_on_with_by_its_reply(is_done: bool) -> None:
    scene = Stage().opens()
    scene.says(scene.begins("r"), "Let me see")
    scene.calls("r", "look")
    scene.plays(500)
    scene.post(m.ModelLost(message="reset"))
    if is_done:
        scene.finishes("look")
    scene.plays()
    scene.post(m.ModelRestored())
    assert len(asked(scene)) == is_done
    scene.finishes("look")
    assert len(asked(scene)) == 1


def test_the_reply_to_older_tools_takes_the_place_of_the_rest() -> None:
    scene = Stage().opens()
    scene.post(m.ResponseCreated(response_id="r0"))
    scene.calls("r0", "look")
    scene.post(m.ResponseDone(response_id="r0"))
    scene.says(scene.begins("r"), "One more")
    scene.plays(500)
    scene.post(m.ModelLost(message="reset"))
    scene.finishes("look")
    scene.plays()
    scene.post(m.ModelRestored())
    assert len(asked(scene)) == 1


def test_an_answer_that_was_called_off_is_not_gone_on_with() -> None:
    scene = Stage().opens()
    scene.says(scene.begins("r"), "No, it will")
    scene.plays(500)
    scene.post(m.InterruptRequested(), m.ModelLost(message="reset"), m.ModelRestored())
    scene.plays()
    assert asked(scene) == []


def test_the_line_may_break_again_and_again() -> None:
    scene = Stage().opens()
    breaks_off(scene, "No, it will be", heard_ms=1000)
    scene.post(m.ModelRestored(), m.ModelLost(message="again"))
    scene.plays()
    scene.post(m.ModelLost(message="and again"), m.ModelRestored())
    (request,) = asked(scene)
    scene.says(scene.begins("r2", request_id=request.request_id), "stay")
    scene.plays()
    scene.post(m.ModelLost(message="once more"))
    scene.plays()
    scene.post(m.ModelRestored())
    assert len(asked(scene)) == 2
    assert scene.ledger[1:] == [("item_r", "No, it will be..."), ("item_r2", "stay...")]
