"""Models and speech engines of one's own, against the ports."""

# pyright: reportUnnecessaryTypeIgnoreComment=true
from collections.abc import AsyncIterator, Callable, Sequence
from typing import assert_type

from antiphon import MultimodalAgent, llm, metrics, stt, tts, vad
from antiphon.audio import AudioFrame
from antiphon.realtime import (
    Capabilities,
    ModelCommand,
    ModelEvent,
    ModelReady,
    RealtimeModel,
    RealtimeSession,
    SetTools,
)


class QuietSession:
    """Hears, and says nothing."""

    async def run(self, report: Callable[[ModelEvent], None]) -> None:
        report(ModelReady())
        report("ready")  # type: ignore[arg-type]

    def send(self, command: ModelCommand) -> None:
        if isinstance(command, SetTools):
            assert_type(command.tools, llm.FunctionContext | None)

    def push_audio(self, frame: AudioFrame) -> None:
        assert_type(frame.sample_rate, int)

    async def aclose(self) -> None: ...


class QuietModel:
    """Makes quiet sessions."""

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(supports_truncate=False, input_audio_sample_rate=16_000)

    def session(
        self, *, chat_ctx: llm.ChatContext, fnc_ctx: llm.FunctionContext | None
    ) -> RealtimeSession:
        return QuietSession()

    async def aclose(self) -> None: ...


class ModelWithoutSessions:
    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    async def aclose(self) -> None: ...


model: RealtimeModel = QuietModel()
no_model: RealtimeModel = ModelWithoutSessions()  # type: ignore[assignment]


class LoudVAD(vad.VAD):
    """Takes everything for speech."""

    def __init__(self) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=0.1))

    def stream(self) -> "LoudStream":
        return LoudStream(self)


class LoudStream(vad.VADStream):
    async def detect(self, frame: AudioFrame) -> Sequence[vad.VADEvent]:
        return [
            vad.VADEvent(
                type=vad.VADEventType.INFERENCE_DONE,
                samples_index=frame.samples_per_channel,
                timestamp=frame.duration,
                speech_duration=frame.duration,
                silence_duration=0.0,
            )
        ]

    async def finish(self) -> Sequence[vad.VADEvent]:
        return []


async def detect(detector: vad.VAD, frame: AudioFrame) -> None:
    @detector.on("metrics_collected")
    def collected(report: metrics.VADMetrics) -> None:
        assert_type(report.inference_count, int)

    stream = detector.stream()
    stream.push_frame(frame)
    stream.end_input()
    async for event in stream:
        assert_type(event, vad.VADEvent)
    detector.on("end_of_speech", collected)  # type: ignore[call-overload]


class DeafSTT:
    async def recognize(self, frame: AudioFrame) -> stt.SpeechEvent:
        nothing = stt.SpeechData(language="en", text="")
        return stt.SpeechEvent(stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives=[nothing])


class SilentTTS:
    sample_rate = 24_000
    num_channels = 1

    async def synthesize(self, text: str) -> AsyncIterator[tts.SynthesizedAudio]:
        yield tts.SynthesizedAudio(AudioFrame.create(self.sample_rate, 1, 480), text)


recognizer: stt.STT = DeafSTT()
voice: tts.TTS = SilentTTS()
no_voice: tts.TTS = DeafSTT()  # type: ignore[assignment]
agent = MultimodalAgent(model=model, vad=LoudVAD(), tts=voice)
