"""An agent with a scripted model in a LiveKit room, started, and what was told of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from livekit import rtc

from antiphon import MultimodalAgent
from antiphon.audio import combine_frames, resample
from antiphon.audio.frame import Samples
from antiphon.realtime import Capabilities
from antiphon.rooms.livekit.connecting import connect
from antiphon.testing.scripted import Script, ScriptedModel, ScriptedSession
from tests.interop.server import LiveKitServer

if TYPE_CHECKING:
    from antiphon.record import Record

__all__ = ["Call", "call"]


class Call:
    """One conversation, seen from the agent's side."""

    def __init__(self, agent: MultimodalAgent, scripted: ScriptedModel, room: rtc.Room) -> None:
        self.agent = agent
        self.room = room
        self.records: list[Record] = []
        self._scripted = scripted
        agent.observe(self.records.append)

    @property
    def model(self) -> ScriptedSession:
        """The model's side."""
        return self._scripted.sessions[-1]

    @property
    def heard(self) -> Samples:
        """All that the model has heard, at 24 kHz."""
        return resample(combine_frames(self.model.microphone), 24_000).samples

    def told(self, event: str) -> list[Any]:
        """The first argument of each event of that name."""
        return [record.args[0] for record in self.records if record.event == event]

    def detail(self, event: str) -> dict[str, Any]:
        """What is known besides of the last event of that name."""
        return [record.detail for record in self.records if record.event == event][-1]

    def has(self, event: str) -> bool:
        """Whether that event was told."""
        return any(record.event == event for record in self.records)

    def when(self, event: str) -> float:
        """When it was told last, on the loop's clock."""
        return [record.at for record in self.records if record.event == event][-1]

    def loud_frames(self, since: int = 0) -> int:
        """How many frames of the microphone were no silence, of those after so many."""
        frames = self.model.microphone[since:]
        return sum(abs(frame.samples.astype(int)).max(initial=0) > 500 for frame in frames)


@asynccontextmanager
async def call(
    server: LiveKitServer,
    room_name: str,
    script: Script | None = None,
    *,
    identity: str = "agent",
    participant: Any = None,
    can_publish: bool = True,
    sources: Sequence[str] = (),
    auto_subscribe: bool = True,
    capabilities: Capabilities | None = None,
    **options: Any,
) -> AsyncIterator[Call]:
    """An agent in the room, started."""
    token = server.token(
        identity, room_name, kind="agent", can_publish=can_publish, sources=sources
    )
    room = await connect(server.url, token, rtc.RoomOptions(auto_subscribe=auto_subscribe))
    model = ScriptedModel(script, capabilities=capabilities)
    agent = MultimodalAgent(model=model, **options)
    scene = Call(agent, model, room)
    agent.start(room, participant)
    try:
        yield scene
    finally:
        await agent.aclose()
        await room.disconnect()
