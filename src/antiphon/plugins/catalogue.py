"""The speech engines that there are, found by the entry points of installed packages.

A package offers one with an entry point in the group of its kind; the value is an `EngineCard`:

    [project.entry-points."antiphon.stt"]
    my-engine = "my_package:CARD"
"""

import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from importlib.metadata import EntryPoint, entry_points

from antiphon.errors import AgentError, ConfigurationError
from antiphon.stt import STT
from antiphon.tts import TTS
from antiphon.vad import VAD

__all__ = ["Catalogue", "EngineCard", "Kind"]


@unique
class Kind(StrEnum):
    """What an engine does; also the name of the parameter that takes it."""

    STT = "stt"
    TTS = "tts"
    VAD = "vad"

    @property
    def group(self) -> str:
        """Of the entry points."""
        return f"antiphon.{self}"

    @property
    def method(self) -> str:
        """What the port of such an engine asks of it."""
        return {Kind.STT: "recognize", Kind.TTS: "synthesize", Kind.VAD: "stream"}[self]


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineCard:
    """What is known of an engine before it is loaded; made without importing it."""

    kind: Kind
    module: str
    """What must be importable for it to run."""
    install: str
    """What to do where that is not."""
    size: str
    """Of the weights, on disk."""
    licence: str
    """Of the engine and its weights."""
    languages: str
    make: Callable[[str | None], STT | TTS | VAD]
    """Makes it, given its model, if one is named. Raises ConfigurationError."""
    model: str = ""
    """What its model is, where one must be brought along; empty where it comes with the engine."""

    @property
    def is_installed(self) -> bool:
        """Whether it could be loaded, a model given where it needs one."""
        try:
            return importlib.util.find_spec(self.module) is not None
        except (ImportError, ValueError):  # what it would be in is not there, or it has no name
            return False


class Catalogue:
    """The engines that installed packages offer."""

    def __init__(self, offers: Iterable[EntryPoint] | None = None) -> None:
        """`offers` take the place of the installed packages' entry points."""
        self._offers = list(offers) if offers is not None else list(installed())

    @property
    def names(self) -> list[str]:
        """Of all engines, those of one kind together."""
        return [offer.name for offer in self._offers]

    def card(self, name: str) -> EngineCard:
        """The engine of that name. Raises ConfigurationError for none, or a broken one."""
        offer = next((offer for offer in self._offers if offer.name == name), None)
        if offer is None:
            known = ", ".join(self.names) or "none at all: reinstall antiphon"
            raise ConfigurationError(f"There is no engine {name!r}; there are {known}.")
        return loaded(offer)

    def make(self, name: str, model: str | None = None) -> tuple[Kind, STT | TTS | VAD]:
        """The engine of that name, ready to be given to the embedded model.

        Raises as `card`, and for an engine that cannot be made.
        """
        card = self.card(name)
        if card.model and not model:
            raise ConfigurationError(
                f"The engine {name} needs its model, {card.model}: name it as {name}:PATH."
            )
        return card.kind, made(name, card, model)


def installed() -> Iterator[EntryPoint]:
    """The entry points of installed packages."""
    for kind in Kind:
        yield from entry_points(group=kind.group)


def loaded(offer: EntryPoint) -> EngineCard:
    try:
        card = offer.load()
    except Exception as error:  # an engine is somebody else's code: the others can be had
        raise ConfigurationError(
            f"The engine {offer.name!r} ({offer.value}) cannot be loaded ({error}): reinstall the "
            "package that offers it."
        ) from error
    if not isinstance(card, EngineCard) or card.kind.group != offer.group:
        raise ConfigurationError(
            f"What is offered as the engine {offer.name!r} ({offer.value}) is no EngineCard of the "
            f"group {offer.group}: that is a fault of the package that offers it."
        )
    return card


def made(name: str, card: EngineCard, model: str | None) -> STT | TTS | VAD:
    """The engine that `card` makes. Raises ConfigurationError where it makes none."""
    fault = "that is a fault of the package that offers it"
    try:
        engine = card.make(model)
    except AgentError:
        raise
    except Exception as error:  # the same
        why = f"{type(error).__name__}: {error}"
        raise ConfigurationError(f"The engine {name} cannot be made ({why}): {fault}.") from error
    if not hasattr(engine, card.kind.method):
        raise ConfigurationError(
            f"What is made as the engine {name} is no {card.kind.upper()}: {fault}."
        )
    return engine
