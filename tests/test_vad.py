"""A detector is fed frames, and its events are read one after the other."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from antiphon import vad
from antiphon.audio import AudioFrame, rms_dbfs
from antiphon.vad import VAD, VADCapabilities, VADEvent, VADEventType, VADStream

if TYPE_CHECKING:
    from antiphon.metrics import VADMetrics

SILENCE = AudioFrame.create(16000, 1, 1600)
SPEECH = AudioFrame(b"\0\x20" * 1600, 16000, 1, 1600)

START, INFERENCE, END = (
    VADEventType.START_OF_SPEECH,
    VADEventType.INFERENCE_DONE,
    VADEventType.END_OF_SPEECH,
)


class LoudnessDetector(VAD):
    """Takes what is loud for speech, a frame of 100 ms at a time."""

    def __init__(self) -> None:
        super().__init__(capabilities=VADCapabilities(update_interval=0.1))

    def stream(self) -> "LoudnessStream":
        return LoudnessStream(self)


class LoudnessStream(VADStream):
    """Whether what came last was loud."""

    def __init__(self, detector: LoudnessDetector) -> None:
        super().__init__(detector)
        self.speaking = False
        self.samples = 0

    async def detect(self, frame: AudioFrame) -> Sequence[VADEvent]:
        await asyncio.sleep(0.01)
        self.samples += frame.samples_per_channel
        loud = rms_dbfs(frame) > -40
        events = [self.event(INFERENCE)]
        if loud != self.speaking:
            self.speaking = loud
            events.append(self.event(START if loud else END))
        return events

    async def finish(self) -> Sequence[VADEvent]:
        if not self.speaking:
            return []
        self.speaking = False
        return [self.event(END)]

    def event(self, kind: VADEventType) -> VADEvent:
        return VADEvent(
            type=kind,
            samples_index=self.samples,
            timestamp=self.samples / 16000,
            speech_duration=0,
            silence_duration=0,
            inference_duration=0.01,
            speaking=self.speaking,
        )


async def types(stream: VADStream) -> list[str]:
    return [event.type.name.split("_")[0] async for event in stream]


async def test_speech_begins_and_ends() -> None:
    stream = LoudnessDetector().stream()
    for frame in [SILENCE, SPEECH, SPEECH, SILENCE]:
        stream.push_frame(frame)
    stream.end_input()
    assert await types(stream) == [
        *("INFERENCE", "INFERENCE", "START", "INFERENCE", "INFERENCE", "END")
    ]


async def test_the_end_of_the_input_ends_the_speech() -> None:
    stream = LoudnessDetector().stream()
    stream.push_frame(SPEECH)
    stream.end_input()
    assert await types(stream) == ["INFERENCE", "START", "END"]


async def test_a_flush_ends_the_speech_and_more_may_follow() -> None:
    stream = LoudnessDetector().stream()
    stream.push_frame(SPEECH)
    stream.flush()
    stream.push_frame(SPEECH)
    stream.flush()
    stream.flush()
    stream.end_input()
    assert await types(stream) == ["INFERENCE", "START", "END"] * 2


async def test_a_reader_waits_for_frames() -> None:
    stream = LoudnessDetector().stream()
    reading = asyncio.create_task(types(stream))
    await asyncio.sleep(1)
    stream.push_frame(SPEECH)
    await asyncio.sleep(1)
    stream.end_input()
    assert await reading == ["INFERENCE", "START", "END"]


async def test_closing_ends_the_reading_at_once() -> None:
    stream = LoudnessDetector().stream()
    waiting = asyncio.create_task(types(stream))
    await asyncio.sleep(1)
    await stream.aclose()
    await stream.aclose()
    assert await waiting == []

    busy = LoudnessDetector().stream()
    for _ in range(10):
        busy.push_frame(SPEECH)
    assert (await anext(busy)).type is INFERENCE
    await busy.aclose()
    assert await types(busy) == []


async def test_nothing_is_pushed_after_the_end() -> None:
    stream = LoudnessDetector().stream()
    stream.end_input()
    for push in (stream.flush, stream.end_input, lambda: stream.push_frame(SILENCE)):
        with pytest.raises(
            RuntimeError, match=r"^the input of tests\.test_vad\.LoudnessStream has ended"
        ):
            push()
    await stream.aclose()
    with pytest.raises(RuntimeError, match=r"^tests\.test_vad\.LoudnessStream is closed"):
        stream.push_frame(SILENCE)


async def test_what_the_detector_raises_reaches_the_reader() -> None:
    class Broken(LoudnessStream):
        async def detect(self, frame: AudioFrame) -> Sequence[VADEvent]:
            raise OSError("the weights are gone")

    stream = Broken(LoudnessDetector())
    stream.push_frame(SILENCE)
    with pytest.raises(OSError, match="weights"):
        await anext(stream)


async def test_audio_that_nobody_reads_does_not_pile_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vad, "MAX_WAITING", 3)
    stream = LoudnessDetector().stream()
    for frame in [SPEECH, SPEECH, SILENCE, SILENCE, SILENCE]:
        stream.push_frame(frame)
    assert stream.dropped == 2
    assert len(caplog.records) == 1
    stream.end_input()
    assert await types(stream) == ["INFERENCE", "INFERENCE"]


async def test_metrics_come_once_a_second() -> None:
    detector = LoudnessDetector()
    collected: list[VADMetrics] = []
    detector.on("metrics_collected", collected.append)
    stream = detector.stream()
    for index in range(25):
        stream.push_frame(SPEECH if index < 5 else SILENCE)
    stream.end_input()
    await types(stream)
    first, second = collected
    assert first.label == "tests.test_vad.LoudnessDetector"
    assert first.inference_count == second.inference_count == 10
    assert first.inference_duration_total == pytest.approx(0.1)
    assert first.idle_time == pytest.approx(0.04)
    assert second.idle_time == pytest.approx(0.14)
    assert second.timestamp > 1e9


async def test_a_detector_says_what_it_does() -> None:
    detector = LoudnessDetector()
    assert detector.capabilities.update_interval == 0.1
    stream = detector.stream()
    stream.push_frame(SPEECH)
    event = await anext(stream)
    assert (event.type, event.samples_index, event.timestamp) == (INFERENCE, 1600, 0.1)
    assert (event.frames, event.probability, event.raw_accumulated_speech) == ([], 0, 0)
    assert VADEventType("start_of_speech") is START


class RoomFrame:
    """A frame of another library, with the fields of `livekit.rtc.AudioFrame`."""

    def __init__(self, pcm: bytes, sample_rate: int) -> None:
        self.data = memoryview(pcm).cast("h")
        self.sample_rate = sample_rate
        self.num_channels = 1
        self.samples_per_channel = len(self.data)


async def test_frames_of_a_room_are_heard_as_ours_are() -> None:
    stream = LoudnessDetector().stream()
    for frame in [SILENCE, SPEECH, SPEECH, SILENCE]:
        stream.push_frame(RoomFrame(bytes(frame.data), frame.sample_rate))
    stream.end_input()
    assert await types(stream) == [
        *("INFERENCE", "INFERENCE", "START", "INFERENCE", "INFERENCE", "END")
    ]


async def test_what_is_no_frame_is_refused_and_ends_nothing() -> None:
    stream = LoudnessDetector().stream()
    stream.push_frame(SPEECH)
    for thing in (None, b"ab", 3):
        with pytest.raises(TypeError, match=f"not as {type(thing).__name__}"):
            stream.push_frame(thing)  # type: ignore[arg-type]
    stream.push_frame(SPEECH)
    stream.end_input()
    assert await types(stream) == ["INFERENCE", "START", "INFERENCE", "END"]
