"""The writing end of a text stream."""

from collections.abc import Collection, Mapping

from antiphon.errors import RoomError
from antiphon.rooms.local.hub import Wire
from antiphon.rooms.local.messages import TextStreamAdded, TextStreamClosed
from antiphon.rooms.local.text import TextStreamInfo

__all__ = ["TextStreamWriter"]


class TextStreamWriter:
    """Writes a text stream that others read meanwhile; it ends with `aclose()`.

    A context manager closes it. Raises RoomClosed once the room was left, RoomError once closed.
    """

    def __init__(self, wire: Wire, info: TextStreamInfo, to: Collection[str]) -> None:
        self.info = info
        self._wire = wire
        self._to = to
        self._closed = False

    async def write(self, text: str) -> None:
        """Add `text`."""
        if self._closed:
            raise RoomError("This text stream was closed: open another one to write more.")
        self._wire.send(TextStreamAdded(stream_id=self.info.stream_id, piece=text), self._to)

    async def aclose(
        self, *, reason: str = "", attributes: Mapping[str, str] | None = None
    ) -> None:
        """End the stream, with `attributes` added to its own; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        changed = dict(attributes or {})
        closed = TextStreamClosed(stream_id=self.info.stream_id, attributes=changed)
        self._wire.send(closed, self._to)

    async def __aenter__(self) -> "TextStreamWriter":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()
