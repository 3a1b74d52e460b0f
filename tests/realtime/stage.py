"""A room with a user in it, and an agent whose model was written for 0.12."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from antiphon import MultimodalAgent
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import tone
from tests.realtime.old_model import Capabilities, Content, Model, Session, Transcription

if TYPE_CHECKING:
    from antiphon.record import Record

ROOM = "local://old"
DELTA_SECONDS = 0.2


class OldStage:
    """One conversation: the agent, the model's session, the user, and what was told and shown."""

    def __init__(self, agent: MultimodalAgent, model: Model, room: LocalRoom) -> None:
        self.agent = agent
        self.user = room
        self._model = model
        self.records: list[Record] = []
        self.captions: list[tuple[str, str, str, bool]] = []
        """Each version of each segment: who spoke, its id, its text, whether it is final."""
        self._news = asyncio.Event()
        agent.observe(self._note)
        room.on("transcription_received", self._show)

    @property
    def session(self) -> Session:
        """The model's side; there is but one."""
        (session,) = self._model.sessions
        return session

    @property
    def events(self) -> list[str]:
        """Names of the events told so far, in order; states left out."""
        return [record.event for record in self.records if record.event != "state"]

    @property
    def states(self) -> list[str]:
        """The agent's states so far, in order."""
        return [record.args[0] for record in self.records if record.event == "state"]

    def told(self, event: str) -> list[Any]:
        """The first argument of each event of that name."""
        return [record.args[0] for record in self.records if record.event == event]

    def calls(self, *names: str) -> list[tuple[Any, ...]]:
        """What the session was told by these methods, in order."""
        return [call for call in self.session.calls if call[0] in names]

    def said(self, speaker: str) -> list[tuple[str, bool]]:
        """The captions of one speaker: each text, and whether it was final."""
        return [(text, final) for who, _, text, final in self.captions if who == speaker]

    async def until(self, event: str, count: int = 1) -> None:
        """Wait until that event was told so many times."""
        while self.events.count(event) < count:
            self._news.clear()
            await self._news.wait()

    def begin(self, item_id: str = "answer", **fields: Any) -> Content:
        """The model begins a response of one part."""
        fields = {"response_id": f"response of {item_id}", "item_id": item_id} | fields
        content = Content(**fields)
        self.session.emit("response_content_added", content)
        return content

    def speak(self, content: Content, text: str, seconds: float) -> None:
        """The model sends text and audio, faster than they are spoken."""
        if text:
            content.text_stream.send_nowait(text)
        for _ in range(round(seconds / DELTA_SECONDS)):
            content.audio_stream.send_nowait(tone(DELTA_SECONDS))

    def answer(self, text: str, seconds: float = 1.0, item_id: str = "answer") -> Content:
        """The model makes a whole answer, and says no more than that."""
        content = self.begin(item_id)
        self.speak(content, text, seconds)
        content.close()
        self.session.emit("response_content_done", content)
        return content

    def write(self, item_id: str, text: str = "In writing.") -> None:
        """The model answers in text; the streams of such a part are never closed."""
        content = self.begin(item_id, content_type="text")
        content.text = text
        self.session.emit("response_content_done", content)

    def transcribe(self, item_id: str, text: str) -> None:
        """The model has found out what the user said."""
        transcription = Transcription(item_id, text)
        self.session.emit("input_speech_transcription_completed", transcription)

    def _note(self, record: "Record") -> None:
        self.records.append(record)
        self._news.set()

    def _show(self, segments: Any, participant: Any, _publication: Any) -> None:
        for segment in segments:
            self.captions.append((participant.identity, segment.id, segment.text, segment.final))


@asynccontextmanager
async def stage(
    capabilities: Capabilities | None = None, *, is_ready: bool = True, **options: Any
) -> AsyncIterator[OldStage]:
    """An agent in a room with a user, started; its model is ready unless it is not to be."""
    room, user = LocalRoom(), LocalRoom()
    await room.connect(ROOM, "agent")
    await user.connect(ROOM, "ann")
    model = Model(capabilities)
    agent = MultimodalAgent(model=model, **options)
    scene = OldStage(agent, model, user)
    agent.start(room)
    try:
        if is_ready:
            scene.session.ready.set_result(None)
            await asyncio.sleep(0.5)
        yield scene
    finally:
        await agent.aclose()
        scene.session.ready.cancel()
        await user.disconnect()
        await room.disconnect()
