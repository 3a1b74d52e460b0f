"""A conversation that outlives its model: the next one goes on where that one was."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from antiphon import MultimodalAgent
from antiphon.audio import AudioFrame
from antiphon.caller import Caller
from antiphon.core import messages as m
from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError, ModelError
from antiphon.llm import ChatContext, ChatMessage, FunctionContext, ToolCall
from antiphon.realtime import Capabilities, ConfigureTurns, FallbackModel
from antiphon.realtime.namespace import Namespace
from antiphon.realtime.unanswered import Unanswered
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import ScriptedModel, ScriptedSession, tone
from tests.session.stage import Stage

ROOM = "local://fallback"


async def fails(_: ScriptedSession) -> None:
    raise ModelError("no more credit")


async def asked(model: ScriptedSession) -> None:
    await model.user_says("how are you?")
    await model.answer("Fine, thank you.", seconds=1.0)
    await asyncio.sleep(3.0)
    raise ModelError("no more credit")


@asynccontextmanager
async def conversation(
    *models: ScriptedModel, agent: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[Stage]:
    """An agent with these models and a user, started."""
    room = LocalRoom()
    await room.connect(ROOM, "agent")
    spoken = MultimodalAgent(model=FallbackModel(models, **options), **(agent or {}))
    async with Caller.join(ROOM) as user:
        scene = Stage(spoken, models[-1], user.room)
        spoken.start(room)
        microphone = asyncio.create_task(user.silence(30.0))
        try:
            yield scene
        finally:
            microphone.cancel()
            await spoken.aclose()
            await room.disconnect()


def kinds(scene: Stage) -> list[str]:
    return [trouble.kind for trouble in scene.told("error")]


def told(model: ScriptedModel) -> list[tuple[str, Any]]:
    """What a model's last session was told of the conversation."""
    commands = model.sessions[-1].commands
    return [(c.message.role, c.message.content) for c in commands if isinstance(c, m.CreateItem)]


async def test_the_next_model_knows_the_conversation_and_goes_on_with_it() -> None:
    async def goes_on(model: ScriptedSession) -> None:
        await model.user_says("and now?")
        await model.answer("Still fine.", seconds=1.0)

    first, second = ScriptedModel(asked), ScriptedModel(goes_on)
    async with conversation(first, second) as scene:
        await scene.until("agent_speech_committed", 2)
        assert kinds(scene) == ["model_lost", "model_restored"]
        lost = scene.told("error")[0]
        assert lost.recoverable
        assert lost.message == "no more credit; the conversation goes on with another model"
        assert told(second)[:2] == [("user", "how are you?"), ("assistant", "Fine, thank you.")]
        said = [x.content for x in scene.agent.chat_ctx_copy().messages]
        assert said == ["how are you?", "Fine, thank you.", "and now?", "Still fine."]
        assert first.sessions[0].is_closed
        assert len(first.sessions) == len(second.sessions) == 1


async def test_a_model_that_is_never_there_is_waited_for_as_long_as_was_said() -> None:
    class Absent(ScriptedModel):
        """Is never ready."""

        def session(self, **given: Any) -> ScriptedSession:
            session = super().session(**given)
            session.run = hangs_before_it_is_ready  # type: ignore[method-assign, assignment]
            return session

    async def hangs_before_it_is_ready(_: object) -> None:
        await asyncio.Event().wait()

    context = ChatContext().append(role="system", text="Be brief.")
    absent, second = Absent(), ScriptedModel()
    async with conversation(absent, second, patience=4.0, agent={"chat_ctx": context}) as scene:
        await asyncio.sleep(3.9)
        assert second.sessions == []
        assert scene.states == ["initializing"]
        await asyncio.sleep(0.5)
        assert scene.states == ["initializing", "listening"]
        assert kinds(scene) == ["model_lost", "model_restored"]
        assert told(second) == [("system", "Be brief.")]
        await asyncio.sleep(60.0)
        assert kinds(scene) == ["model_lost", "model_restored"]


async def test_a_model_that_is_lost_for_too_long_is_given_up_and_one_that_comes_back_is_not() -> (
    None
):
    async def comes_and_goes(model: ScriptedSession) -> None:
        for seconds in (3.0, 60.0):
            model.report(m.ModelLost(message="reset"))
            await asyncio.sleep(seconds)
            model.report(m.ModelRestored())
            await asyncio.sleep(30.0)

    first, second = ScriptedModel(comes_and_goes), ScriptedModel()
    async with conversation(first, second, patience=5.0) as scene:
        await asyncio.sleep(32.0)
        assert second.sessions == []
        await asyncio.sleep(10.0)
        restored = ["model_lost", "model_restored"]
        assert kinds(scene) == [*restored, "model_lost", *restored]
        assert "not there for 5 s" in scene.told("error")[3].message


