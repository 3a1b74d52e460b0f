"""Rooms: where a conversation takes place, and the port through which a session sees one."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from antiphon.errors import ConfigurationError

if TYPE_CHECKING:
    from antiphon.rooms.base import RoomPort
    from antiphon.rooms.local import LocalRoom

__all__ = ["LocalRoom", "port_for"]

LIVEKIT = ("antiphon.rooms.livekit.port", "LiveKitPort")
ADAPTERS = {
    "antiphon.rooms.local.room.LocalRoom": ("antiphon.rooms.local.port", "LocalRoomPort"),
    "livekit.rtc.room.Room": LIVEKIT,
}
"""By the qualified name of a room's class: the module and the class of its port."""
RTC_SHAPE = ("connection_state", "isconnected", "off", "on", "remote_participants")
"""What a room of an unknown class has that can be used as a `livekit.rtc.Room`."""


def port_for(room: object) -> "RoomPort":
    """The port of `room`, whose adapter is imported on first use.

    Raises ConfigurationError for an object that no adapter knows.
    """
    adapter = adapter_of(room)
    if adapter is None:
        raise ConfigurationError(
            f"A {type(room).__module__}.{type(room).__qualname__} is no room that Antiphon can "
            "talk in: connect a livekit.rtc.Room or an antiphon.rooms.LocalRoom and pass that."
        )
    module, name = adapter
    port: RoomPort = getattr(import_module(module), name)(room)
    return port


def adapter_of(room: object) -> tuple[str, str] | None:
    """The adapter of `room`, by its class, else by its shape; None where there is none."""
    for kind in type(room).__mro__:
        if adapter := ADAPTERS.get(f"{kind.__module__}.{kind.__qualname__}"):
            return adapter
    return LIVEKIT if all(hasattr(room, name) for name in RTC_SHAPE) else None


def __getattr__(name: str) -> Any:
    if name == "LocalRoom":  # on first use, for it brings numpy and the resampler with it
        return import_module("antiphon.rooms.local").LocalRoom
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
