"""A room with an agent and a user in it, and the words in which its tests are told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from antiphon import MultimodalAgent
from antiphon.llm import FunctionContext
from antiphon.realtime import Capabilities
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import Script, ScriptedModel, ScriptedSession

if TYPE_CHECKING:
    from antiphon.record import Record

ROOM = "local://stage"


class Stage:
    """One conversation: the agent, its scripted model, the user's side, and what was told."""

    def __init__(self, agent: MultimodalAgent, model: ScriptedModel, user: LocalRoom) -> None:
        self.agent = agent
        self.scripted = model
        """Plays the model's part."""
        self.user = user
        self.records: list[Record] = []
        self._news = asyncio.Event()
        agent.observe(self._note)

    @property
    def model(self) -> ScriptedSession:
        """The model's side."""
        return self.scripted.sessions[-1]

    @property
    def events(self) -> list[str]:
        """Names of the events told so far, in order; states and metrics left out."""
        return [r.event for r in self.records if r.event not in ("state", "metrics_collected")]

    @property
    def states(self) -> list[str]:
        """The agent's states so far, in order."""
        return [r.args[0] for r in self.records if r.event == "state"]

    def told(self, event: str) -> list[Any]:
        """The first argument of each event of that name."""
        return [record.args[0] for record in self.records if record.event == event]

    def detail(self, event: str) -> dict[str, Any]:
        """What is known besides of the last event of that name."""
        return [record.detail for record in self.records if record.event == event][-1]

    async def until(self, event: str, count: int = 1) -> None:
        """Wait until that event was told so many times."""
        while len([r for r in self.records if r.event == event]) < count:
            self._news.clear()
            await self._news.wait()

    def _note(self, record: "Record") -> None:
        self.records.append(record)
        self._news.set()


@asynccontextmanager
async def stage(
    script: Script | None = None,
    *,
    fnc_ctx: FunctionContext | None = None,
    capabilities: Capabilities | None = None,
    **options: Any,
) -> AsyncIterator[Stage]:
    """An agent in a room with a user, started."""
    room, user = LocalRoom(), LocalRoom()
    await room.connect(ROOM, "agent")
    await user.connect(ROOM, "ann")
    model = ScriptedModel(script, capabilities=capabilities)
    agent = MultimodalAgent(model=model, fnc_ctx=fnc_ctx, **options)
    scene = Stage(agent, model, user)
    agent.start(room)
    try:
        yield scene
    finally:
        await agent.aclose()
        await user.disconnect()
        await room.disconnect()