async def test_what_the_user_is_saying_is_heard_by_the_next_one() -> None:
    async def begins_to_hear(model: ScriptedSession) -> None:
        await asyncio.sleep(5.0)
        model.report(m.UserStarted())
        await asyncio.sleep(4.0)
        raise ModelError("no more credit")

    first = ScriptedModel(begins_to_hear)
    second = ScriptedModel(capabilities=Capabilities(input_audio_sample_rate=16_000))
    async with conversation(first, second) as scene:
        await scene.until("error", 2)
        heard = second.sessions[0].microphone
        assert {frame.sample_rate for frame in heard} == {16_000}
        assert sum(frame.duration for frame in heard) == pytest.approx(6.0, abs=0.2)
        assert scene.events.count("user_stopped_speaking") == 1


async def test_a_turn_without_words_is_taken_back_and_heard_again() -> None:
    async def does_not_transcribe(model: ScriptedSession) -> None:
        await asyncio.sleep(3.0)
        model.report(m.UserStarted())
        model.report(m.UserCommitted(item_id="u"))
        raise ModelError("no more credit")

    async def transcribes(model: ScriptedSession) -> None:
        await model.user_says("hello?")
        await model.answer("Hello.", seconds=0.5)

    second = ScriptedModel(transcribes)
    async with conversation(ScriptedModel(does_not_transcribe), second) as scene:
        await scene.until("agent_speech_committed")
        assert [x.content for x in scene.agent.chat_ctx_copy().messages] == ["hello?", "Hello."]
        assert len(second.sessions[0].microphone) > 50


@pytest.mark.parametrize("asks", [False, True], ids=["the model answers", "the agent asks"])
async def test_a_question_that_was_not_answered_is_answered_once(asks: bool) -> None:
    async def does_not_answer(model: ScriptedSession) -> None:
        await model.user_says("how are you?")
        await asyncio.sleep(1.0)
        raise ModelError("no more credit")

    can = Capabilities(configurable_turns=True)
    models = [ScriptedModel(does_not_answer, capabilities=can), ScriptedModel(capabilities=can)]
    agent = {"turns": TurnPolicy(barge_in="pause")} if asks else {}
    async with conversation(*models, agent=agent) as scene:
        await scene.until("error", 2)
        await asyncio.sleep(0.5)
        commands = models[1].sessions[0].commands
        assert sum(isinstance(command, m.CreateResponse) for command in commands) == 1
        assert sum(isinstance(command, ConfigureTurns) for command in commands) == asks
        assert scene.agent.state == "thinking"


async def test_tools_that_were_set_meanwhile_are_the_next_ones_too() -> None:
    tools = FunctionContext()
    second = ScriptedModel()
    async with conversation(ScriptedModel(asked), second) as scene:
        scene.agent.fnc_ctx = tools
        await scene.until("error", 2)
        assert second.sessions[0].fnc_ctx is tools


async def test_when_the_last_one_fails_the_conversation_does() -> None:
    async with conversation(ScriptedModel(fails), ScriptedModel(fails), ScriptedModel(fails)) as s:
        with pytest.raises(ModelError, match="no more credit"):
            await s.agent.wait_closed()
        assert kinds(s)[-1] == "session_failed"
        assert s.events[-1] == "closed"


async def test_a_model_that_is_done_ends_the_conversation() -> None:
    class Done(ScriptedModel):
        """Ends at once."""

        def session(self, **given: Any) -> ScriptedSession:
            session = super().session(**given)
            session.run = ends  # type: ignore[method-assign, assignment]
            return session

    async def ends(_: object) -> None:
        return None

    second = ScriptedModel()
    async with conversation(Done(), second) as scene:
        await scene.agent.wait_closed()
        assert second.sessions == []
        assert scene.told("closed") == ["model_closed"]


async def test_a_timeout_of_the_models_own_is_its_own() -> None:
    async def times_out(_: ScriptedSession) -> None:
        raise TimeoutError("its own")

    async with conversation(ScriptedModel(times_out), ScriptedModel()) as scene:
        with pytest.raises(TimeoutError, match="its own"):
            await scene.agent.wait_closed()


async def test_a_model_that_does_not_close_holds_nobody_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Clinging(ScriptedModel):
        """Its sessions do not close."""

        def session(self, **given: Any) -> ScriptedSession:
            session = super().session(**given)
            session.aclose = asyncio.Event().wait  # type: ignore[method-assign, assignment]
            return session

    async with conversation(Clinging(fails), ScriptedModel()) as scene:
        await scene.until("error", 2)
        assert "did not close" in caplog.text
        assert scene.agent.state == "listening"


