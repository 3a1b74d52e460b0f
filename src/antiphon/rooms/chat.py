"""What people write in a room: streams of text on `lk.chat`, and packets of older clients.

| somebody sends                  | then                                                   |
|---------------------------------|--------------------------------------------------------|
| a text                          | is told when it has ended, without the space around it |
| nothing but space               | nothing                                                |
| more than 8 KiB                 | is refused                                             |
| a text that has not ended       | is refused                                             |
| after 10 s                      |                                                        |
| more than 10 texts within 10 s  | those are refused                                      |

What is refused is in the log: who sent it, and why; not what.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Protocol, TypeAlias

from antiphon import clock
from antiphon.errors import RoomError
from antiphon.utils.aio import TaskSet

__all__ = ["CHAT_TOPIC", "PACKET_TOPIC", "ChatReader", "TextReader", "note_other_reader"]

logger = logging.getLogger(__name__)

CHAT_TOPIC = "lk.chat"
"""Of the streams of text."""
PACKET_TOPIC = "lk-chat-topic"
"""Of the packets that older clients send: JSON with the text as `message`. A client that sends the
same as a stream marks it with `ignoreLegacy`."""
MOST_BYTES = 8 * 1024
MOST_SECONDS = 10.0
MOST_TEXTS = 10
WITHIN_SECONDS = 10.0
MOST_OPEN = 32
"""Texts that are read at the same time."""

Told: TypeAlias = Callable[[str, str], None]


class TextReader(Protocol):
    """A text stream that is read, in a room of either library."""

    def __aiter__(self) -> AsyncIterator[str]: ...
    def close(self) -> None:
        """Read no more of it."""


class ChatReader:
    """Reads what people write; `told` is given who it was and the text."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._tasks = TaskSet()
        self._latest: deque[tuple[float, str]] = deque()
        """When texts came, and whose they were."""

    def opened(self, reader: TextReader, identity: str) -> None:
        """Somebody begins to send a text."""
        if len(self._tasks.tasks) >= MOST_OPEN:
            reader.close()
            refuse(identity, "too many others are on their way")
        else:
            self._tasks.create_task(self._read(reader, identity), name="chat")

    def packet_came(self, topic: str, data: bytes, identity: str) -> None:
        """Somebody has sent a packet, perhaps of chat."""
        if topic != PACKET_TOPIC:
            return
        if len(data) > MOST_BYTES:
            refuse(identity, "it is too long")
        elif text := message_in(data):
            self._take(text, identity)

    def close(self) -> None:
        """Read nothing more."""
        for task in self._tasks.tasks:
            task.cancel()

    async def _read(self, reader: TextReader, identity: str) -> None:
        try:
            async with asyncio.timeout(MOST_SECONDS):
                text = await read_all(reader)
        except TimeoutError:
            refuse(identity, f"it has not ended within {MOST_SECONDS:g} s")
        except (RoomError, ConnectionError) as error:  # the SDK's StreamError is of the latter kind
            refuse(identity, str(error))
        else:
            self._take(text, identity)
        finally:
            reader.close()

    def _take(self, text: str, identity: str) -> None:
        if not text.strip():
            return
        now = clock.now()
        while self._latest and self._latest[0][0] <= now - WITHIN_SECONDS:
            self._latest.popleft()
        if sum(who == identity for _, who in self._latest) >= MOST_TEXTS:
            refuse(identity, f"it is one of more than {MOST_TEXTS} within {WITHIN_SECONDS:g} s")
            return
        self._latest.append((now, identity))
        self._told(identity, text.strip())


async def read_all(reader: TextReader) -> str:
    """The whole text. Raises RoomError where it is too long."""
    pieces: list[str] = []
    size = 0
    async for piece in reader:
        size += len(piece.encode())
        if size > MOST_BYTES:
            raise RoomError(f"it is longer than {MOST_BYTES // 1024} KiB")
        pieces.append(piece)
    return "".join(pieces)


def message_in(data: bytes) -> str | None:
    """The text of a packet; None where there is none, or it was taken back, or is a stream too."""
    try:
        packet = json.loads(data)
    except ValueError:
        return None
    if not isinstance(packet, dict) or packet.get("ignoreLegacy") or packet.get("deleted"):
        return None
    message = packet.get("message")
    return message if isinstance(message, str) else None


def refuse(identity: str, why: str) -> None:
    """Note that something was written that nobody reads."""
    logger.warning("what %s wrote is not read: %s", identity, why)


def note_other_reader() -> None:
    """Note that the agent does not read the chat."""
    logger.info("the program reads the chat on %s itself: it is no part of the talk", CHAT_TOPIC)
