"""A conversation between the agent and a caller, in a room of its own in this process."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

from antiphon import MultimodalAgent
from antiphon.caller import Caller
from antiphon.cli.chronicle import AGENT, CALLER
from antiphon.errors import AgentError
from antiphon.llm import FunctionContext
from antiphon.realtime import RealtimeModel
from antiphon.record import Record
from antiphon.rooms import LocalRoom
from antiphon.utils import shortuuid
from antiphon.utils.aio import TaskSet

__all__ = ["Conversation", "DidNotHappen", "Part", "microphone_open"]

SILENCE_SECONDS = 0.1
"""Silence is played in pieces of this length."""


class DidNotHappen(AgentError):
    """Something did not happen that makes a conversation; the message says what."""


class Conversation:
    """The agent and the caller, who are in one room; see `open`."""

    def __init__(self, agent: MultimodalAgent, room: LocalRoom, caller: Caller) -> None:
        self.agent = agent
        self.caller = caller
        self._room = room
        self._is_ready = asyncio.Event()
        agent.observe(self._note)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, model: RealtimeModel, fnc_ctx: FunctionContext | None, *, sample_rate: int
    ) -> AsyncGenerator["Conversation"]:
        """Bring both into a room; leaving the context ends the conversation, if it goes on.

        The caller's microphone runs at `sample_rate`.
        """
        room = LocalRoom()
        await room.connect(f"local://{shortuuid('room_')}", AGENT)
        agent = MultimodalAgent(model=model, fnc_ctx=fnc_ctx)
        try:
            async with Caller.join(room, CALLER, sample_rate=sample_rate) as caller:
                try:
                    yield cls(agent, room, caller)
                finally:
                    await agent.aclose()
        finally:
            await room.disconnect()

    async def hold(self, part: "Part") -> None:
        """Start the agent, and have the caller play `part` as soon as it is ready.

        Raises what `part` raises, and AgentError if the agent comes to an end before `part` does.
        """
        self.agent.start(self._room, CALLER)
        tasks = TaskSet()
        playing = tasks.create_task(self._play(part), name="caller")
        ended = tasks.create_task(self.agent.wait_closed(), name="end of the conversation")
        try:
            await asyncio.wait({playing, ended}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise broken_off(ended.exception())
            await playing
        finally:
            await tasks.aclose()

    async def _play(self, part: "Part") -> None:
        await self._is_ready.wait()
        await part(self.caller)

    def _note(self, record: Record) -> None:
        if record.event == "state" and record.args[0] != "initializing":
            self._is_ready.set()


Part: TypeAlias = Callable[[Caller], Awaitable[None]]
"""What a caller does in a conversation."""


@asynccontextmanager
async def microphone_open(caller: Caller) -> AsyncGenerator[None]:
    """Have the caller's microphone hear silence; nothing else is played in this context."""
    tasks = TaskSet()
    tasks.create_task(keep_silent(caller), name="open microphone")
    try:
        yield
    finally:
        await tasks.aclose()


async def keep_silent(caller: Caller) -> None:
    while True:
        await caller.silence(SILENCE_SECONDS)


def broken_off(error: BaseException | None) -> AgentError:
    if isinstance(error, AgentError):
        return error
    reason = f": {type(error).__name__}: {error}" if error is not None else " early"
    return AgentError(f"The conversation broke off{reason}.")
