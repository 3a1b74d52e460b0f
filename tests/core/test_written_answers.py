"""Answers in writing that were wanted so: kept, or read aloud sentence by sentence as they come."""

from antiphon.core import messages as m
from antiphon.core.responses import NARRATION_DEADLINE, STALL_DEADLINE
from tests.core.stage import Stage

ONE, TWO, THREE = "It is dry today. ", "Tomorrow it will rain. ", "So take a coat."


def read(scene: Stage) -> str:
    """What the voice was given so far."""
    given = [e for e in scene.effects if isinstance(e, m.Narrate | m.NarrateOn)]
    return "".join(effect.text for effect in given)


def writes(
    scene: Stage, *texts: str, response_id: str = "r", request_id: str | None = None
) -> m.ContentId:
    """The model writes, and goes on writing."""
    content = scene.begins(response_id, kind="text", request_id=request_id)
    for text in texts:
        scene.post(m.TextArrived(content=content, text=text))
    return content


def speaks(scene: Stage, text: str, *, nth: int = -1) -> m.ContentId:
    """The voice begins to speak what it was given."""
    request_id = scene.all(m.Narrate)[nth].request_id
    content = scene.begins(f"voice_{request_id}", request_id=request_id)
    scene.says(content, text)
    return content


def reader() -> Stage:
    """A model that was told to write, and a voice that reads it aloud."""
    return Stage(text_policy="read aloud", asked_text_policy="read aloud").opens()


def test_a_sentence_is_read_when_the_next_has_begun_and_the_rest_at_the_end() -> None:
    scene = reader()
    content = writes(scene, "It is ", "dry today. ")
    assert read(scene) == ""
    scene.post(m.TextArrived(content=content, text="To"))
    (narration,) = scene.all(m.Narrate)
    assert (narration.text, narration.goes_on) == (ONE, True)
    scene.post(m.TextArrived(content=content, text="morrow it will rain. So take"))
    assert scene.all(m.NarrateOn) == [m.NarrateOn(request_id=narration.request_id, text=TWO)]
    scene.post(m.TextArrived(content=content, text=" a coat."))
    assert scene.all(m.EndNarration) == []
    scene.ends(content)
    assert read(scene) == f"{ONE}{TWO}{THREE} "
    assert scene.all(m.EndNarration) == [m.EndNarration(request_id=narration.request_id)]


def test_it_is_heard_while_more_is_written_and_is_one_answer_in_the_end() -> None:
    scene = reader()
    content = writes(scene, ONE, TWO)
    voice = speaks(scene, ONE)
    scene.plays(1500)
    assert scene.states[-1] == "speaking"
    scene.post(m.TextArrived(content=content, text=THREE))
    scene.ends(content)
    scene.says(voice, TWO)
    scene.says(voice, THREE)
    scene.ends(voice)
    scene.plays()
    whole = f"{ONE}{TWO}{THREE}"
    assert scene.told("agent_speech_committed") == [whole]
    assert scene.ledger == [(voice.item_id, whole)]
    assert scene.all(m.DeleteItem) == [m.DeleteItem(item_id=content.item_id)]
    assert scene.last(m.CreateItem).message.content == whole
    assert scene.troubles == []
    assert scene.states[-1] == "listening"


def test_a_user_who_breaks_in_stops_both_and_the_heard_part_is_kept() -> None:
    scene = reader()
    writes(scene, ONE, TWO)
    voice = speaks(scene, ONE)
    scene.plays(2000)
    scene.post(m.UserStarted())
    assert scene.last(m.CancelResponse).response_id == "r"
    assert scene.last(m.CancelNarration).response_id == voice.response_id
    cancelled = [
        m.ResponseDone(response_id=i, status="cancelled") for i in ("r", voice.response_id)
    ]
    scene.post(*cancelled)
    assert scene.told("agent_speech_interrupted") == ["It is..."]
    assert scene.ledger == [(voice.item_id, "It is...")]
    assert scene.last(m.CreateItem).message.content == "It is"
    assert scene.troubles == []


def test_what_is_written_after_it_was_called_off_is_not_read() -> None:
    scene = reader()
    content = writes(scene, ONE, "To")
    speaks(scene, ONE)
    scene.post(m.InterruptRequested())
    scene.post(m.TextArrived(content=content, text=f"{TWO}{THREE}"))
    scene.ends(content, "cancelled")
    assert read(scene) == ONE


def test_what_is_written_before_the_voice_is_free_is_read_in_one() -> None:
    scene = reader()
    scene.post(m.SayRequested(name="wait", text="One moment."))
    moment = scene.begins("say", request_id="reply_1")
    scene.says(moment, "One moment.")
    scene.ends(moment)
    scene.post(m.SayRequested(name="tone", text="", audio=iter(())))
    tone = speaks(scene, "")
    content = writes(scene, ONE, TWO)
    scene.post(m.TextArrived(content=content, text=THREE))
    scene.ends(content)
    assert len(scene.all(m.Narrate)) == 1
    scene.ends(tone)
    scene.plays()
    narration = scene.last(m.Narrate)
    assert (narration.text, narration.goes_on) == (f"{ONE}{TWO}{THREE} ", False)
    assert not [e for e in scene.effects if isinstance(e, m.NarrateOn | m.EndNarration)]


