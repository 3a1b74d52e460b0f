"""Rooms: where a conversation takes place, and the port through which a session sees one."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from antiphon.errors import ConfigurationError
from antiphon.rooms.audio_processing import AudioProcessing

if TYPE_CHECKING:
    from antiphon.rooms.base import RoomPort
    from antiphon.rooms.local import LocalRoom

__all__ = ["AudioProcessing", "LocalRoom", "port_for"]

LIVEKIT = ("antiphon.rooms.livekit.port", "LiveKitPort")
ADAPTERS = {
    "antiphon.rooms.local.room.LocalRoom": ("antiphon.rooms.local.port", "LocalRoomPort"),
    "antiphon.rooms.witnessed.WitnessedRoom": ("antiphon.rooms.witnessed", "WitnessedPort"),
    "livekit.rtc.room.Room": LIVEKIT,
}
"""By the qualified name of a room's class: the module and the class of its port."""
RTC_SHAPE = ("connection_state", "isconnected", "off", "on", "remote_participants")
"""What a room of an unknown class has that can be used as a `livekit.rtc.Room`."""


def port_for(room: object, noise_cancellation: object = None) -> "RoomPort":
    """The port of `room`, whose adapter is imported on first use.

    `noise_cancellation` is an AudioProcessing, or what the library of that room knows by that name.
    Raises ConfigurationError for an object that no adapter knows, or another noise cancellation.
    """
    if isinstance(noise_cancellation, AudioProcessing):
        processed: RoomPort = import_module("antiphon.rooms.processed").ProcessedPort(
            port_for(room), noise_cancellation
        )
        return processed
    adapter = adapter_of(room)
    if adapter is None:
        raise ConfigurationError(
            f"A {type(room).__module__}.{type(room).__qualname__} is no room that Antiphon can "
            "talk in: connect a livekit.rtc.Room or an antiphon.rooms.LocalRoom and pass that."
        )
    module, name = adapter
    port: RoomPort = getattr(import_module(module), name)(room, noise_cancellation)
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
