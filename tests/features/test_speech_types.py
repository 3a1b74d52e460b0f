"""Rows 132 and 133: what recognizers and detectors of speech say."""

import asyncio
from collections.abc import Sequence

import pytest

from antiphon import stt, vad
from antiphon.audio import AudioFrame
from antiphon.metrics import VADMetrics

STEP = 0.1


def test_row_132_recognizers_speak_in_events() -> None:
    kinds = [
        "start_of_speech",
        "interim_transcript",
        "final_transcript",
        "recognition_usage",
        "end_of_speech",
    ]
    assert [kind.value for kind in stt.SpeechEventType] == kinds
    assert stt.SpeechEventType("final_transcript") == "final_transcript"
    data = stt.SpeechData(language="en", text="hello")
    assert (data.start_time, data.end_time, data.confidence) == (0.0, 0.0, 0.0)
    event = stt.SpeechEvent(type=stt.SpeechEventType.START_OF_SPEECH)
    assert (event.request_id, event.alternatives, event.recognition_usage) == ("", [], None)
    assert event.alternatives is not stt.SpeechEvent(type=event.type).alternatives


class CountingVAD(vad.VAD):
    """Takes every frame for speech."""

    def __init__(self) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=STEP))

    def stream(self) -> "CountingStream":
        return CountingStream(self)


class CountingStream(vad.VADStream):
    def __init__(self, detector: vad.VAD) -> None:
        super().__init__(detector)
        self._index = 0

    async def detect(self, frame: AudioFrame) -> Sequence[vad.VADEvent]:
        self._index += frame.samples_per_channel
        return [self._event(vad.VADEventType.INFERENCE_DONE)]

    async def finish(self) -> Sequence[vad.VADEvent]:
        return [self._event(vad.VADEventType.END_OF_SPEECH)]

    def _event(self, kind: vad.VADEventType) -> vad.VADEvent:
        return vad.VADEvent(
            type=kind,
            samples_index=self._index,
            timestamp=self._index / 8000,
            speech_duration=self._index / 8000,
            silence_duration=0.0,
            inference_duration=0.01,
        )


async def test_row_133_detectors_are_built_on_two_classes() -> None:
    kinds = ["start_of_speech", "inference_done", "end_of_speech"]
    assert [kind.value for kind in vad.VADEventType] == kinds
    detector, measured = CountingVAD(), list[VADMetrics]()
    assert detector.capabilities.update_interval == STEP
    detector.on("metrics_collected", measured.append)
    stream = detector.stream()
    for _ in range(25):
        stream.push_frame(AudioFrame.create(8000, 1, 800))
    stream.flush()
    stream.push_frame(AudioFrame.create(8000, 1, 800))
    stream.end_input()
    events = [event async for event in stream]
    done, end = vad.VADEventType.INFERENCE_DONE, vad.VADEventType.END_OF_SPEECH
    assert [event.type for event in events] == [done] * 25 + [end] + [done] + [end]
    assert events[-1].timestamp == pytest.approx(2.6)
    defaults = (events[0].frames, events[0].probability, events[0].speaking)
    assert defaults == ([], 0.0, False)
    assert (events[0].raw_accumulated_silence, events[0].raw_accumulated_speech) == (0.0, 0.0)
    assert [metrics.inference_count for metrics in measured] == [10, 10]
    assert measured[0].inference_duration_total == pytest.approx(0.1)
    assert measured[0].label.endswith("CountingVAD")
    with pytest.raises(RuntimeError, match="CountingStream"):
        stream.push_frame(AudioFrame.create(8000, 1, 800))


async def test_row_133_a_closed_stream_ends() -> None:
    stream = CountingVAD().stream()
    reading = asyncio.create_task(anext(stream, None))
    await asyncio.sleep(1.0)
    await stream.aclose()
    assert await reading is None
