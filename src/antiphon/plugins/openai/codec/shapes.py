"""Shapes of what is sent: objects without what was not given."""

from typing import Any

from msgspec import UNSET, UnsetType

from antiphon.plugins.openai.codec.client_events import ClientEvent
from antiphon.plugins.openai.codec.text import written

__all__ = ["Shape", "event_with", "given", "nested"]

Shape = dict[str, Any]


def given(**fields: Any) -> Shape:
    """An object of the fields that are not UNSET."""
    return {name: value for name, value in fields.items() if value is not UNSET}


def nested(**fields: Any) -> Shape | UnsetType:
    """The same; UNSET where no field is left."""
    return given(**fields) or UNSET


def event_with(event: ClientEvent, **body: Any) -> bytes:
    """An event of that type and id on the wire, with a body of the dialect's own."""
    kind = event.__struct_config__.tag
    return written(given(type=kind, event_id=event.event_id, **body))
