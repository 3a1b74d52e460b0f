"""Messages that come and go by the model's own means, and sessions that take another's place."""

from antiphon.core import messages as m
from antiphon.core.history import History
from antiphon.llm import ChatMessage
from tests.core.stage import Stage


def message(item_id: str, text: str = "Hi.") -> ChatMessage:
    return ChatMessage(role="user", id=item_id, content=text)


def ids(history: History) -> list[str]:
    return [x.id for x in history.shown().messages]


def begun(*messages: ChatMessage) -> Stage:
    scene = Stage(messages)
    scene.post(m.SessionReady(), m.ParticipantJoined(identity="ann"))
    return scene


def created(scene: Stage) -> list[str]:
    return [e.message.id for e in scene.effects if isinstance(e, m.CreateItem)]


def test_a_message_that_the_model_has_is_in_the_ledger_and_not_told_again() -> None:
    scene = begun(message("a"), message("b"))
    scene.post(m.MessageAdded(message=message("c"), after="a"))
    scene.post(m.MessageAdded(message=message("d")))
    scene.post(m.MessageAdded(message=message("e"), after="unheard of"))
    assert ids(scene.history) == ["a", "c", "b", "d", "e"]
    assert created(scene) == []


def test_a_message_that_is_known_stays_as_it_is() -> None:
    scene = begun(message("a", "One."), message("b"))
    scene.post(m.MessageAdded(message=message("a", "Two."), after="b"))
    assert [x.content for x in scene.history.shown().messages] == ["One.", "Hi."]


def test_what_the_model_keeps_of_words_that_nobody_wrote_down_stands_for_them() -> None:
    scene = begun()
    scene.post(m.UserStarted(), m.UserCommitted(item_id="user"))
    scene.post(m.MessageAdded(message=message("user", "a sound")))
    assert [x.content for x in scene.history.shown().messages] == ["a sound"]
    assert not scene.history.pending_before("another")


def test_a_message_that_the_model_has_forgotten_is_not_in_the_ledger() -> None:
    scene = begun(message("a"), message("b"))
    scene.post(m.MessageRemoved(item_id="a"), m.MessageRemoved(item_id="unheard of"))
    assert ids(scene.history) == ["b"]
    assert not [e for e in scene.effects if isinstance(e, m.DeleteItem)]


def test_a_new_session_is_told_everything_and_the_program_nothing() -> None:
    scene = begun(message("a"), message("b"))
    scene.effects.clear()
    scene.news.clear()
    scene.post(m.ModelRenewed())
    assert created(scene) == ["a", "b"]
    assert scene.news == []


def test_trouble_may_say_when_it_is_tried_again() -> None:
    scene = begun()
    scene.post(m.ModelTroubled(kind="model_unreachable", message="Nobody.", retry_in=2.5))
    (trouble,) = (emit.args[0] for emit in scene.news)
    assert (trouble.kind, trouble.retry_in) == ("model_unreachable", 2.5)


def test_an_answer_of_which_there_was_no_sound_is_asked_for_again() -> None:
    scene = begun()
    scene.post(m.ReplyRequested())
    (request,) = [e for e in scene.effects if isinstance(e, m.CreateResponse)]
    content = m.ContentId(response_id="r", item_id="i")
    scene.post(m.ResponseCreated(response_id="r", request_id=request.request_id))
    scene.post(m.ContentAdded(content=content), m.TextArrived(content=content, text="Hel"))
    scene.post(m.ModelLost(message="gone"), m.ModelRestored())
    assert len([e for e in scene.effects if isinstance(e, m.CreateResponse)]) == 2
    assert ids(scene.history) == []


def written(scene: Stage, *texts: str) -> None:
    """The model writes these parts, and is done."""
    scene.post(m.ResponseCreated(response_id="r"))
    for n, text in enumerate(texts):
        content = m.ContentId(response_id="r", item_id="i", content_index=n)
        scene.post(m.ContentAdded(content=content, kind="text"))
        scene.post(m.TextArrived(content=content, text=text), m.ContentDone(content=content))
    scene.post(m.ResponseDone(response_id="r"))


def test_what_a_model_was_told_to_write_is_kept_as_it_is() -> None:
    scene = Stage(text_policy="kept").opens()
    scene.news.clear()
    written(scene, "In writing.")
    assert [x.content for x in scene.history.shown().messages] == ["In writing."]
    assert [(e.event, e.args) for e in scene.news] == [
        (m.EventName.AGENT_COMMITTED, ("In writing.",))
    ]
    assert not [e for e in scene.effects if isinstance(e, m.DeleteItem | m.CreateResponse)]


def test_what_a_model_was_told_to_write_is_told_to_the_next_session_even_if_cut_off_there() -> None:
    scene = Stage(text_policy="kept").opens()
    written(scene, "In writing.")
    scene.post(m.ModelLost(message="gone"), m.ModelRestored())
    assert created(scene) == ["i"]


def test_what_a_model_was_told_to_write_is_read_aloud_beside_it() -> None:
    scene = Stage(text_policy="read aloud").opens()
    written(scene, "One.", "Two.")
    given = [e.text for e in scene.effects if isinstance(e, m.Narrate | m.NarrateOn)]
    assert given == ["One. ", "Two. "]
    assert {e.item_id for e in scene.effects if isinstance(e, m.DeleteItem)} == {"i"}
    assert ids(scene.history) == []
    assert not [e for e in scene.news if e.event is m.EventName.ERROR]
