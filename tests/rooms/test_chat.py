"""What is written in a room: what of it is told, and what is refused."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest

from antiphon.errors import RoomClosed
from antiphon.rooms.chat import PACKET_TOPIC, ChatReader


class Text:
    """A text stream, its pieces a second apart."""

    def __init__(self, *pieces: str, error: Exception | None = None, ends: bool = True) -> None:
        self._pieces = pieces
        self._error = error
        self._ends = ends
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[str]:
        for piece in self._pieces:
            await asyncio.sleep(1.0)
            yield piece
        if self._error is not None:
            raise self._error
        if not self._ends:
            await asyncio.Event().wait()

    def close(self) -> None:
        self.is_closed = True


async def read(*texts: Text, identity: str = "ann") -> list[tuple[str, str]]:
    """What is told of these."""
    told: list[tuple[str, str]] = []
    reader = ChatReader(lambda who, text: told.append((who, text)))
    for text in texts:
        reader.opened(text, identity)
    await asyncio.sleep(15.0)
    assert all(text.is_closed for text in texts)
    return told


def packet(**fields: object) -> bytes:
    return json.dumps({"id": "1", "timestamp": 0} | fields).encode()


async def test_a_text_is_told_when_it_is_whole() -> None:
    assert await read(Text("What time", " is it?\n")) == [("ann", "What time is it?")]


async def test_what_says_nothing_is_not_told() -> None:
    assert await read(Text(), Text(" \n ")) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (Text("x" * 5000, "y" * 5000), "it is longer than 8 KiB"),
        (Text("你" * 2731), "it is longer than 8 KiB"),
        (Text("What", ends=False), "it has not ended within 10 s"),
        (Text("What", error=RoomClosed("ann left")), "ann left"),
        (Text("What", error=ConnectionError("aborted")), "aborted"),
    ],
)
async def test_what_cannot_be_read_is_in_the_log(
    text: Text, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    assert await read(text) == []
    assert caplog.messages == [f"what ann wrote is not read: {why}"]


async def test_more_than_ten_texts_within_ten_seconds_are_too_many(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []
    reader = ChatReader(lambda _, text: told.append(text))
    for number in range(12):
        reader.packet_came(PACKET_TOPIC, packet(message=str(number)), "ann")
    reader.packet_came(PACKET_TOPIC, packet(message="mine"), "bob")
    assert told == [*map(str, range(10)), "mine"]
    assert len(caplog.messages) == 2
    await asyncio.sleep(10.0)
    reader.packet_came(PACKET_TOPIC, packet(message="again"), "ann")
    assert told[-1] == "again"


async def test_no_more_than_32_are_read_at_once(caplog: pytest.LogCaptureFixture) -> None:
    told = await read(*(Text("hello") for _ in range(40)))
    assert len(told) == 10
    assert sum("too many others" in message for message in caplog.messages) == 8


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe",
        b"[]",
        b"{}",
        packet(message=7),
        packet(message="twice", ignoreLegacy=True),
        packet(message="forget it", deleted=True),
        packet(message="x" * 9000),
    ],
)
async def test_a_packet_that_is_no_chat_or_comes_as_a_stream_too_is_not_told(data: bytes) -> None:
    told: list[str] = []
    ChatReader(lambda _, text: told.append(text)).packet_came(PACKET_TOPIC, data, "ann")
    assert told == []


async def test_a_packet_on_another_topic_is_none_of_the_agents_business() -> None:
    told: list[str] = []
    reader = ChatReader(lambda _, text: told.append(text))
    reader.packet_came("weather", packet(message="rain"), "ann")
    assert told == []


async def test_nothing_is_told_of_what_was_on_its_way_at_the_end() -> None:
    told: list[str] = []
    reader = ChatReader(lambda _, text: told.append(text))
    text = Text("What time is it?")
    reader.opened(text, "ann")
    await asyncio.sleep(0.5)
    reader.close()
    await asyncio.sleep(5.0)
    assert told == []
    assert text.is_closed
