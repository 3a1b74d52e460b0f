"""An agent in a room that talks with the stand-in service, and the words its tests are told in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from antiphon import MultimodalAgent
from antiphon.caller import Caller
from antiphon.llm import ChatContext, FunctionContext
from antiphon.plugins.openai.realtime import RealtimeModel
from antiphon.rooms import LocalRoom
from antiphon.testing.fake_openai import FakeConnection, FakeOpenAI
from antiphon.testing.scripted import tone

if TYPE_CHECKING:
    from antiphon.record import Record

ROOM = "local://openai"
KEY = "sk-test-0123456789"


class Scene:
    """One conversation: the agent, the service, the user's side, and what was told."""

    def __init__(
        self, agent: MultimodalAgent, service: FakeOpenAI, user: Caller, model: RealtimeModel
    ) -> None:
        self.agent = agent
        self.service = service
        self.user = user
        self.model = model
        self.records: list[Record] = []
        self._news = asyncio.Event()
        agent.observe(self._note)

    @property
    def line(self) -> FakeConnection:
        """The service's end of the latest connection."""
        return self.service.sessions[-1]

    @property
    def events(self) -> list[str]:
        """Names of the events told so far, in order; states and metrics left out."""
        return [r.event for r in self.records if r.event not in ("state", "metrics_collected")]

    @property
    def troubles(self) -> list[str]:
        """The kinds of the errors told so far, in order."""
        return [r.args[0].kind for r in self.records if r.event == "error"]

    @property
    def said(self) -> list[tuple[str, Any]]:
        """Who said what, as the agent's conversation has it."""
        return [(x.role, x.content) for x in self.agent.chat_ctx_copy().messages]

    def told(self, event: str) -> list[Any]:
        """The first argument of each event of that name."""
        return [record.args[0] for record in self.records if record.event == event]

    async def until(self, event: str, count: int = 1) -> None:
        """Wait until that event was told so many times."""
        while len([r for r in self.records if r.event == event]) < count:
            self._news.clear()
            await self._news.wait()

    async def speak(self, seconds: float = 1.0) -> None:
        """The user speaks for so long, and then is silent for a second."""
        await self.user.play(tone(seconds))
        await self.user.silence(1.0)

    def _note(self, record: "Record") -> None:
        self.records.append(record)
        self._news.set()


@asynccontextmanager
async def conversation(
    service: FakeOpenAI,
    *,
    fnc_ctx: FunctionContext | None = None,
    chat_ctx: ChatContext | None = None,
    agent: dict[str, Any] | None = None,
    **options: Any,
) -> AsyncIterator[Scene]:
    """An agent in a room with a user, started; `options` are the model's."""
    room = LocalRoom()
    await room.connect(ROOM, "agent")
    given: dict[str, Any] = {"api_key": KEY, "dialer": service.dialer()}
    model = RealtimeModel(**(given | options))
    spoken = MultimodalAgent(model=model, fnc_ctx=fnc_ctx, chat_ctx=chat_ctx, **(agent or {}))
    async with Caller.join(ROOM) as user:
        scene = Scene(spoken, service, user, model)
        spoken.start(room)
        try:
            yield scene
        finally:
            await spoken.aclose()
            await room.disconnect()
