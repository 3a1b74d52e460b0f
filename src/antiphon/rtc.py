"""The names of `livekit.rtc`, imported when they are first used: `from antiphon import rtc`.

They are LiveKit's own classes. Needs the extra `antiphon[livekit]`; without it the first use raises
ConfigurationError.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from antiphon.errors import ConfigurationError

if TYPE_CHECKING:
    # for type checkers: whatever is there
    from livekit.rtc import *  # noqa: F403 # pyright: ignore[reportWildcardImportFromLibrary]

LIBRARY = "livekit.rtc"


def __getattr__(name: str) -> object:
    if name.startswith("__"):  # what Python itself looks for in a module is not there
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        library = import_module(LIBRARY)
    except ImportError as error:
        raise ConfigurationError(
            "LiveKit rooms need LiveKit's SDK: pip install 'antiphon[livekit]'."
        ) from error
    if not hasattr(library, name):
        raise AttributeError(f"module {LIBRARY!r} has no attribute {name!r}")
    return getattr(library, name)
