"""Text in a room: transcriptions as packets, and streams of text that grow while they are read."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from antiphon.errors import RoomClosed, RoomError

__all__ = [
    "TextInbox",
    "TextStreamHandler",
    "TextStreamInfo",
    "TextStreamReader",
    "Transcription",
    "TranscriptionSegment",
]

MOST_UNREAD = 1_000_000
"""Characters that a reader may lag behind before its stream is cut off."""


@dataclass
class TranscriptionSegment:
    """One piece of a transcript as it stands now; fields of `livekit.rtc.TranscriptionSegment`."""

    id: str
    text: str
    start_time: int
    end_time: int
    language: str
    final: bool


@dataclass
class Transcription:
    """Pieces of what one participant says on one track; fields of `livekit.rtc.Transcription`."""

    participant_identity: str
    track_sid: str
    segments: list[TranscriptionSegment]


@dataclass(kw_only=True)
class TextStreamInfo:
    """What is known of a text stream; fields of `livekit.rtc.TextStreamInfo`."""

    stream_id: str
    topic: str
    timestamp: int
    """Milliseconds since the epoch."""
    mime_type: str = "text/plain"
    size: int | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    attachments: list[str] = field(default_factory=list)


class TextStreamReader:
    """Reads a text stream, piece by piece or whole, while it is written.

    Raises RoomClosed where the writer leaves, or the room is left, before the stream has ended;
    RoomError where reading lags a million characters behind.
    """

    def __init__(self, info: TextStreamInfo) -> None:
        self.info = info
        self._pieces: deque[str] = deque()
        self._unread = 0
        self._is_over = False
        self._error: RoomError | None = None
        self._news = asyncio.Event()

    def __aiter__(self) -> "TextStreamReader":
        return self

    async def __anext__(self) -> str:
        while not self._pieces:
            if self._error is not None:
                raise self._error
            if self._is_over:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        piece = self._pieces.popleft()
        self._unread -= len(piece)
        return piece

    async def read_all(self) -> str:
        """The whole text, when it has ended."""
        return "".join([piece async for piece in self])

    def close(self) -> None:
        """Read no more of it: what was not read is dropped, and reading ends."""
        self._pieces.clear()
        self._is_over = True
        self._news.set()

    def add(self, piece: str) -> None:
        """Take the next piece: the room's side of the reader."""
        if self._is_over:
            return
        self._pieces.append(piece)
        self._unread += len(piece)
        self._news.set()
        if self._unread > MOST_UNREAD:
            self._pieces.clear()
            self.fail(RoomError("This text stream was cut off, for it was not read in time."))

    def finish(self, attributes: Mapping[str, str]) -> None:
        """The stream has ended well, with these attributes added or changed."""
        self.info.attributes.update(attributes)
        self._is_over = True
        self._news.set()

    def fail(self, error: RoomError) -> None:
        """The stream is broken off."""
        self._error = self._error or error
        self._is_over = True
        self._news.set()


TextStreamHandler: TypeAlias = Callable[[TextStreamReader, str], None]
"""Called with the reader of a new stream and the identity of who wrote it."""


class TextInbox:
    """Streams that come in: to the handler of their topic, or nowhere."""

    def __init__(self) -> None:
        self._handlers: dict[str, TextStreamHandler] = {}
        self._open: dict[str, tuple[str, TextStreamReader]] = {}
        """By the id of the stream: the participant who writes it, and its reader."""

    def register(self, topic: str, handler: TextStreamHandler) -> None:
        """Raises RoomError if `topic` has a handler already."""
        if topic in self._handlers:
            raise RoomError(f"Text on {topic!r} has a handler already: unregister that one first.")
        self._handlers[topic] = handler

    def unregister(self, topic: str) -> None:
        """Nothing happens if it has no handler."""
        self._handlers.pop(topic, None)

    def open(self, info: TextStreamInfo, *, writer: str, author: str) -> None:
        """A stream begins that `writer` writes, in the name of `author`."""
        if handler := self._handlers.get(info.topic):
            reader = TextStreamReader(replace(info, attributes=dict(info.attributes)))
            self._open[info.stream_id] = (writer, reader)
            handler(reader, author)

    def add(self, stream_id: str, piece: str) -> None:
        if stream_id in self._open:
            self._open[stream_id][1].add(piece)

    def close(self, stream_id: str, attributes: Mapping[str, str]) -> None:
        if stream_id in self._open:
            self._open.pop(stream_id)[1].finish(attributes)

    def writer_left(self, writer: str) -> None:
        """Break off what `writer` did not finish."""
        for stream_id, (who, reader) in tuple(self._open.items()):
            if who == writer:
                del self._open[stream_id]
                reader.fail(RoomClosed(f"{writer!r} left before this text stream had ended."))

    def break_off(self) -> None:
        """Break off all streams: the room was left."""
        for _, reader in self._open.values():
            reader.fail(RoomClosed("The room was left before this text stream had ended."))
        self._open.clear()
