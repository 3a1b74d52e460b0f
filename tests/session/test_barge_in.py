"""A detector of one's own beside the model's: what it hears, and what its failures do."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from antiphon.audio import AudioFrame, Frame
from antiphon.caller import Caller
from antiphon.core import messages as m
from antiphon.multimodal import MultimodalAgent, TurnPolicy
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import Script, ScriptedModel, ScriptedSession, tone
from antiphon.vad import VAD, VADCapabilities, VADEvent, VADEventType, VADStream
from tests.session.stage import Stage

LONG = "a long answer that nobody hears the end of"


class Detector(VAD):
    """Hears speech in what is not silent, until it fails in that way."""

    def __init__(self, fails_in: str = "") -> None:
        super().__init__(capabilities=VADCapabilities(update_interval=0.02))
        self.fails_in = fails_in

    def stream(self) -> "DetectorStream":
        return DetectorStream(self)


class DetectorStream(VADStream):
    def __init__(self, vad: Detector) -> None:
        super().__init__(vad)
        self._detector = vad
        self._speaks = False

    def push_frame(self, frame: Frame) -> None:
        self._fail("push")
        super().push_frame(frame)

    async def detect(self, frame: AudioFrame) -> Sequence[VADEvent]:
        speaks = bool(frame.samples.any())
        if speaks == self._speaks:
            return []
        self._fail("speech" if speaks else "silence")
        self._speaks = speaks
        kind = VADEventType.START_OF_SPEECH if speaks else VADEventType.END_OF_SPEECH
        return [VADEvent(kind, 0, 0.0, 0.0, 0.0)]

    async def finish(self) -> Sequence[VADEvent]:
        return []

    async def aclose(self) -> None:
        await super().aclose()
        self._fail("close")

    def _fail(self, where: str) -> None:
        if self._detector.fails_in == where:
            raise ValueError("the detector is broken")


@asynccontextmanager
async def call(
    script: Script, detector: Detector, turns: TurnPolicy | None = None
) -> AsyncIterator[tuple[Stage, Caller]]:
    """An agent with a detector, and a caller with a microphone."""
    room = LocalRoom()
    await room.connect("local://call", "agent")
    model = ScriptedModel(script)
    agent = MultimodalAgent(model=model, vad=detector, turns=turns)
    agent.start(room)
    async with Caller.join(room) as caller:
        try:
            yield Stage(agent, model, caller.room), caller
        finally:
            await agent.aclose()
            await room.disconnect()


async def test_an_onset_that_the_model_notices_later_interrupts_nothing_else() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer(LONG, seconds=10.0)
        await model.expect(m.Truncate)
        request = await model.expect(m.CreateResponse)
        await model.answer("Listen!", seconds=1.0, request=request)
        model.report(m.UserStarted())
        await asyncio.sleep(0.3)
        model.report(m.UserStopped())

    async with call(script, Detector()) as (scene, caller):
        await scene.until("agent_started_speaking")
        await caller.silence(1.0)
        scene.agent.on("user_started_speaking", scene.agent.generate_reply)
        await caller.play(tone(0.3))
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == ["Listen!"]
        assert scene.events.count("user_started_speaking") == 1
        assert scene.events.count("user_stopped_speaking") == 1


@pytest.mark.parametrize("where", ["push", "speech"])
async def test_a_detector_that_fails_is_told_once_and_the_conversation_goes_on(where: str) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("Hello there.", seconds=2.0)

    async with call(script, Detector(where)) as (scene, caller):
        await caller.play(tone(0.3))
        await caller.silence(0.3)
        await caller.play(tone(0.3))
        await scene.until("agent_speech_committed")
        (trouble,) = scene.told("error")
        assert (trouble.kind, trouble.recoverable) == ("vad_failed", True)
        assert "the detector is broken" in trouble.message
        assert "user_started_speaking" not in scene.events


async def test_whom_a_detector_heard_before_it_failed_has_stopped_speaking() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.started()

    async with call(script, Detector("silence")) as (scene, caller):
        await caller.play(tone(0.3))
        await caller.silence(0.5)
        assert scene.events == ["user_started_speaking", "user_stopped_speaking", "error"]


async def test_whom_the_model_hears_too_goes_on_speaking_when_the_detector_fails() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.started()
        await asyncio.sleep(0.1)
        model.report(m.UserStarted())

    async with call(script, Detector("silence")) as (scene, caller):
        await caller.play(tone(0.3))
        await caller.silence(0.5)
        assert scene.events == ["user_started_speaking", "error"]


async def test_a_detector_that_cannot_be_closed_leaves_the_end_as_it_is() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.started()

    async with call(script, Detector("close")) as (scene, caller):
        await caller.silence(0.1)
        await scene.agent.aclose()
        await scene.agent.wait_closed()
        assert scene.events == ["closed"]


async def test_a_noise_that_only_the_detector_hears_pauses_the_agent_and_no_more() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("a short answer", seconds=3.0)

    pause = TurnPolicy(barge_in="pause")
    async with call(script, Detector(), pause) as (scene, caller):
        await scene.until("agent_started_speaking")
        await caller.play(tone(0.3))
        assert scene.agent.state == "listening"
        await caller.silence(0.5)
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == ["a short answer"]
