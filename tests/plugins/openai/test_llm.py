"""A chat model with a voice, in conversations with a scripted endpoint over a real socket."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from antiphon import MultimodalAgent
from antiphon.caller import Caller
from antiphon.cli.demo import clip
from antiphon.llm import FunctionContext
from antiphon.plugins import local, openai
from antiphon.plugins.local.wording import APOLOGY
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import tone
from antiphon.tts import SynthesizedAudio
from tests.plugins.openai.chat.server import (
    ChatServer,
    Reply,
    breaks,
    calls,
    delta,
    raw,
    refuses,
    says,
)

if TYPE_CHECKING:
    from antiphon.core.messages import Trouble

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(120)]


class QuickVoice:
    """Makes each text in no time, and speaks sixteen words in a second."""

    sample_rate = 24_000
    num_channels = 1

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        yield SynthesizedAudio(tone(len(text.split()) / 16), text)


class Stage:
    """A caller, and an agent that a chat endpoint gives its words."""

    def __init__(self, agent: MultimodalAgent, caller: Caller) -> None:
        self.agent = agent
        self.caller = caller
        self.troubles: list[Trouble] = []
        self.said: list[str] = []
        """By the agent, all of it heard."""
        self.has_said_something = asyncio.Event()
        self.has_shown_something = asyncio.Event()
        agent.on("error", self.troubles.append)
        agent.on("agent_speech_committed", self._note)
        caller.room.on("transcription_received", lambda *_: self.has_shown_something.set())

    async def reply(self) -> None:
        """Have the agent say something, and hear it out."""
        self.agent.generate_reply()
        await self.caller.until_agent_quiet(0.3)

    def _note(self, text: str) -> None:
        self.said.append(text)
        self.has_said_something.set()


@asynccontextmanager
async def stage(
    server: ChatServer, tools: FunctionContext | None = None, **options: Any
) -> AsyncGenerator[Stage]:
    async with server.listening() as url:
        llm = openai.LLM(**{"model": "tiny", "base_url": url, **options})
        model = local.RealtimeModel(llm=llm, tts=QuickVoice(), instructions="Be brief.")
        room = LocalRoom()
        await room.connect("local://shop", "agent")
        agent = MultimodalAgent(model=model, fnc_ctx=tools)
        agent.start(room)
        try:
            async with Caller.join("shop") as caller:
                await caller.until_agent_quiet(0.1)
                yield Stage(agent, caller)
        finally:
            await agent.aclose()
            await model.aclose()
            await room.disconnect()


class Forecast(FunctionContext):
    """What the agent can look up."""


def forecast() -> FunctionContext:
    fnc_ctx = Forecast()

    @fnc_ctx.ai_callable(description="The weather in a city")
    async def weather(city: str) -> str:
        return f"Rain in {city}."

    return fnc_ctx


def outputs(messages: list[dict[str, Any]]) -> dict[str, str]:
    """What was told of each call."""
    return {each["tool_call_id"]: each["content"] for each in messages if each["role"] == "tool"}


async def test_the_first_sentence_is_heard_while_the_second_is_not_even_written() -> None:
    rest = asyncio.Event()
    pieces = [delta(content=text) for text in ("Good morning to you. ", "And", " good night.")]
    server = ChatServer(raw(*pieces, delta("stop"), "[DONE]", halt=(2, rest)))
    async with stage(server) as play:
        play.agent.generate_reply()
        await play.caller.until_agent_speaks()
        rest.set()
        await play.caller.until_agent_quiet(0.3)
        assert play.said == ["Good morning to you. And good night."]
        assert play.troubles == []


async def test_what_was_not_heard_is_neither_made_nor_remembered() -> None:
    sentences = [f"This is sentence number {number}. " for number in range(40)]
    story = says(*sentences, "The end", until=asyncio.Event())
    server = ChatServer(story, says("Fine."))
    async with stage(server) as play:
        play.agent.generate_reply()
        await play.has_shown_something.wait()
        play.agent.interrupt()
        await server.asked[0].gone.wait()
        heard = str(play.agent.chat_ctx_copy().messages[-1].content).removesuffix("...")
        await play.reply()
        assert play.said == ["Fine."]
        assert play.troubles == []
    assert heard
    assert "".join(sentences).startswith(heard)
    assert len(heard) < len("".join(sentences))
    assert server.asked[1].said_by("assistant") == [heard]


async def test_a_user_who_speaks_ends_the_request_and_is_heard_by_the_next() -> None:
    story = says("Once upon a time " * 60 + "it rained. ", "And", until=asyncio.Event())
    server = ChatServer(story, says("Yes."))
    async with stage(server) as play:
        play.agent.generate_reply()
        await play.caller.until_agent_speaks()
        speaking = asyncio.create_task(play.caller.play(clip("question")))
        await server.asked[0].gone.wait()
        await speaking
        silence = asyncio.create_task(play.caller.silence(60.0))
        await play.has_said_something.wait()
        silence.cancel()
        assert play.said == ["Yes."]
        assert play.troubles == []
    assert "museum" in server.asked[1].said_by("user")[-1].lower()


async def test_tools_are_called_and_what_they_found_is_spoken() -> None:
    oslo, rome = json.dumps({"city": "Oslo"}), json.dumps({"city": "Rome"})
    server = ChatServer(
        calls(("call_1", "weather", oslo), ("call_2", "weather", rome)), says("Rain in both.")
    )
    async with stage(server, forecast()) as play:
        await play.reply()
        assert play.said == ["Rain in both."]
        assert play.troubles == []
    told = server.asked[1].messages
    assert outputs(told) == {"call_1": "Rain in Oslo.", "call_2": "Rain in Rome."}
    assert [each["role"] for each in told] == ["system", "assistant", "tool", "tool", "user"]


async def test_calls_that_cannot_be_made_are_told_to_the_model_and_the_program() -> None:
    server = ChatServer(
        calls(("call_1", "fly", "{}"), ("call_2", "weather", '{"town": 3}')), says("I cannot.")
    )
    async with stage(server, forecast()) as play:
        await play.reply()
        assert play.said == ["I cannot."]
        assert [trouble.kind for trouble in play.troubles] == ["tool_failed"] * 2
    told = outputs(server.asked[1].messages)
    assert "there is no function named fly" in told["call_1"]
    assert "city" in told["call_2"]


@pytest.mark.parametrize(
    "replies",
    [
        [refuses(401, {"error": {"message": "No such key."}})],
        [refuses(500, "Out of memory")],
        [raw("nonsense")],
        [raw(delta("stop"), "[DONE]")],
        [breaks(), breaks()],
    ],
)
async def test_trouble_is_apologized_for_and_told_and_the_conversation_goes_on(
    replies: list[Reply],
) -> None:
    server = ChatServer(*replies, says("Here I am again."))
    async with stage(server) as play:
        await play.reply()
        assert play.said == [APOLOGY]
        (trouble,) = play.troubles
        assert (trouble.kind, trouble.recoverable) == ("llm_failed", True)
        assert trouble.message.startswith("The chat endpoint http://127.0.0.1:")
        await play.reply()
        assert play.said == [APOLOGY, "Here I am again."]
        assert len(play.troubles) == 1


async def test_an_answer_that_stalls_is_given_up_aloud() -> None:
    server = ChatServer(says("We open at nine. On Sundays", until=asyncio.Event()), says("Sorry."))
    async with stage(server, timeout=2.0) as play:
        await play.reply()
        assert play.said == ["We open at nine. On Sundays…", APOLOGY]
        assert [trouble.kind for trouble in play.troubles] == ["llm_failed"]
        assert "has been silent for 2 s" in play.troubles[0].message
        await server.asked[0].gone.wait()
        await play.reply()
        assert play.said[-1] == "Sorry."
        assert server.asked[1].said_by("assistant") == ["We open at nine. On Sundays…"]
        told = [message.content for message in play.agent.chat_ctx_copy().messages]
        assert told[-2:] == [APOLOGY, "Sorry."]


async def test_an_endpoint_that_is_down_does_not_end_the_conversation() -> None:
    async with ChatServer().listening() as url:
        pass
    async with stage(ChatServer(), base_url=url) as play:
        for _ in range(2):
            await play.reply()
        assert play.said == [APOLOGY] * 2
        assert [trouble.kind for trouble in play.troubles] == ["llm_failed"] * 2
        assert "cannot be reached" in play.troubles[0].message