def test_an_answer_that_ends_before_its_time_is_read_as_far_as_its_sentences_go() -> None:
    scene = reader()
    writes(scene, ONE, "Tomorrow it")
    voice = speaks(scene, ONE)
    scene.post(m.ResponseDone(response_id="r", status="incomplete"))
    assert read(scene) == ONE
    assert len(scene.all(m.EndNarration)) == 1
    scene.ends(voice)
    scene.plays()
    assert scene.told("agent_speech_committed") == [ONE.strip()]
    assert scene.troubles == ["response_incomplete"]


def test_a_lost_model_leaves_what_was_given_to_be_read_and_is_not_asked_again() -> None:
    scene = reader()
    writes(scene, ONE, "Tomorrow it")
    voice = speaks(scene, ONE)
    scene.post(m.ModelLost(message="reset"))
    assert len(scene.all(m.EndNarration)) == 1
    scene.ends(voice)
    scene.plays()
    scene.post(m.ModelRestored())
    assert scene.told("agent_speech_committed") == [ONE.strip()]
    assert scene.all(m.CreateResponse) == []
    assert scene.ledger == [(voice.item_id, ONE.strip())]


def test_an_answer_that_another_takes_the_place_of_is_read_no_further() -> None:
    scene = reader()
    writes(scene, ONE, "To")
    voice = speaks(scene, ONE)
    writes(scene, "Something else", response_id="r2")
    assert scene.all(m.EndNarration) == [m.EndNarration(request_id="reply_1")]
    scene.ends(voice)
    assert read(scene) == ONE


def test_a_model_that_stalls_is_read_as_far_as_it_came_and_is_not_asked_again() -> None:
    scene = reader()
    writes(scene, ONE, "To")
    voice = speaks(scene, ONE)
    scene.ends(voice)
    for _ in range(3):
        scene.waits(STALL_DEADLINE)
    assert scene.troubles == ["reply_timeout"]
    assert scene.last(m.CancelResponse).response_id == "r"
    scene.post(m.ResponseDone(response_id="r", status="cancelled"))
    scene.plays()
    assert scene.told("agent_speech_committed") == [ONE.strip()]
    assert scene.all(m.CreateResponse) == []


def test_a_voice_has_time_while_more_is_written_and_is_given_up_once() -> None:
    scene = reader()
    content = writes(scene, ONE, TWO)
    speaks(scene, "")
    for _ in range(6):
        scene.post(m.TextArrived(content=content, text=THREE))
        scene.waits(NARRATION_DEADLINE)
    assert scene.troubles == []
    scene.ends(content)
    for _ in range(3):
        scene.waits(NARRATION_DEADLINE)
    assert scene.troubles == ["reply_timeout"]
    assert len(scene.all(m.Narrate)) == 1


def test_an_answer_that_was_asked_for_in_writing_is_kept_where_nobody_can_read_it() -> None:
    scene = Stage().opens()
    scene.post(m.ReplyRequested(in_writing=True, detail="text, please"))
    request = scene.last(m.CreateResponse)
    assert request.detail == "text, please"
    content = writes(scene, ONE, TWO, request_id=request.request_id)
    scene.ends(content)
    assert scene.told("agent_speech_committed") == [f"{ONE}{TWO}".strip()]
    assert scene.ledger == [(content.item_id, f"{ONE}{TWO}".strip())]
    assert scene.troubles == []
    assert len(scene.all(m.CreateResponse)) == 1


def test_an_answer_that_was_asked_for_in_writing_is_read_where_there_is_a_voice() -> None:
    scene = Stage(asked_text_policy="read aloud").opens()
    scene.post(m.ReplyRequested(in_writing=True))
    content = writes(scene, ONE, TWO, request_id="reply_1")
    assert read(scene) == ONE
    scene.ends(content)
    voice = speaks(scene, f"{ONE}{TWO}")
    scene.ends(voice)
    scene.plays()
    assert scene.told("agent_speech_committed") == [f"{ONE}{TWO}".strip()]
    assert scene.troubles == []


def test_only_that_answer_was_wanted_in_writing() -> None:
    scene = Stage().opens()
    scene.post(m.ReplyRequested(in_writing=True))
    scene.ends(writes(scene, ONE, request_id="reply_1"))
    scene.ends(writes(scene, TWO, response_id="r2"))
    assert scene.troubles == ["text_response"]
    assert scene.last(m.CreateResponse).request_id == "reply_2"


def test_a_written_answer_that_was_lost_is_asked_for_in_writing_again() -> None:
    scene = Stage().opens()
    scene.post(m.ReplyRequested(in_writing=True))
    writes(scene, ONE, request_id="reply_1")
    scene.post(m.ModelLost(message="reset"), m.ModelRestored())
    again = scene.last(m.CreateResponse)
    assert again.request_id == "reply_2"
    scene.ends(writes(scene, ONE, response_id="r2", request_id="reply_2"))
    assert scene.told("agent_speech_committed") == [ONE.strip()]
