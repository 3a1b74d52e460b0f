"""An answer fails: nobody is left in silence, and nobody is asked for it for ever."""

import pytest

from antiphon.core import messages as m
from antiphon.core.responses import BEGIN_DEADLINE
from antiphon.core.turns import TurnPolicy
from antiphon.llm import FunctionContext
from tests.core.stage import Stage

QUESTION = "will it rain tomorrow?"
HICCUP = "the server had an error"


def fails(scene: Stage, response_id: str, request_id: str | None = None) -> None:
    """The model begins an answer, and fails before its first word."""
    scene.begins(response_id, request_id=request_id)
    scene.post(m.ResponseDone(response_id=response_id, status="failed", message=HICCUP))
    scene.plays()


def breaks_off(scene: Stage, text: str, response_id: str, request_id: str | None = None) -> None:
    """The model begins an answer, and fails after these words."""
    scene.says(scene.begins(response_id, request_id=request_id), text)
    scene.post(m.ResponseDone(response_id=response_id, status="failed", message=HICCUP))
    scene.plays()


def asked(scene: Stage) -> list[m.CreateResponse]:
    """What the model was asked for."""
    return scene.all(m.CreateResponse)


def retries(scene: Stage) -> list[float | None]:
    """In how many seconds each answer that failed was to be tried again."""
    return [t.retry_in for t in scene.told("error") if t.kind == "response_failed"]


def test_it_is_asked_for_again_in_a_while_twice_and_then_given_up() -> None:
    scene = Stage().opens()
    scene.user_says("u", QUESTION)
    fails(scene, "r1")
    assert asked(scene) == []
    assert (scene.deadlines[BEGIN_DEADLINE], scene.states[-1]) == (0.5, "thinking")
    scene.waits(BEGIN_DEADLINE)
    fails(scene, "r2", "reply_1")
    assert len(asked(scene)) == 1
    assert scene.deadlines[BEGIN_DEADLINE] == 2.0
    scene.waits(BEGIN_DEADLINE)
    fails(scene, "r3", "reply_2")
    assert retries(scene) == [0.5, 2.0, None]
    assert BEGIN_DEADLINE not in scene.deadlines
    assert (len(asked(scene)), scene.states[-1]) == (2, "listening")


def test_one_that_succeeds_the_second_time_is_heard_once() -> None:
    scene = Stage().opens()
    scene.user_says("u", QUESTION)
    fails(scene, "r1")
    scene.waits(BEGIN_DEADLINE)
    scene.answers("r2", "Dry.", "reply_1")
    scene.plays()
    assert scene.ledger == [("u", QUESTION), ("item_r2", "Dry.")]
    assert (len(asked(scene)), scene.states[-1]) == (1, "listening")


def test_who_was_answered_in_between_has_two_new_attempts() -> None:
    scene = Stage().opens()
    fails(scene, "r1")
    scene.waits(BEGIN_DEADLINE)
    scene.answers("r2", "Dry.", "reply_1")
    scene.plays()
    fails(scene, "r3")
    assert retries(scene) == [0.5, 0.5]


def test_it_is_asked_for_as_it_was_before() -> None:
    scene = Stage().opens()
    tools = FunctionContext()
    scene.post(m.ReplyRequested(instructions="Greet them.", tools=tools))
    fails(scene, "r1", "reply_1")
    scene.waits(BEGIN_DEADLINE)
    again = asked(scene)[-1]
    assert (again.request_id, again.instructions, again.tools) == ("reply_2", "Greet them.", tools)


def test_given_words_that_fail_are_wanted_whatever_else_is_said() -> None:
    scene = Stage().opens()
    scene.post(m.SayRequested(name="greeting", text="Welcome."))
    fails(scene, "r1", "reply_1")
    assert scene.all(m.SayingEnded) == []
    scene.answers("own", "Hello there.")
    scene.plays()
    scene.answers("r2", "Welcome.", scene.last(m.Say).request_id)
    scene.plays()
    assert scene.told("agent_speech_committed") == ["Hello there.", "Welcome."]
    assert not scene.last(m.SayingEnded).interrupted


# -- what was heard of it --------------------------------------------------------------------------


