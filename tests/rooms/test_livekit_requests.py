"""What others in a LiveKit room ask of an agent, against stand-ins for the SDK's objects."""

import asyncio
import json
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

rtc = pytest.importorskip("livekit.rtc")

from antiphon.errors import RoomError  # noqa: E402 - skipped above without the SDK
from antiphon.rooms.livekit.port import LiveKitPort  # noqa: E402
from tests.rooms.livekit_kit import StandInRoom  # noqa: E402


class Text:
    """A text stream of one piece."""

    def __init__(self, text: str, error: Exception | None = None) -> None:
        self._text = text
        self._error = error
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[str]:
        yield self._text
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self.is_closed = True


def entered() -> tuple[StandInRoom, LiveKitPort, list[tuple[str, str]]]:
    """A room, its port, and what is told of its chat."""
    room = StandInRoom()
    return room, LiveKitPort(cast("Any", room)), []


def packet(
    message: str, *, identity: str | None = "ann", topic: str | None = "lk-chat-topic"
) -> Any:
    who = None if identity is None else SimpleNamespace(identity=identity)
    return SimpleNamespace(
        data=json.dumps({"message": message}).encode(), topic=topic, participant=who
    )


async def test_streams_and_packets_of_chat_are_told_until_nobody_reads_them() -> None:
    room, port, told = entered()
    leave = port.read_chat(lambda *what: told.append(what))
    text = Text("What time is it?")
    room.text_handlers["lk.chat"](text, "ann")
    await asyncio.sleep(0.1)
    assert text.is_closed
    room.emit("data_received", packet("And where?", identity="bob"))
    for unread in (packet("by the server", identity=None), packet("other", topic=None)):
        room.emit("data_received", unread)
    assert told == [("ann", "What time is it?"), ("bob", "And where?")]
    leave()
    assert room.text_handlers == {}
    room.emit("data_received", packet("Anybody?"))
    assert len(told) == 2


async def test_a_stream_that_breaks_off_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    room, port, told = entered()
    leave = port.read_chat(lambda *what: told.append(what))
    room.text_handlers["lk.chat"](Text("What", rtc.StreamError("aborted")), "ann")
    await asyncio.sleep(0.1)
    assert told == []
    assert caplog.messages == ["what ann wrote is not read: aborted"]
    leave()


async def test_a_program_that_reads_the_chat_itself_goes_on_doing_so() -> None:
    room, port, told = entered()
    mine: Any = object()
    room.register_text_stream_handler("lk.chat", mine)
    leave = port.read_chat(lambda *what: told.append(what))
    room.emit("data_received", packet("hello"))
    leave()
    assert told == []
    assert room.text_handlers == {"lk.chat": mine}


async def test_methods_are_called_by_rpc_until_they_are_taken_back() -> None:
    room, port, _ = entered()
    callers: list[str] = []

    def refuse(identity: str) -> None:
        raise RoomError(f"not you, {identity}")

    leave = port.serve({"greet": callers.append, "refuse": refuse})
    call = rtc.RpcInvocationData("1", "ann", "", 5.0)
    methods = room.local_participant.methods
    assert methods["greet"](call) == ""
    assert callers == ["ann"]
    with pytest.raises(rtc.RpcError, match="not you, ann") as refused:
        methods["refuse"](call)
    assert refused.value.code == rtc.RpcError.ErrorCode.APPLICATION_ERROR
    leave()
    assert methods == {}
