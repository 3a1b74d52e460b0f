"""Text to speech by Piper: voices in some forty languages, on this machine. Piper is under the GPL.

    from antiphon.plugins import local, piper

    model = local.RealtimeModel(tts=piper.PiperTTS("voices/en_US-joe-medium.onnx"))

Voices are never downloaded: beside the file of one is its description, *.onnx.json.
"""

import json
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from antiphon.errors import ConfigurationError, ModelError
from antiphon.plugins.catalogue import EngineCard, Kind
from antiphon.plugins.local.clause_tts import ClauseTTS
from antiphon.plugins.local.delivery import paced
from antiphon.plugins.local.engines import Engine
from antiphon.plugins.local.wheels import Wheel
from antiphon.tts import SynthesizedAudio

__all__ = ["CARD", "PiperTTS"]

WHEEL = Wheel(package="piper-tts", module="piper", part="speech synthesis", extra="piper")


class Voice:
    """A voice, loaded; lives in the engine's thread. Raises ConfigurationError."""

    def __init__(self, path: Path) -> None:
        module = WHEEL.load()
        try:
            self._voice: Any = module.PiperVoice.load(path)
        except Exception as error:  # onnxruntime's errors have no common base of their own
            raise ConfigurationError(
                f"The Piper voice {path} cannot be loaded ({error})."
            ) from error

    def speak(self, clause: str) -> SynthesizedAudio:
        """`clause`, spoken, with the pause behind it. Raises ModelError."""
        rate: int = self._voice.config.sample_rate
        if not any(map(str.isalnum, clause)):
            return paced(clause, np.zeros(0, np.float32), rate)
        try:
            chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(clause.strip())]
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"Piper failed: {error}.") from error
        return paced(clause, np.concatenate([np.zeros(0, np.float32), *chunks]), rate)


class PiperTTS(ClauseTTS[Voice]):
    """A voice of Piper's, shared by all sessions of the process, mono.

    It does not say when it says which word: captions are laid over the sound.
    """

    def __init__(self, voice: str | Path) -> None:
        """`voice` is the file of one. Raises ConfigurationError for one without description."""
        rate = described_rate(Path(voice))
        super().__init__(engine_for(Path(voice)), spoken, sample_rate=rate)


def spoken(clause: str, voice: Voice) -> SynthesizedAudio:
    return voice.speak(clause)


def described_rate(voice: Path) -> int:
    """The rate of a voice, by its description."""
    description = voice.with_name(f"{voice.name}.json")
    try:
        return int(json.loads(description.read_text(encoding="utf-8"))["audio"]["sample_rate"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"The Piper voice {voice} has no description {description.name} beside it that can be "
            "read: name the *.onnx file of a voice, with its *.onnx.json."
        ) from error


@cache
def engine_for(voice: Path) -> Engine[Voice]:
    """The one engine of the process with that voice."""
    return Engine("speech synthesis", partial(Voice, voice))


CARD = EngineCard(
    kind=Kind.TTS,
    module="piper",
    install='pip install "antiphon[piper]"',
    size="5 to 115 MB a voice",
    licence="GPL-3.0; each voice its own",
    languages="some forty",
    model="the *.onnx file of a voice, with its *.onnx.json beside it",
    make=lambda model: PiperTTS(model or ""),
)
