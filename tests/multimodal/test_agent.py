"""The agent before, at and after its start: what it takes, and what it refuses."""

import asyncio
import subprocess
import sys
from dataclasses import FrozenInstanceError
from typing import Any, get_args

import pytest

from antiphon import AgentTranscriptionOptions, MultimodalAgent
from antiphon.audio import AudioFrame
from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError, RoomError
from antiphon.llm import ChatContext, ChatMessage, FunctionContext
from antiphon.realtime import SetTools
from antiphon.rooms import LocalRoom
from antiphon.rooms.base import Caption
from antiphon.rooms.witnessed import WitnessedRoom
from antiphon.testing.scripted import ScriptedModel, ScriptedSession


async def joined(identity: str = "agent") -> LocalRoom:
    room = LocalRoom()
    await room.connect("local://tests", identity)
    return room


def listened_to(agent: MultimodalAgent) -> str | None:
    """Asked anew each time, for it changes while time passes."""
    return agent.current_speaker


def test_nothing_but_keywords_is_taken() -> None:
    with pytest.raises(TypeError):
        MultimodalAgent(ScriptedModel())  # type: ignore[call-arg]


def test_options_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        AgentTranscriptionOptions().user_transcription = False  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chat_ctx", 5),
        ("fnc_ctx", print),
        ("transcription", True),
        ("turns", "stop"),
        ("participants", "ann"),
        ("participants", "everybody"),
        ("participants", 5),
        ("participants", [5]),
        ("vad", 3),
        ("max_text_response_retries", -1),
        ("max_text_response_retries", "many"),
        ("max_text_response_retries", None),
    ],
)
def test_what_is_no_such_thing_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=name):
        MultimodalAgent(model=ScriptedModel(), **{name: value})  # type: ignore[arg-type]


async def test_a_model_that_does_not_let_go_is_abandoned() -> None:
    class Clinging(ScriptedSession):
        async def aclose(self) -> None:
            await asyncio.sleep(30.0)

    class ClingingModel(ScriptedModel):
        def session(
            self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None
        ) -> ScriptedSession:
            return Clinging(None, self.capabilities, chat_ctx, fnc_ctx)

    room = await joined()
    agent = MultimodalAgent(model=ClingingModel())
    agent.start(room)
    await asyncio.sleep(1.0)
    await agent.aclose()
    assert asyncio.get_running_loop().time() <= 3.0
    await agent.wait_closed()
    await room.disconnect()


async def test_after_the_end_the_context_can_still_be_set() -> None:
    room = await joined()
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    await agent.aclose()
    await agent.set_chat_ctx(ChatContext().append(text="For the record."))
    assert [x.content for x in agent.chat_ctx_copy().messages] == ["For the record."]
    agent.interrupt()
    agent.generate_reply()
    await room.disconnect()


async def test_after_the_end_nobody_is_listened_to_and_the_model_is_told_nothing() -> None:
    room, user = await joined(), await joined("ann")
    model = ScriptedModel()
    agent = MultimodalAgent(model=model)
    agent.start(room)
    await asyncio.sleep(1.0)
    assert listened_to(agent) == "ann"
    await agent.aclose()
    assert listened_to(agent) is None
    agent.fnc_ctx = tools = FunctionContext()
    assert agent.fnc_ctx is tools
    assert model.sessions[0].commands == []
    await user.disconnect()
    await room.disconnect()


@pytest.mark.parametrize("what", [None, [], "x"])
async def test_a_context_that_is_none_is_refused_by_name(what: Any) -> None:
    agent = MultimodalAgent(model=ScriptedModel())
    with pytest.raises(ConfigurationError, match="ctx is a ChatContext, not "):
        await agent.set_chat_ctx(what)


async def test_a_context_with_one_id_twice_is_refused_by_that_id() -> None:
    ctx = ChatContext([ChatMessage(role="user", id=item_id) for item_id in ("a", "b", "c", "b")])
    agent = MultimodalAgent(model=ScriptedModel())
    with pytest.raises(ConfigurationError, match="two messages with the id 'b'"):
        await agent.set_chat_ctx(ctx)
    assert agent.chat_ctx_copy().messages == []
    with pytest.raises(ConfigurationError, match="chat_ctx has two messages with the id 'b'"):
        MultimodalAgent(model=ScriptedModel(), chat_ctx=ctx)


def test_a_speed_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="greater than 0"):
        AgentTranscriptionOptions(agent_transcription_speed=0.0)


