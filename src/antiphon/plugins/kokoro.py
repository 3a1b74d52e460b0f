"""Text to speech by Kokoro on kokoro-onnx: 54 voices in nine languages, on this machine.

    from antiphon.plugins import kokoro, local

    tts = kokoro.KokoroTTS(kokoro.KokoroOptions(folder="models/kokoro", voice="af_heart"))
    model = local.RealtimeModel(tts=tts)

Weights are never downloaded: the folder holds the network, *.onnx, and its voices, voices*.bin.
"""

from dataclasses import dataclass
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

__all__ = ["CARD", "KokoroOptions", "KokoroTTS"]

WHEEL = Wheel(package="kokoro-onnx", module="kokoro_onnx", part="speech synthesis", extra="kokoro")
SAMPLE_RATE = 24_000


@dataclass(frozen=True, kw_only=True)
class KokoroOptions:
    """Which voice speaks, and how. Raises ConfigurationError."""

    folder: str
    """Where the network, *.onnx, and its voices, voices*.bin, are."""
    voice: str = "af_heart"
    language: str = "en-us"
    """As espeak-ng names it."""
    speed: float = 1.0
    """From 0.5, slow, to 2.0, fast."""

    def __post_init__(self) -> None:
        if not 0.5 <= self.speed <= 2.0:
            raise ConfigurationError(
                f"The voice cannot speak at {self.speed} times its speed: choose 0.5 to 2.0."
            )

    @property
    def network(self) -> Path:
        """The first *.onnx of the folder. Raises ConfigurationError."""
        return self._file("*.onnx", "the network")

    @property
    def voices(self) -> Path:
        """The first voices*.bin of the folder. Raises ConfigurationError."""
        return self._file("voices*.bin", "its voices")

    def _file(self, pattern: str, what: str) -> Path:
        found = sorted(Path(self.folder).glob(pattern))
        if not found:
            raise ConfigurationError(
                f"There is no {pattern} in the folder {self.folder!r}: put {what} there, as the "
                "releases of kokoro-onnx have it."
            )
        return found[0]


class Voice:
    """The network, loaded; lives in the engine's thread. Raises ConfigurationError."""

    def __init__(self, options: KokoroOptions) -> None:
        self._options = options
        module = WHEEL.load()
        network, voices = str(options.network), str(options.voices)
        try:
            self._kokoro: Any = module.Kokoro(network, voices)
        except Exception as error:  # onnxruntime's errors have no common base of their own
            raise ConfigurationError(
                f"Kokoro cannot be loaded from {options.folder!r} ({error}): put its "
                "files there anew."
            ) from error
        if options.voice not in self._kokoro.get_voices():
            raise ConfigurationError(f"There is no voice {options.voice!r} in {voices}.")

    def speak(self, clause: str) -> SynthesizedAudio:
        """`clause`, spoken, with the pause behind it. Raises ModelError."""
        if not any(map(str.isalnum, clause)):
            return paced(clause, np.zeros(0, np.float32), SAMPLE_RATE)
        try:
            samples, rate = self._kokoro.create(
                clause.strip(),
                voice=self._options.voice,
                speed=self._options.speed,
                lang=self._options.language,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"Kokoro failed: {error}.") from error
        return paced(clause, np.asarray(samples, np.float32), rate)


class KokoroTTS(ClauseTTS[Voice]):
    """A voice of Kokoro's, shared by all sessions of the process, 24 kHz mono.

    It does not say when it says which word: captions are laid over the sound.
    """

    def __init__(self, options: KokoroOptions) -> None:
        super().__init__(engine_for(options), spoken, sample_rate=SAMPLE_RATE)


def spoken(clause: str, voice: Voice) -> SynthesizedAudio:
    return voice.speak(clause)


@cache
def engine_for(options: KokoroOptions) -> Engine[Voice]:
    """The one engine of the process with these options."""
    return Engine("speech synthesis", partial(Voice, options))


CARD = EngineCard(
    kind=Kind.TTS,
    module="kokoro_onnx",
    install='pip install "antiphon[kokoro]"',
    size="88 MB (int8) to 325 MB",
    licence="MIT, weights Apache-2.0 (espeak-ng within is GPL-3.0)",
    languages="English, and eight more",
    model="a folder with *.onnx and voices*.bin",
    make=lambda model: KokoroTTS(KokoroOptions(folder=model or "")),
)