async def test_a_session_that_drives_itself_is_driven() -> None:
    class Driven(ScriptedSession):
        """Wants to be taken over, and to prepare itself."""

        taken = prepared = 0

        def take_over(self) -> None:
            self.taken += 1

        async def prepare(self) -> None:
            self.prepared += 1

    class Model(ScriptedModel):
        """Makes such sessions."""

        def session(self, **given: Any) -> ScriptedSession:
            session = Driven(None, self.capabilities, given["chat_ctx"], given["fnc_ctx"])
            self.sessions.append(session)
            return session

    model = Model()
    async with conversation(model) as scene:
        await asyncio.sleep(0.5)
        (session,) = model.sessions
        assert isinstance(session, Driven)
        assert (session.taken, session.prepared) == (1, 1)
        assert scene.agent.state == "listening"
    await FallbackModel([model]).aclose()
    assert session.is_closed


# -- which models go together --------------------------------------------------------------


@pytest.mark.parametrize(
    "models", [[], ["gpt"], None, ScriptedModel(), [ScriptedModel(), object()]]
)
def test_what_are_no_models_is_refused(models: Any) -> None:
    with pytest.raises(ConfigurationError, match="list of realtime models"):
        FallbackModel(models)


@pytest.mark.parametrize("patience", [0, -1.0, float("nan"), True, "5", None])
def test_no_patience_is_refused(patience: Any) -> None:
    with pytest.raises(ConfigurationError, match="patience"):
        FallbackModel([ScriptedModel()], patience=patience)


@pytest.mark.parametrize("name", ["supports_truncate", "configurable_turns", "can_say"])
def test_the_next_one_must_be_able_to_do_what_the_first_can(name: str) -> None:
    able = Capabilities(supports_truncate=True, configurable_turns=True, can_say=True)
    models = [ScriptedModel(capabilities=c) for c in (able, replace(able, **{name: False}))]
    with pytest.raises(ConfigurationError, match=f"ScriptedModel cannot .* differ in {name}"):
        FallbackModel(models)
    assert FallbackModel(models[::-1]).capabilities == models[1].capabilities


@pytest.mark.parametrize("name", ["server_vad_enabled", "writes", "wants_text"])
def test_they_must_be_alike_in_how_they_converse(name: str) -> None:
    one = Capabilities()
    other = replace(one, **{name: not getattr(one, name)})
    with pytest.raises(ConfigurationError, match=f"differ in {name}"):
        FallbackModel([ScriptedModel(capabilities=c) for c in (one, other)])


# -- ids -----------------------------------------------------------------------------------


def call(call_id: str) -> ToolCall:
    return ToolCall(call_id=call_id, name="f", arguments="")


CONTENT = m.ContentId(response_id="r", item_id="i", output_index=1, content_index=2)
OWN = replace(CONTENT, response_id="r~2", item_id="i~2")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (m.UserCommitted(item_id="u"), m.UserCommitted(item_id="u~2")),
        (m.UserTranscribed(item_id="u", text="x"), m.UserTranscribed(item_id="u~2", text="x")),
        (m.AgentTranscribed(item_id="i", text="x"), m.AgentTranscribed(item_id="i~2", text="x")),
        (m.MessageRemoved(item_id="u~0"), m.MessageRemoved(item_id="u")),
        (m.MessageRemoved(item_id="u~3~0"), m.MessageRemoved(item_id="u~3")),
        (
            m.ResponseCreated(response_id="r", request_id="reply_1"),
            m.ResponseCreated(response_id="r~2", request_id="reply_1"),
        ),
        (m.ResponseDone(response_id="r"), m.ResponseDone(response_id="r~2")),
        (m.ContentAdded(content=CONTENT), m.ContentAdded(content=OWN)),
        (m.TextArrived(content=CONTENT, text="x"), m.TextArrived(content=OWN, text="x")),
        (m.ContentDone(content=CONTENT), m.ContentDone(content=OWN)),
        (
            m.ToolCallsReceived(response_id="r", calls=(call("c"),)),
            m.ToolCallsReceived(response_id="r~2", calls=(call("c~2"),)),
        ),
        (
            m.MessageAdded(message=ChatMessage(role="user", id="a"), after="b~0"),
            m.MessageAdded(message=ChatMessage(role="user", id="a~2"), after="b"),
        ),
        (
            m.MessageAdded(message=ChatMessage(role="user", id="a")),
            m.MessageAdded(message=ChatMessage(role="user", id="a~2")),
        ),
        (m.UserStarted(), m.UserStarted()),
    ],
)
def test_what_another_model_names_is_not_taken_for_what_the_first_has_named(
    said: Any, meant: Any
) -> None:
    assert Namespace(2).inward(said) == meant
    assert Namespace(1).inward(said) == said