async def test_before_the_start_context_and_tools_are_there_and_speech_is_refused() -> None:
    agent = MultimodalAgent(model=ScriptedModel(), chat_ctx=ChatContext().append(text="Be kind."))
    await agent.set_chat_ctx(agent.chat_ctx_copy().append(text="Be brief."))
    assert [m.content for m in agent.chat_ctx_copy().messages] == ["Be kind.", "Be brief."]
    agent.fnc_ctx = FunctionContext()
    with pytest.raises(RuntimeError, match=r"generate_reply.*start\(\) first"):
        agent.generate_reply()
    with pytest.raises(RuntimeError, match=r"interrupt.*start\(\) first"):
        agent.interrupt()
    await agent.aclose()


async def test_a_copy_of_the_context_is_the_programs_own() -> None:
    agent = MultimodalAgent(model=ScriptedModel(), chat_ctx=ChatContext().append(text="Be kind."))
    agent.chat_ctx_copy().messages.clear()
    assert len(agent.chat_ctx_copy().messages) == 1


async def test_the_session_is_made_once_with_context_and_tools() -> None:
    model, tools = ScriptedModel(), FunctionContext()
    agent = MultimodalAgent(
        model=model, fnc_ctx=tools, chat_ctx=ChatContext().append(text="Be kind.")
    )
    room = await joined()
    agent.start(room)
    with pytest.raises(RuntimeError, match="voice assistant already started"):
        agent.start(room)
    (session,) = model.sessions
    assert [m.content for m in session.chat_ctx.messages] == ["Be kind."]
    assert session.fnc_ctx is tools
    await agent.aclose()
    await room.disconnect()


def test_where_no_loop_runs_nothing_is_started() -> None:
    agent = MultimodalAgent(model=ScriptedModel())
    with pytest.raises(RuntimeError, match=r"^start\(\) needs a running event loop: call it in a"):
        agent.start(LocalRoom())


# -- two agents in one room ------------------------------------------------------------------------


class Deaf:
    """A witness that takes note of nothing."""

    def heard(self, identity: str, at: float, frame: AudioFrame) -> None: ...
    def spoke(self, at: float, frame: AudioFrame) -> None: ...
    def fell_silent(self, at: float) -> None: ...
    def showed(self, caption: Caption) -> None: ...


@pytest.mark.parametrize("witnesses", [0, 1, 2])
async def test_a_second_agent_is_refused_where_another_one_talks(witnesses: int) -> None:
    first, second = (MultimodalAgent(model=ScriptedModel()) for _ in range(2))
    room = await joined()
    seen: Any = room
    for _ in range(witnesses):
        seen = WitnessedRoom(seen, Deaf())
    first.start(seen)
    with pytest.raises(RoomError, match="^Another agent talks in this room: close it first"):
        second.start(room)
    await first.aclose()
    second.start(room)
    assert second.state == "initializing"
    await second.aclose()
    await room.disconnect()


async def test_who_listens_for_the_end_of_one_agent_may_start_the_next() -> None:
    first, second = (MultimodalAgent(model=ScriptedModel()) for _ in range(2))
    room = await joined()
    first.start(room)
    first.on("closed", lambda _: second.start(room))
    await asyncio.sleep(1.0)
    await first.aclose()
    with pytest.raises(RoomError):
        MultimodalAgent(model=ScriptedModel()).start(room)
    await second.aclose()
    await room.disconnect()


async def test_agents_that_leave_others_alone_may_share_a_room() -> None:
    several = TurnPolicy(other_agents="ignore")
    agents = [MultimodalAgent(model=ScriptedModel(), turns=several) for _ in range(2)]
    room = await joined()
    for agent in agents:
        agent.start(room)
    await agents[0].aclose()
    with pytest.raises(RoomError):
        MultimodalAgent(model=ScriptedModel()).start(room)
    await agents[1].aclose()
    await room.disconnect()


async def test_agents_in_rooms_of_their_own_are_not_in_each_others_way() -> None:
    rooms = [await joined(identity) for identity in ("one", "two")]
    agents = [MultimodalAgent(model=ScriptedModel()) for _ in rooms]
    for agent, room in zip(agents, rooms, strict=True):
        agent.start(room)
    for agent, room in zip(agents, rooms, strict=True):
        await agent.aclose()
        await room.disconnect()


async def test_new_tools_are_told_to_the_model() -> None:
    model = ScriptedModel()
    agent = MultimodalAgent(model=model)
    room = await joined()
    agent.start(room)
    agent.fnc_ctx = tools = FunctionContext()
    assert model.sessions[0].commands == [SetTools(tools=tools)]
    await agent.aclose()
    await room.disconnect()


async def test_a_room_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no room"):
        MultimodalAgent(model=ScriptedModel()).start("lobby")


async def test_another_loop_than_the_agents_own_is_refused() -> None:
    other = asyncio.new_event_loop()
    agent = MultimodalAgent(model=ScriptedModel(), loop=other)
    with pytest.raises(RuntimeError, match="another event loop"):
        agent.start(await joined())
    other.close()


