"""Reading what a server says: any bytes give an event or None, and never an exception."""

import logging
import re
from collections import Counter
from contextlib import suppress
from types import MappingProxyType

import msgspec

from antiphon.plugins.openai.codec.mending import mended, strangers
from antiphon.plugins.openai.codec.server_events import ServerEvent
from antiphon.plugins.openai.codec.text import loosely
from antiphon.plugins.openai.codec.vocabulary import SERVER_EVENTS

__all__ = ["Reader"]

logger = logging.getLogger("antiphon")

TYPE_FIRST = re.compile(rb'\s*\{\s*"type"\s*:\s*"([a-z0-9_.]+)"')
"""A message that begins with its type, as those of servers do: read at a glance."""

MOST_NAMES = 64
LONGEST_NAME = 100
OTHERS = "…"
"""What is counted under when there are too many names already."""


class Head(msgspec.Struct):
    type: str


HEAD = msgspec.json.Decoder(Head)
DECODERS = MappingProxyType(
    {name: msgspec.json.Decoder(kind) for name, kind in SERVER_EVENTS.items()}
)


class Reader:
    """Reads what one server says, and counts what cannot be read."""

    def __init__(self) -> None:
        self.unknown: Counter[str] = Counter()
        """By type, the events that are not known; by `type: field.within.field`, what the first
        event of a type has that is not known. At most 64 names, and "…" for all others."""
        self.malformed = 0
        """Messages that make no sense: no JSON, no object, no type, no item where there must be."""
        self.mended = 0
        """Events given out although something in them cannot be read, like invalid base64."""
        self._looked_over: set[str] = set()

    def read(self, message: bytes | str) -> ServerEvent | None:
        """The event, or None where it is unknown or malformed.

        A field that is missing, null or of another kind than documented has its default; where it
        has none, the message is malformed.
        """
        data = message.encode("utf-8", "replace") if isinstance(message, str) else message
        try:
            return self._as_documented(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return self._as_far_as_possible(data)

    def _as_documented(self, data: bytes) -> ServerEvent | None:
        name = type_of(data)
        decoder = DECODERS.get(name)
        if decoder is None:
            self._count(name)
            return None
        event = decoder.decode(data)
        if name not in self._looked_over:
            self._look_over(name, data)
        return event

    def _as_far_as_possible(self, data: bytes) -> ServerEvent | None:
        try:
            message = loosely(data)
            name = msgspec.convert(message, Head).type
            if name not in SERVER_EVENTS:
                self._count(name)
                return None
            event: ServerEvent = mended(message, SERVER_EVENTS[name])
        except (ValueError, RecursionError):
            self.malformed += 1
            return None
        self.mended += 1
        return event

    def _look_over(self, name: str, data: bytes) -> None:
        """Count what the first event of a type has that we do not know."""
        self._looked_over.add(name)
        with suppress(ValueError, RecursionError):
            for path in strangers(loosely(data), SERVER_EVENTS[name]):
                self._count(f"{name}: {path}")

    def _count(self, name: str) -> None:
        clipped = name[:LONGEST_NAME]
        if clipped not in self.unknown and len(self.unknown) >= MOST_NAMES:
            clipped = OTHERS
        self.unknown[clipped] += 1
        if self.unknown[clipped] == 1:
            logger.debug("the model's server says something unknown", extra={"what": clipped})


def type_of(data: bytes) -> str:
    found = TYPE_FIRST.match(data)
    return found[1].decode("ascii") if found else HEAD.decode(data).type