CALLS = [call("c~2"), call("d")]


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (m.CancelResponse(response_id="r~2"), m.CancelResponse(response_id="r")),
        (m.DeleteItem(item_id="i~2"), m.DeleteItem(item_id="i")),
        (m.DeleteItem(item_id="i"), m.DeleteItem(item_id="i~0")),
        (m.NoteText(item_id="i~2", text="x"), m.NoteText(item_id="i", text="x")),
        (
            m.Truncate(item_id="i~2", content_index=0, heard_ms=1, heard_text=""),
            m.Truncate(item_id="i", content_index=0, heard_ms=1, heard_text=""),
        ),
        (
            m.CreateItem(message=ChatMessage(role="user", id="u"), after=None),
            m.CreateItem(message=ChatMessage(role="user", id="u~0"), after=None),
        ),
        (
            m.CreateItem(
                message=ChatMessage(role="assistant", id="i~2", tool_calls=CALLS), after="u"
            ),
            m.CreateItem(
                message=ChatMessage(
                    role="assistant",
                    id="i",
                    tool_calls=[call("c"), call("d~0")],
                ),
                after="u~0",
            ),
        ),
        (
            m.CreateItem(message=ChatMessage(role="tool", id="o", tool_call_id="c~2"), after="i~2"),
            m.CreateItem(message=ChatMessage(role="tool", id="o~0", tool_call_id="c"), after="i"),
        ),
        (m.CommitAudio(), m.CommitAudio()),
    ],
)
def test_what_it_is_told_is_not_taken_for_its_own(told: Any, meant: Any) -> None:
    assert Namespace(2).outward(told) == meant
    assert Namespace(1).outward(told) == told


# -- what is kept of a user's words ----------------------------------------------------------


def hears(kept: Unanswered, seconds: float) -> None:
    for _ in range(round(seconds / 0.125)):
        kept.push(tone(0.125))


def length(kept: Unanswered) -> float:
    return round(sum(frame.duration for frame in kept), 3)


def state(kept: Unanswered) -> tuple[float, str | None, bool]:
    """How much is kept, the turn without words, whether an answer is owed."""
    return length(kept), kept.wordless_turn, kept.is_answer_owed


def listening() -> Unanswered:
    kept = Unanswered()
    kept.note(m.ModelRestored())
    return kept


def test_of_silence_two_seconds_are_kept_and_of_speech_a_minute() -> None:
    kept = listening()
    hears(kept, 10.0)
    assert length(kept) == 2.0
    kept.note(m.UserStarted())
    hears(kept, 10.0)
    assert length(kept) == 12.0
    hears(kept, 60.0)
    assert length(kept) == 60.0


def test_where_nobody_would_notice_a_user_all_is_kept() -> None:
    kept = listening()
    kept.note(m.ModelLost(message="reset"))
    hears(kept, 10.0)
    assert length(kept) == 10.0


def test_a_turn_is_kept_as_sound_until_there_are_words_and_owed_until_it_is_answered() -> None:
    kept = listening()
    kept.note(m.UserStarted())
    hears(kept, 3.0)
    kept.note(m.UserCommitted(item_id="u"))
    hears(kept, 5.0)
    assert state(kept) == (5.0, "u", False)
    kept.note(m.UserTranscribed(item_id="u", text=None))
    assert kept.wordless_turn == "u"
    kept.note(m.UserTranscribed(item_id="another", text="hi"))
    assert kept.wordless_turn == "u"
    kept.note(m.UserTranscribed(item_id="u", text="hi"))
    assert state(kept) == (2.0, None, True)
    kept.note(m.ResponseCreated(response_id="r"))
    assert state(kept) == (2.0, None, False)


def test_a_turn_that_its_model_gives_up_is_none() -> None:
    kept = listening()
    kept.note(m.UserStarted())
    hears(kept, 3.0)
    kept.note(m.UserCommitted(item_id="u"))
    kept.note(m.MessageRemoved(item_id="another"))
    kept.note(m.MessageRemoved(item_id="u"))
    assert (length(kept), kept.wordless_turn) == (3.0, None)


def test_frames_are_kept_in_order() -> None:
    kept = Unanswered()
    frames = [AudioFrame.create(24_000, 1, 480) for _ in range(3)]
    kept.push(frames[0])
    kept.note(m.UserCommitted(item_id="u"))
    kept.push(frames[1])
    kept.moved()
    kept.push(frames[2])
    assert [id(frame) for frame in kept] == [id(frame) for frame in frames]