def test_who_heard_less_than_a_sentence_hears_the_rest_twice_at_most() -> None:
    scene = Stage().opens()
    scene.user_says("u", QUESTION)
    breaks_off(scene, "No, it will", "r1")
    breaks_off(scene, "stay quite", "r2", asked(scene)[-1].request_id)
    assert len(asked(scene)) == 2
    breaks_off(scene, "dry", "r3", asked(scene)[-1].request_id)
    assert (len(asked(scene)), scene.states[-1]) == (2, "listening")
    assert [text for _, text in scene.ledger[1:]] == ["No, it will...", "stay quite...", "dry..."]
    assert retries(scene) == [None, None, None]


def test_what_was_heard_to_its_end_before_that_is_gone_on_with_at_once() -> None:
    scene = Stage().opens()
    first = scene.begins("r", "one")
    scene.says(first, "Well then")
    scene.post(m.ContentDone(content=first))
    scene.plays()
    scene.post(m.ResponseDone(response_id="r", status="failed", message=HICCUP))
    assert len(asked(scene)) == 1


def test_who_heard_a_sentence_is_left_with_it() -> None:
    scene = Stage().opens()
    breaks_off(scene, "No. It will", "r")
    assert (asked(scene), scene.states[-1]) == ([], "listening")


# -- what else is wanted ---------------------------------------------------------------------------


def test_a_user_who_speaks_meanwhile_is_answered_instead() -> None:
    scene = Stage().opens()
    scene.user_says("u", QUESTION)
    fails(scene, "r1")
    scene.user_says("u2", "never mind")
    scene.answers("r2", "As you like.")
    scene.plays()
    scene.waits(BEGIN_DEADLINE)
    assert asked(scene) == []
    assert scene.told("agent_speech_committed") == ["As you like."]


def test_one_whom_the_agent_does_not_give_way_to_is_heard_out_all_the_same() -> None:
    scene = Stage(turns=TurnPolicy(barge_in="ignore")).opens()
    fails(scene, "r1")
    scene.post(m.UserStarted())
    scene.waits(BEGIN_DEADLINE)
    assert asked(scene) == []
    scene.post(m.UserStopped(), m.UserCommitted(item_id="u2"))
    scene.answers("r2", "Dry.")
    scene.plays()
    assert asked(scene) == []


def test_a_program_that_interrupts_calls_it_off() -> None:
    scene = Stage().opens()
    fails(scene, "r1")
    scene.post(m.InterruptRequested())
    assert scene.states[-1] == "listening"
    scene.waits(BEGIN_DEADLINE)
    assert asked(scene) == []


def test_what_was_asked_for_already_is_answered_first() -> None:
    scene = Stage().opens()
    scene.post(m.ReplyRequested())
    fails(scene, "own")
    assert scene.deadlines[BEGIN_DEADLINE] == 10.0
    scene.answers("r1", "Hello.", "reply_1")
    assert len(asked(scene)) == 2


def test_an_answer_that_was_called_off_is_not_asked_for_again() -> None:
    scene = Stage().opens()
    scene.begins("r1")
    scene.post(m.InterruptRequested())
    scene.post(m.ResponseDone(response_id="r1", status="failed", message=HICCUP))
    assert (BEGIN_DEADLINE in scene.deadlines, scene.states[-1]) == (False, "listening")


def test_an_answer_that_called_tools_has_its_reply_to_them() -> None:
    scene = Stage().opens()
    scene.post(m.ResponseCreated(response_id="r1"))
    scene.calls("r1", "look")
    scene.post(m.ResponseDone(response_id="r1", status="failed", message=HICCUP))
    assert asked(scene) == []
    scene.finishes("look")
    assert len(asked(scene)) == 1


@pytest.mark.parametrize("is_over", [False, True], ids=["before", "after"])
def test_a_lost_line_does_not_make_it_forgotten(is_over: bool) -> None:
    scene = Stage().opens()
    fails(scene, "r1")
    if is_over:
        scene.waits(BEGIN_DEADLINE)
    scene.post(m.ModelLost(message="reset"), m.ModelRestored())
    request = asked(scene)[-1]
    scene.answers("r2", "Dry.", request.request_id)
    scene.plays()
    assert scene.told("agent_speech_committed") == ["Dry."]
