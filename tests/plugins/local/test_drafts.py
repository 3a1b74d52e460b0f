"""Answers that are begun before the user has surely finished, of several conversations at once."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from antiphon.llm import ChatChunk, ChatContext, ChatMessage, FunctionContext
from antiphon.plugins.local.answers import Answers, Prompt
from antiphon.plugins.local.clause_tts import ClauseTTS
from antiphon.plugins.local.engines import Engine
from antiphon.plugins.local.replica import Replica
from antiphon.testing.scripted import tone
from antiphon.tts import SynthesizedAudio
from antiphon.utils.aio import TaskSet

RATE = 24_000


class Echo:
    """Says what the user has said; may be asked in vain."""

    can_draft = True

    async def chat(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> AsyncIterator[ChatChunk]:
        yield ChatChunk(text=str(chat_ctx.messages[-1].content))


class Conversations:
    """Several that share a voice, which is busy with another one's clause."""

    def __init__(self, tasks: TaskSet) -> None:
        self.spoken: list[str] = []
        self.is_free = threading.Event()
        self._tasks = tasks
        self._engine = Engine("test", lambda: self)
        self._busy = tasks.create_task(self._engine.run(lambda _: self.is_free.wait()))

    def answers(self) -> Answers:
        """Those of one more."""
        voice = ClauseTTS(self._engine, speak, sample_rate=RATE)
        return Answers(
            llm=Echo(), tts=voice, replica=Replica([]), apology="", tasks=self._tasks,
            report=lambda event: None,
        )  # fmt: skip

    async def spoken_when_free(self) -> list[str]:
        """The clauses that are spoken, in order, when the other one has had its own."""
        await settle()
        self.is_free.set()
        await asyncio.sleep(1.0)
        return self.spoken


def speak(clause: str, voice: Conversations) -> SynthesizedAudio:
    voice.spoken.append(clause)
    return SynthesizedAudio(tone(0.1), clause)


async def settle() -> None:
    """Let all that can go on without the voice go on; time stands still while that is busy."""
    for _ in range(20):
        await asyncio.sleep(0)


def asked(text: str) -> Prompt:
    return Prompt(ChatContext([ChatMessage(role="user", id="item", content=text)]), None)


@asynccontextmanager
async def several() -> AsyncIterator[Conversations]:
    tasks = TaskSet()
    conversations = Conversations(tasks)
    await settle()
    try:
        yield conversations
    finally:
        conversations.is_free.set()
        await tasks.aclose()


async def test_a_draft_is_spoken_after_what_somebody_waits_for() -> None:
    async with several() as conversations:
        conversations.answers().prepare(asked("Perhaps."))
        await settle()
        conversations.answers().respond(asked("Surely."), None)
        assert await conversations.spoken_when_free() == ["Surely.", "Perhaps."]


async def test_a_draft_that_is_wanted_is_waited_for_like_any_answer() -> None:
    async with several() as conversations:
        first, second = conversations.answers(), conversations.answers()
        first.prepare(asked("Perhaps."))
        await settle()
        second.prepare(asked("Surely."))
        await settle()
        second.respond(asked("Surely."), None)
        assert await conversations.spoken_when_free() == ["Surely.", "Perhaps."]
