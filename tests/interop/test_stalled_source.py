"""What becomes of a reply when the SDK's source takes no more of it."""

import asyncio

import pytest
from livekit import rtc

from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import call
from tests.interop.guest import JITTER, guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

STORY = "one two three four five six seven eight"
SECONDS = 4.0


async def tell_a_story(model: ScriptedSession) -> None:
    await model.answer(STORY, seconds=SECONDS)


class Stuck:
    """The sources of this process that have been made to stand still."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._sources: set[rtc.AudioSource] = set()
        self._latest: rtc.AudioSource | None = None
        self._capture = rtc.AudioSource.capture_frame
        monkeypatch.setattr(rtc.AudioSource, "capture_frame", self._captured_by())

    def stick(self) -> None:
        """The source that took a frame last takes none any more."""
        assert self._latest is not None
        self._sources.add(self._latest)

    def _captured_by(self) -> object:
        async def capture_frame(source: rtc.AudioSource, frame: rtc.AudioFrame) -> None:
            self._latest = source
            if source in self._sources:
                await asyncio.Event().wait()
            await self._capture(source, frame)

        return capture_frame


async def test_its_track_is_published_anew_and_the_reply_goes_on(
    server: LiveKitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, sources = room_name(), Stuck(monkeypatch)
    async with guest(server, "ann", room) as ann, call(server, room, tell_a_story) as scene:
        await until(lambda: ann.loud_seconds() > 1.0)
        sources.stick()
        await until(lambda: scene.has("agent_speech_committed"), 20.0)
        await asyncio.sleep(0.5)
        assert [trouble.kind for trouble in scene.told("error")] == ["playout_stalled"]
        assert scene.told("agent_speech_committed") == [STORY]
        assert ann.loud_seconds() == pytest.approx(SECONDS, abs=JITTER)


async def test_what_it_did_not_take_was_not_heard(
    server: LiveKitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, sources = room_name(), Stuck(monkeypatch)
    async with guest(server, "ann", room) as ann, call(server, room, tell_a_story) as scene:
        await until(lambda: ann.loud_seconds() > 1.0)
        sources.stick()
        await asyncio.sleep(2.0)
        scene.agent.interrupt()
        heard_ms = scene.detail("agent_speech_interrupted")["heard_ms"]
        assert heard_ms / 1000 == pytest.approx(ann.loud_seconds(), abs=JITTER)
