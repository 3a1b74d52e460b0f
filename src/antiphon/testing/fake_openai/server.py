"""The service on a real socket: an aiohttp WebSocket server on loopback."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Literal, Protocol

from aiohttp import WSMsgType, web

from antiphon.testing.fake_openai.connection import Dial, FakeConnection, Wire
from antiphon.testing.fake_openai.faults import DialRefusal
from antiphon.testing.fake_openai.options import Options

__all__ = ["Host", "serving"]

QUEUE_FRAMES = 10_000
"""Unsent frames before a client that does not read is dropped."""
SHUTDOWN_SECONDS = 0.1


class Host(Protocol):
    """Whose sessions are served."""

    answers_close: bool
    options: Options

    def judge(self, dial: Dial) -> DialRefusal | None:
        """What a dial is refused for, if it is."""

    def accept(self, dial: Dial, wire: Wire) -> FakeConnection:
        """Begin a session with a client whose line is open."""
        ...


@asynccontextmanager
async def serving(host: Host) -> AsyncGenerator[str]:
    """Serve on a free port of loopback; yields `ws://127.0.0.1:PORT`."""
    endpoint = Endpoint(host)
    app = web.Application()
    app.router.add_get("/{path:.*}", endpoint.handle)
    runner = web.AppRunner(app, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address, port = runner.addresses[0][:2]
    try:
        yield f"ws://{address}:{port}"
    finally:
        endpoint.stop()
        await runner.cleanup()


class Endpoint:
    """Answers requests."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._lines: set[SocketLine] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request, to the end of its connection."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        dial = Dial(url=f"ws://{request.host}{request.path_qs}", headers=headers)
        if refusal := self._host.judge(dial):
            return refused(request, refusal)
        socket = web.WebSocketResponse(
            autoclose=False, max_msg_size=self._host.options.largest_message, timeout=0.5
        )
        await socket.prepare(request)
        line = SocketLine(request, socket)
        self._lines.add(line)
        try:
            await line.run(self._host.accept(dial, line), self._host)
        finally:
            self._lines.discard(line)
        return socket

    def stop(self) -> None:
        """Drop every connection."""
        for line in self._lines:
            line.drop()


@dataclass(frozen=True, slots=True)
class Frame:
    """Something to send; the last of them ends the connection."""

    kind: Literal["text", "binary", "close", "abort"]
    payload: bytes = b""
    code: int = 1000


class SocketLine:
    """The service's end of one WebSocket."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self._unsent: asyncio.Queue[Frame] = asyncio.Queue(QUEUE_FRAMES)
        self._may_read = asyncio.Event()
        self._may_read.set()
        self._is_over = asyncio.Event()

    # -- the wire --------------------------------------------------------------------------------

    def send(self, message: str | bytes) -> None:
        payload = message if isinstance(message, bytes) else message.encode()
        self._put(Frame("text", payload))

    def send_binary(self, message: bytes) -> None:
        self._put(Frame("binary", message))

    def close(self, code: int, reason: str) -> None:
        self._put(Frame("close", reason.encode(), code))

    def abort(self) -> None:
        self._put(Frame("abort"))

    def pause(self) -> None:
        self._may_read.clear()

    def resume(self) -> None:
        self._may_read.set()

    # -- its life --------------------------------------------------------------------------------

    async def run(self, connection: FakeConnection, host: Host) -> None:
        """Carry messages both ways until the connection is over."""
        tasks = [
            asyncio.create_task(self._read(connection, host), name="fake openai: read"),
            asyncio.create_task(self._write(), name="fake openai: write"),
            asyncio.create_task(self._is_over.wait(), name="fake openai: over"),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            connection.lost(None)
        for task in tasks:
            if not task.cancelled():
                task.result()

    def drop(self) -> None:
        """End it at once."""
        self._is_over.set()
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _read(self, connection: FakeConnection, host: Host) -> None:
        while True:
            await self._may_read.wait()
            message = await self._socket.receive()
            match message.type:
                case WSMsgType.TEXT | WSMsgType.BINARY:
                    connection.hear(message.data)
                case WSMsgType.CLOSE:
                    connection.lost(message.data)
                    await self._agree(host, message.data)
                    return
                case WSMsgType.CLOSING:  # we are: the writer waits for the client's answer
                    await self._is_over.wait()
                case _:
                    return

    async def _agree(self, host: Host, code: int) -> None:
        """Answer the client's close, or never."""
        if not host.answers_close:
            await self._is_over.wait()
        await self._socket.close(code=code)

    async def _write(self) -> None:
        with suppress(ConnectionError):  # the client is gone: the reader says so
            while not self._is_over.is_set():
                await self._write_frame(await self._unsent.get())

    async def _write_frame(self, frame: Frame) -> None:
        match frame.kind:
            case "text":
                await self._socket.send_frame(frame.payload, WSMsgType.TEXT)
            case "binary":
                await self._socket.send_frame(frame.payload, WSMsgType.BINARY)
            case "close":
                await self._socket.close(code=frame.code, message=frame.payload)
                self._is_over.set()
            case "abort":
                self.drop()

    def _put(self, frame: Frame) -> None:
        if self._unsent.full():
            self.drop()
        else:
            self._unsent.put_nowait(frame)


def refused(request: web.Request, refusal: DialRefusal) -> web.StreamResponse:
    """The response that is no WebSocket."""
    if refusal.status is None:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    return web.Response(
        status=refusal.status,
        headers=dict(refusal.headers),
        text=refusal.body,
        content_type="application/json",
    )
