"""What a session tells its own listeners: the objects of LiveKit Agents 0.12."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from antiphon.audio import AudioFrame

__all__ = [
    "Growing",
    "InputSpeechCommitted",
    "InputTranscriptionCompleted",
    "InputTranscriptionFailed",
    "RealtimeContent",
    "RealtimeError",
    "RealtimeOutput",
    "RealtimeResponse",
    "RealtimeToolCall",
    "ResponseStatus",
]

T = TypeVar("T")

ResponseStatus: TypeAlias = Literal["in_progress", "completed", "incomplete", "cancelled", "failed"]


class Growing(Generic[T]):
    """A list that grows until it is closed; each who iterates over it gets all of it."""

    def __init__(self) -> None:
        self.items: list[T] = []
        """What has come."""
        self._is_closed = False
        self._news = asyncio.Event()

    def add(self, item: T) -> None:
        """The next one."""
        self.items.append(item)
        self._tell()

    def close(self) -> None:
        """No more comes."""
        self._is_closed = True
        self._tell()

    async def __aiter__(self) -> AsyncIterator[T]:
        given = 0
        while True:
            while given < len(self.items):
                yield self.items[given]
                given += 1
            if self._is_closed:
                return
            await self._news.wait()

    def _tell(self) -> None:
        """Wake who waits now; who waits next waits for the next news."""
        self._news.set()
        self._news = asyncio.Event()


@dataclass(slots=True)
class InputSpeechCommitted:
    """What the user said has become an item."""

    item_id: str


@dataclass(slots=True)
class InputTranscriptionCompleted:
    """The words of a user's item."""

    item_id: str
    transcript: str


@dataclass(slots=True)
class InputTranscriptionFailed:
    """The words of a user's item could not be found."""

    item_id: str
    message: str


@dataclass(slots=True)
class RealtimeError:
    """Something that the service has refused."""

    event_id: str
    type: str
    message: str
    code: str | None
    param: str | None


@dataclass(slots=True)
class RealtimeToolCall:
    """A tool call, as it stands in an answer."""

    name: str
    arguments: str
    """Raw JSON."""
    tool_call_id: str


@dataclass(slots=True, eq=False)
class RealtimeContent:
    """A content part of an answer, growing."""

    response_id: str
    item_id: str
    output_index: int
    content_index: int
    content_type: Literal["text", "audio"]
    text_stream: Growing[str] = field(default_factory=Growing)
    """Iterate over it for the text, as it comes."""
    audio_stream: Growing[AudioFrame] = field(default_factory=Growing)
    """Iterate over it for the sound, as it comes."""
    tool_calls: list[RealtimeToolCall] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What has come of the text."""
        return "".join(self.text_stream.items)

    @property
    def audio(self) -> list[AudioFrame]:
        """What has come of the sound."""
        return list(self.audio_stream.items)

    def close(self) -> None:
        """Nothing more comes."""
        self.text_stream.close()
        self.audio_stream.close()


@dataclass(slots=True, eq=False)
class RealtimeOutput:
    """An item of an answer, growing."""

    response_id: str
    item_id: str
    output_index: int
    role: str
    type: Literal["message", "function_call"]
    content: list[RealtimeContent] = field(default_factory=list)
    done_fut: "asyncio.Future[None]" = field(default_factory=lambda: new_future())


@dataclass(slots=True, eq=False)
class RealtimeResponse:
    """An answer, growing."""

    id: str
    status: ResponseStatus = "in_progress"
    status_details: Any = None
    output: list[RealtimeOutput] = field(default_factory=list)
    usage: Any = None
    metadata: dict[str, str] | None = None
    done_fut: "asyncio.Future[None]" = field(default_factory=lambda: new_future())


def new_future() -> "asyncio.Future[None]":
    return asyncio.get_running_loop().create_future()
