"""Servers on loopback, real ones, for lines on real sockets."""

import asyncio
import base64
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeAlias

from aiohttp import web

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, 1.3."""
TEXT, BINARY, CLOSE = 0x81, 0x82, 0x88

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talk: TypeAlias = Callable[["Raw"], Awaitable[None]]


@asynccontextmanager
async def http(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that answers every request so; yields its host and port."""
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        yield "{}:{}".format(*runner.addresses[0][:2])
    finally:
        await runner.cleanup()


def talking(
    talk: Callable[[web.WebSocketResponse], Awaitable[None]],
    requests: list[web.Request] | None = None,
) -> Handler:
    """Accept a WebSocket, note the request, and talk."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if requests is not None:
            requests.append(request)
        socket = web.WebSocketResponse(max_msg_size=64 * 1024 * 1024)
        await socket.prepare(request)
        await talk(socket)
        return socket

    return handle


async def echo(socket: web.WebSocketResponse) -> None:
    """Say again what is said, until the other side closes."""
    async for message in socket:
        await socket.send_str(message.data)


def answering(status: int, **headers: str) -> Handler:
    """Answer with that status, and with headers whose names have an underscore for a hyphen."""

    async def handle(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, headers=named, text="no")

    return handle


class Raw:
    """A server's end of a WebSocket that does as it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.done = asyncio.Event()
        """Set by the test: the server may go."""

    async def upgrade(self) -> None:
        """Take the request, and agree."""
        request = await self.reader.readuntil(b"\r\n\r\n")
        headers = dict(line.split(b": ", 1) for line in request.split(b"\r\n")[1:] if line)
        key = base64.b64encode(hashlib.sha1(headers[b"Sec-WebSocket-Key"] + GUID).digest())
        self.writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + key + b"\r\n\r\n"
        )

    async def read_frame(self) -> tuple[int, bytes]:
        """The first byte and the payload of a short frame."""
        head, length = await self.reader.readexactly(2)
        mask = await self.reader.readexactly(4)
        masked = await self.reader.readexactly(length & 0x7F)
        return head, bytes(byte ^ mask[i % 4] for i, byte in enumerate(masked))


@asynccontextmanager
async def raw(
    talk: Talk, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, list[Raw]]]:
    """A server on a bare socket; yields its host and port, and its ends of connections."""
    ends: list[Raw] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        end = Raw(reader, writer)
        ends.append(end)
        try:
            await talk(end)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    try:
        yield "{}:{}".format(*server.sockets[0].getsockname()), ends
    finally:
        server.close()
        for end in ends:
            end.done.set()
            end.writer.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)