async def test_an_unknown_way_to_handle_duplicates_is_refused() -> None:
    agent = MultimodalAgent(model=ScriptedModel())
    with pytest.raises(ValueError, match="keep_both"):
        agent.generate_reply("whatever")  # type: ignore[arg-type]


async def test_the_one_who_is_named_is_linked_even_if_they_come_later() -> None:
    room = await joined()
    bob = await joined("bob")
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room, "ann")
    await asyncio.sleep(1.0)
    assert listened_to(agent) is None
    ann = await joined("ann")
    await asyncio.sleep(1.0)
    assert listened_to(agent) == "ann"
    await agent.aclose()
    for someone in (ann, bob, room):
        await someone.disconnect()


async def test_a_newcomer_does_not_take_over() -> None:
    room = await joined()
    ann = await joined("ann")
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    await asyncio.sleep(1.0)
    bob = await joined("bob")
    await asyncio.sleep(1.0)
    assert listened_to(agent) == "ann"
    await ann.disconnect()
    await asyncio.sleep(19.0)
    assert listened_to(agent) is None
    await asyncio.sleep(2.0)
    assert listened_to(agent) == "bob"
    await agent.aclose()
    for someone in (bob, room):
        await someone.disconnect()


async def test_run_returns_when_the_conversation_is_over_and_cancelling_it_closes_the_agent() -> (
    None
):
    room = await joined()
    model = ScriptedModel()
    agent = MultimodalAgent(model=model)
    running = asyncio.create_task(agent.run(room))
    await asyncio.sleep(1.0)
    running.cancel()
    await asyncio.wait({running})
    assert running.cancelled()
    assert model.sessions[0].is_closed
    await room.disconnect()


async def test_the_state_is_shown_to_the_room() -> None:
    room, ann = await joined(), await joined("ann")
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    await asyncio.sleep(1.0)
    assert ann.remote_participants["agent"].attributes["lk.agent.state"] == "listening"
    await agent.aclose()
    for someone in (ann, room):
        await someone.disconnect()


async def test_leaving_the_room_ends_the_conversation() -> None:
    room = await joined()
    agent = MultimodalAgent(model=ScriptedModel())
    reasons: list[str] = []
    agent.on("closed", reasons.append)
    agent.start(room)
    await asyncio.sleep(1.0)
    await room.disconnect()
    await agent.wait_closed()
    assert reasons == ["client_initiated"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agent_transcription_speed", float("nan")),
        ("agent_transcription_speed", float("inf")),
        ("agent_transcription_speed", -1),
        ("agent_transcription_speed", "2"),
        ("agent_transcription_speed", True),
        ("user_transcription", "no"),
        ("agent_transcription", None),
        ("sentence_tokenizer", str.split),
        ("word_tokenizer", None),
        ("hyphenate_word", "by hand"),
    ],
)
def test_an_option_that_is_no_such_thing_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} is .*, not "):
        AgentTranscriptionOptions(**{name: value})  # type: ignore[arg-type]


async def test_what_cannot_be_said_is_refused_in_one_sentence() -> None:
    room = await joined()
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    for source in (None, 3, b"Hello."):
        with pytest.raises(ConfigurationError, match=r"say\(\) is given words"):
            agent.say(source)  # type: ignore[arg-type]
    await agent.aclose()
    await room.disconnect()


def test_the_names_that_programs_of_0_12_import() -> None:
    from antiphon import multimodal
    from antiphon.audio import AudioFrame
    from antiphon.metrics import CachedTokenDetails, InputTokenDetails, MultimodalLLMMetrics
    from antiphon.realtime.adapter import protocol
    from antiphon.tokenize import TokenStream, tokenizer
    from antiphon.utils import AudioBuffer, aio, combine_frames, merge_frames

    for name in protocol.__all__:
        assert getattr(multimodal.multimodal_agent, name) is getattr(protocol, name)
    assert MultimodalLLMMetrics.InputTokenDetails is InputTokenDetails
    assert MultimodalLLMMetrics.CachedTokenDetails is CachedTokenDetails
    assert "InputTokenDetails" not in MultimodalLLMMetrics.__dataclass_fields__
    assert TokenStream is tokenizer.TokenStream
    assert combine_frames is merge_frames
    assert AudioFrame in get_args(AudioBuffer)
    sender: aio.ChanSender[int]
    receiver: aio.ChanReceiver[int]
    sender = receiver = aio.Chan[int]()
    sender.send_nowait(1)
    assert receiver.recv_nowait() == 1


def test_plugins_are_found_without_being_imported_by_name() -> None:
    """Asked of an interpreter that has imported nothing else."""
    program = "import antiphon; print(antiphon.plugins.__name__)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "antiphon.plugins"
