"""The engines that the command line knows by name: `moonshine`, `faster-whisper:FOLDER`, …"""

from collections.abc import Sequence
from typing import Any

from antiphon.errors import ConfigurationError

__all__ = ["open_engines"]


def open_engines(names: Sequence[str]) -> dict[str, Any]:
    """The engines of those names, by the parameter of the embedded model that takes each.

    Raises ConfigurationError for one that does not exist or lacks its model, and for two of a kind.
    """
    from antiphon.plugins.catalogue import Catalogue  # on use: it looks at what is installed

    catalogue = Catalogue()
    engines: dict[str, Any] = {}
    for given in names:
        name, _, model = given.partition(":")
        kind, engine = catalogue.make(name, model or None)
        if kind in engines:
            raise ConfigurationError(
                f"{name} is the second engine for {kind.upper()}: name one of each kind."
            )
        engines[kind.value] = engine
    return engines
