"""Which library a room belongs to: `livekit.rtc`, where that is installed, or the embedded one."""

from importlib import import_module
from types import ModuleType

__all__ = ["library_of"]

LIVEKIT = "livekit.rtc"
EMBEDDED = "antiphon.rooms.local"


def library_of(thing: object) -> ModuleType:
    """The library whose classes go with `thing`, a room or an audio source.

    The classes of both have the same names and fields. What belongs to neither goes with ours.
    """
    is_livekits = any(
        f"{kind.__module__}.".startswith(f"{LIVEKIT}.") for kind in type(thing).__mro__
    )
    return import_module(LIVEKIT if is_livekits else EMBEDDED)
