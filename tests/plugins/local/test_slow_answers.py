"""A text model that takes its time, under an agent, on virtual time."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from antiphon import MultimodalAgent, clock
from antiphon.caller import Caller
from antiphon.llm import ChatChunk, ChatContext, FunctionContext
from antiphon.plugins.local import RealtimeModel
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import tone
from antiphon.tts import SynthesizedAudio

if TYPE_CHECKING:
    from antiphon.core.messages import Trouble


class Voice:
    """Speaks every text in half a second."""

    sample_rate = 24_000
    num_channels = 1

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        yield SynthesizedAudio(tone(0.5), text)


class Slow:
    """Gives a chunk, empty or a letter long, every two seconds; then the rest at once."""

    def __init__(self, *chunks: str) -> None:
        self._chunks = chunks
        self.asked = 0

    async def chat(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> AsyncIterator[ChatChunk]:
        self.asked += 1
        for text in self._chunks:
            await asyncio.sleep(2.0)
            yield ChatChunk(text=text)


async def reply_of(llm: Slow) -> tuple[list[str], list[str]]:
    """What the agent says, and the kinds of trouble there are."""
    said: list[str] = []
    troubles: list[Trouble] = []
    room = LocalRoom()
    await room.connect("local://slow", "agent")
    agent = MultimodalAgent(model=RealtimeModel(llm=llm, tts=Voice()))
    agent.on("agent_speech_committed", said.append)
    agent.on("error", troubles.append)
    agent.start(room)
    async with Caller.join("slow") as caller:
        await caller.until_agent_quiet(0.1)
        agent.generate_reply()
        await caller.until_agent_quiet(0.1)
    await agent.aclose()
    await room.disconnect()
    return said, [trouble.kind for trouble in troubles]


async def test_who_is_at_work_is_waited_for() -> None:
    llm = Slow(*[""] * 15, "At last.")
    assert await reply_of(llm) == (["At last."], [])
    assert llm.asked == 1
    assert clock.now() > 32.0


async def test_a_long_sentence_that_comes_slowly_is_waited_for_too() -> None:
    llm = Slow("Well. ", *"It was a dark night.")
    assert await reply_of(llm) == (["Well. It was a dark night."], [])
    assert llm.asked == 1
