"""Rows 9 to 33: what the agent is made with, whom it listens to, and how its session begins."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from antiphon import AgentTranscriptionOptions, MultimodalAgent
from antiphon.errors import ConfigurationError, ModelError
from antiphon.llm import ChatContext, FunctionContext
from antiphon.realtime import SetTools
from antiphon.rooms import LocalRoom
from antiphon.rooms.local import AudioSource
from antiphon.testing.scripted import ScriptedModel, tone
from antiphon.vad import VAD, VADCapabilities, VADStream
from tests.features.kit import joined
from tests.realtime.old_model import Model
from tests.realtime.stage import stage
from tests.rooms.local_kit import publish


class IdleVAD(VAD):
    def __init__(self) -> None:
        super().__init__(capabilities=VADCapabilities(update_interval=0.1))

    def stream(self) -> VADStream:
        raise NotImplementedError


class WatchedRoom(LocalRoom):
    """Notes which events have listeners."""

    def __init__(self) -> None:
        super().__init__()
        self.heard_of: list[str] = []

    def on(self, event: Any, callback: Any = None) -> Any:
        self.heard_of.append(event)
        return super().on(event, callback)

    def off(self, event: Any, callback: Any) -> None:
        self.heard_of.remove(event)
        super().off(event, callback)


@asynccontextmanager
async def started(
    model: ScriptedModel, *present: str, participant: Any = None
) -> AsyncIterator[MultimodalAgent]:
    """An agent that was started in a room in which these are."""
    rooms = [await joined(), *[await joined(identity) for identity in present]]
    agent = MultimodalAgent(model=model)
    agent.start(rooms[0], participant)
    await asyncio.sleep(0.5)
    try:
        yield agent
    finally:
        await agent.aclose()
        for room in rooms:
            await room.disconnect()


# -- what it is made with -----------------------------------------------------------------------


def test_row_009_only_keywords_are_taken() -> None:
    with pytest.raises(TypeError):
        MultimodalAgent(ScriptedModel())  # type: ignore[call-arg]


async def test_row_010_any_object_of_the_old_protocol_is_a_model() -> None:
    async with stage() as scene:
        assert not isinstance(scene.session, ScriptedModel)
        scene.answer("Hello.")
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == ["Hello."]
    with pytest.raises(ConfigurationError, match="not object"):
        MultimodalAgent(model=object())  # type: ignore[arg-type]


def test_row_011_the_vad_is_the_one_that_was_given() -> None:
    vad = IdleVAD()
    assert MultimodalAgent(model=ScriptedModel(), vad=vad).vad is vad
    assert MultimodalAgent(model=ScriptedModel()).vad is None


async def test_row_012_the_context_is_given_to_the_session() -> None:
    async with stage(chat_ctx=ChatContext().append(text="Be kind.")) as scene:
        assert [x.content for x in scene.session.chat_ctx.messages] == ["Be kind."]


async def test_row_013_the_tools_are_given_to_the_session() -> None:
    tools = FunctionContext()
    async with stage(fnc_ctx=tools) as scene:
        assert scene.session.fnc_ctx is tools


async def test_row_014_without_options_the_conversation_is_transcribed_as_by_default() -> None:
    shown = []
    for options in (None, AgentTranscriptionOptions()):
        async with stage(transcription=options) as scene:
            scene.answer("One two. Three four five six seven.", seconds=3.0)
            await scene.until("agent_speech_committed")
            await asyncio.sleep(0.5)
            shown.append(scene.said("agent"))
    assert shown[0] == shown[1] != []


@pytest.mark.parametrize(("given", "retries"), [({}, 5), ({"max_text_response_retries": 2}, 2)])
async def test_row_015_after_so_many_answers_in_writing_the_next_fails_loudly(
    given: dict[str, Any], retries: int
) -> None:
    async with stage(**given) as scene:
        for n in range(retries):
            scene.write(f"t{n}")
            await asyncio.sleep(0.5)
        assert len(scene.calls("recover")) == retries
        assert "closed" not in scene.events
        scene.write("once more")
        with pytest.raises(RuntimeError, match=f"after {retries} retries"):
            await scene.agent.wait_closed()
        assert len(scene.calls("recover")) == retries
        assert scene.events[-2:] == ["error", "closed"]


async def test_row_016_it_runs_on_the_loop_that_was_given() -> None:
    """Decision 11: `loop` is accepted, and checked when the agent starts."""
    room, model = await joined(), ScriptedModel()
    agent = MultimodalAgent(model=model, loop=asyncio.get_running_loop())
    agent.start(room)
    await asyncio.sleep(0.5)
    assert agent.state == "listening"
    await agent.aclose()
    other = asyncio.new_event_loop()
    with pytest.raises(RuntimeError, match="another event loop"):
        MultimodalAgent(model=model, loop=other).start(room)
    other.close()
    await room.disconnect()


def test_row_018_it_is_an_emitter_of_events() -> None:
    agent, heard = MultimodalAgent(model=ScriptedModel()), list[str]()

    @agent.on("user_speech_committed")
    def note(text: str) -> None:
        heard.append(text)

    agent.once("user_speech_committed", lambda text: heard.append(text.upper()))
    agent.emit("user_speech_committed", "a")
    agent.emit("user_speech_committed", "b")
    agent.off("user_speech_committed", note)
    agent.emit("user_speech_committed", "c")
    assert heard == ["a", "A", "b"]


# -- tools and context --------------------------------------------------------------------------


async def test_row_019_the_tools_can_be_read() -> None:
    tools = FunctionContext()
    async with stage(fnc_ctx=tools) as scene:
        assert scene.agent.fnc_ctx is tools is scene.session.fnc_ctx
    assert MultimodalAgent(model=ScriptedModel()).fnc_ctx is None


async def test_row_020_new_tools_are_announced() -> None:
    model, tools = ScriptedModel(), FunctionContext()
    async with started(model) as agent:
        agent.fnc_ctx = tools
        assert agent.fnc_ctx is tools
        assert model.sessions[0].commands == [SetTools(tools=tools)]
    async with stage() as scene:
        scene.agent.fnc_ctx = tools
        assert scene.session.fnc_ctx is tools


async def test_row_021_a_copy_of_the_context_is_the_programs_own() -> None:
    async with stage(chat_ctx=ChatContext().append(text="Be kind.")) as scene:
        copy = scene.agent.chat_ctx_copy()
        assert isinstance(copy, ChatContext)
        copy.messages[0].content = "Be rude."
        copy.messages.clear()
        assert [x.content for x in scene.agent.chat_ctx_copy().messages] == ["Be kind."]


async def test_row_022_the_context_is_set_in_the_session_too() -> None:
    async with stage(chat_ctx=ChatContext().append(text="Be kind.")) as scene:
        wanted = scene.agent.chat_ctx_copy().append(text="Be brief.")
        await scene.agent.set_chat_ctx(wanted)
        await asyncio.sleep(0.5)
        assert scene.session.calls == [("set_chat_ctx", [x.id for x in wanted.messages])]
        assert [x.content for x in scene.agent.chat_ctx_copy().messages] == [
            "Be kind.",
            "Be brief.",
        ]


# -- the start ----------------------------------------------------------------------------------


async def test_row_023_the_start_waits_for_nothing() -> None:
    room = await joined()
    agent = MultimodalAgent(model=Model())
    assert not inspect.iscoroutinefunction(agent.start)
    assert agent.start(room) is None  # type: ignore[func-returns-value]
    agent.generate_reply()
    await agent.aclose()
    await room.disconnect()


async def test_row_024_a_second_start_is_refused() -> None:
    model = ScriptedModel()
    async with started(model) as agent:
        with pytest.raises(RuntimeError, match="^voice assistant already started$"):
            agent.start(LocalRoom())
        assert len(model.sessions) == 1


async def test_row_025_the_room_is_watched_from_the_start_to_the_end() -> None:
    room, ann = WatchedRoom(), await joined("ann")
    await room.connect("local://features", "agent")
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    await asyncio.sleep(0.5)
    assert {"participant_connected", "track_published", "track_subscribed"} <= set(room.heard_of)
    await agent.aclose()
    assert room.heard_of == []
    for someone in (ann, room):
        await someone.disconnect()


async def test_row_026_a_participant_can_be_given_to_listen_to() -> None:
    room, ann, bob = await joined(), await joined("ann"), await joined("bob")
    await asyncio.sleep(0.1)
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room, room.remote_participants["bob"])
    await asyncio.sleep(0.5)
    assert agent.current_speaker == "bob"
    await agent.aclose()
    for someone in (ann, bob, room):
        await someone.disconnect()


async def test_row_027_an_identity_can_be_given_to_listen_to() -> None:
    async with started(ScriptedModel(), "ann", "bob", participant="bob") as agent:
        assert agent.current_speaker == "bob"


async def test_row_028_else_the_first_in_the_room_is_listened_to() -> None:
    async with started(ScriptedModel(), "ann", "bob") as agent:
        assert agent.current_speaker == "ann"


async def test_row_029_who_comes_into_an_empty_room_is_listened_to() -> None:
    model = ScriptedModel()
    async with started(model) as agent:
        speaker = agent.current_speaker
        ann = await joined("ann")
        source = AudioSource(24_000, 1)
        await publish(ann, source)
        await source.capture_frame(tone(0.5))
        await asyncio.sleep(1.0)
        assert [speaker, agent.current_speaker] == [None, "ann"]
        assert model.sessions[0].microphone
        await ann.disconnect()


# -- the session --------------------------------------------------------------------------------


async def test_row_030_one_session_is_made_with_context_and_tools() -> None:
    made: list[dict[str, Any]] = []

    class CountingModel(Model):
        def session(self, **given: Any) -> Any:
            made.append(given)
            return super().session(**given)

    room, tools = await joined(), FunctionContext()
    ctx = ChatContext().append(text="Be kind.")
    agent = MultimodalAgent(model=CountingModel(), chat_ctx=ctx, fnc_ctx=tools)
    assert made == []
    agent.start(room)
    assert len(made) == 1
    await agent.aclose()
    await room.disconnect()
    (given,) = made
    assert given.keys() == {"chat_ctx", "fnc_ctx"} and given["fnc_ctx"] is tools
    assert [x.content for x in given["chat_ctx"].messages] == ["Be kind."]


async def test_row_031_no_track_is_published_before_the_session_is_initialized() -> None:
    """Decision 10: of models of the old protocol; others are told apart by `ModelReady`."""
    async with stage(is_ready=False) as scene:
        await asyncio.sleep(30.0)
        tracks = scene.user.remote_participants["agent"].track_publications
        assert not tracks
        scene.session.ready.set_result(None)
        await asyncio.sleep(0.5)
        assert len(tracks) == 1


async def test_row_032_an_initialization_that_fails_is_logged_and_ends_the_conversation(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage(is_ready=False) as scene:
        scene.session.ready.set_exception(OSError("no line"))
        with pytest.raises(ModelError, match="no line"):
            await scene.agent.wait_closed()
        assert "Failed to initialize session" in caplog.messages
        assert scene.told("closed") == ["error"]


async def test_row_033_the_context_of_the_session_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with stage(chat_ctx=ChatContext().append(text="A secret.")) as scene:
            assert scene.events == []
    assert "Session initialized with chat context" in caplog.messages
    assert "A secret." not in caplog.text
