"""Speech to text by Whisper on faster-whisper: more languages and bigger models, on this machine.

    from antiphon.plugins import faster_whisper, local

    stt = faster_whisper.FasterWhisperSTT(faster_whisper.FasterWhisperOptions(model="tiny.en"))
    model = local.RealtimeModel(stt=stt)

Weights are never downloaded: `model` is a folder with a CTranslate2 model, or the name of one that
is in the cache of huggingface_hub already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from antiphon.audio import Frame, own_frame
from antiphon.errors import ConfigurationError, ModelError
from antiphon.plugins.catalogue import EngineCard, Kind
from antiphon.plugins.local.engines import Engine
from antiphon.plugins.local.normalize import tidy_transcript
from antiphon.plugins.local.stt import Levels, is_silent, levels
from antiphon.plugins.local.wheels import Wheel
from antiphon.stt import RecognitionUsage, SpeechData, SpeechEvent, SpeechEventType
from antiphon.utils import shortuuid

__all__ = ["CARD", "FasterWhisperOptions", "FasterWhisperSTT"]

WHEEL = Wheel(
    package="faster-whisper",
    module="faster_whisper",
    part="speech recognition",
    extra="faster-whisper",
)


@dataclass(frozen=True, kw_only=True)
class FasterWhisperOptions:
    """Which model listens, and how. Raises ConfigurationError."""

    model: str
    """A folder with a CTranslate2 model, or the name of a cached one: `tiny.en`, `small`, …"""
    language: str | None = "en"
    """As a code; None has the model find out, each time anew."""
    compute_type: str = "int8"
    """How it computes, in CTranslate2's words."""
    beam_size: int = 1
    """Readings that are followed at once: more are slower, and a little better."""

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise ConfigurationError(
                "faster-whisper needs a model: name its folder, or a cached one."
            )
        if self.beam_size < 1:
            raise ConfigurationError(
                f"faster-whisper cannot follow {self.beam_size} readings: choose 1 or more."
            )


class Whisper:
    """The model, loaded; lives in the engine's thread. Raises ConfigurationError."""

    def __init__(self, options: FasterWhisperOptions) -> None:
        self._options = options
        module = WHEEL.load()
        try:
            self._model: Any = module.WhisperModel(
                options.model, compute_type=options.compute_type, local_files_only=True
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise ConfigurationError(missing(options.model, error)) from error

    def words(self, samples: Levels) -> str:
        """What is said in `samples`, 16 kHz mono. Raises ModelError."""
        try:
            segments, _ = self._model.transcribe(
                samples,
                language=self._options.language,
                beam_size=self._options.beam_size,
                condition_on_previous_text=False,
                without_timestamps=True,
            )
            return joined(segments)
        except RuntimeError as error:
            raise ModelError(f"faster-whisper failed: {error}.") from error


class FasterWhisperSTT:
    """Recognizes utterances, one at a time for all sessions of the process."""

    def __init__(self, options: FasterWhisperOptions) -> None:
        self._options = options
        self._engine = engine_for(options)

    async def recognize(self, frame: Frame) -> SpeechEvent:
        """The words in `frame`, of any rate and channels, as one final transcript.

        Its text is empty where no words are heard. Raises ConfigurationError where the engine or
        its model cannot be loaded, ModelError where it fails or too many utterances wait.
        """
        frame = own_frame(frame)
        return SpeechEvent(
            type=SpeechEventType.FINAL_TRANSCRIPT,
            request_id=shortuuid("stt_"),
            alternatives=[
                SpeechData(
                    language=self._options.language or "",
                    text=await self._words(levels(frame)),
                    end_time=frame.duration,
                )
            ],
            recognition_usage=RecognitionUsage(audio_duration=frame.duration),
        )

    async def prewarm(self) -> None:
        """Load the model, off the event loop; raises as `recognize` does."""
        await self._engine.run(lambda _: None)

    async def _words(self, samples: Levels) -> str:
        if is_silent(samples):
            return ""
        text = await self._engine.run(lambda whisper: whisper.words(samples))
        return tidy_transcript(text) if self._options.language == "en" else text


@cache
def engine_for(options: FasterWhisperOptions) -> Engine[Whisper]:
    """The one engine of the process with these options."""
    return Engine("speech recognition", partial(Whisper, options))


def joined(segments: Iterable[Any]) -> str:
    return " ".join(text for segment in segments if (text := str(segment.text).strip()))


def missing(model: str, error: Exception) -> str:
    if Path(model).is_dir():
        return (
            f"The folder {model} holds no CTranslate2 model that faster-whisper can load ({error})."
        )
    return (
        f"The Whisper model {model!r} is no folder and not in the cache: download it beforehand "
        f"(python -c \"import faster_whisper; faster_whisper.download_model('{model}')\"), or name "
        "the folder of a CTranslate2 model."
    )


CARD = EngineCard(
    kind=Kind.STT,
    module="faster_whisper",
    install='pip install "antiphon[faster-whisper]"',
    size="75 MB (tiny) to 3 GB (large)",
    licence="MIT",
    languages="English (*.en), or 99 languages",
    model="a folder with a CTranslate2 model, or the name of a cached one",
    make=lambda model: FasterWhisperSTT(FasterWhisperOptions(model=model or "")),
)
