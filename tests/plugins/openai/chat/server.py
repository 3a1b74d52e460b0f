"""A chat endpoint that plays a script, on a loopback socket.

What it is asked and what it answers is held against the types of the `openai` package; only what is
given as `raw` is sent as it is.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import web
from openai.types import Model
from openai.types.chat import (
    ChatCompletionChunk,
    ChatCompletionMessageParam,
    ChatCompletionToolParam,
)
from pydantic import TypeAdapter

__all__ = [
    "Asked",
    "ChatServer",
    "Reply",
    "babbles",
    "breaks",
    "calls",
    "delta",
    "raw",
    "refuses",
    "says",
]

MESSAGES = TypeAdapter(list[ChatCompletionMessageParam])
TOOLS = TypeAdapter(list[ChatCompletionToolParam])


@dataclass(kw_only=True)
class Asked:
    """A request that has come."""

    body: dict[str, Any]
    headers: dict[str, str]
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """The caller has closed the line before the answer was over."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What the conversation was, as it was told."""
        messages: list[dict[str, Any]] = self.body["messages"]
        return messages

    def said_by(self, role: str) -> list[str]:
        """What somebody has said in it."""
        return [message["content"] for message in self.messages if message["role"] == role]


Reply: TypeAlias = Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]
"""What becomes of a request."""


class ChatServer:
    """Plays one reply after the other, and lists `models`."""

    def __init__(self, *replies: Reply, models: Sequence[str] = ("tiny",)) -> None:
        self._replies = list(replies)
        self._models = models
        self.asked: list[Asked] = []
        self.has_been_asked = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[str]:
        """Listen, at the URL that is given."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        app.router.add_get("/v1/models", self._list)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        MESSAGES.validate_python(body["messages"])
        TOOLS.validate_python(body.get("tools", []))
        assert body["stream"] is True
        asked = Asked(body=body, headers=dict(request.headers))
        self.asked.append(asked)
        self.has_been_asked.set()
        try:
            return await self._replies.pop(0)(request)
        except asyncio.CancelledError:
            asked.gone.set()
            raise

    async def _list(self, _: web.Request) -> web.Response:
        models = [
            Model(id=name, created=0, object="model", owned_by="us").model_dump()
            for name in self._models
        ]
        return web.json_response({"object": "list", "data": models})


def delta(finish_reason: str | None = None, **parts: Any) -> str:
    """A piece of an answer with that in it, as it is sent."""
    choice = {"index": 0, "delta": parts, "finish_reason": finish_reason}
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "tiny",
        "choices": [choice],
    }
    return ChatCompletionChunk.model_validate(chunk).model_dump_json(exclude_none=True)


def says(*pieces: str, until: asyncio.Event | None = None) -> Reply:
    """An answer in these pieces; it ends when `until` is set, if that is given."""
    chunks = [delta(role="assistant", content=""), *(delta(content=piece) for piece in pieces)]
    return raw(*chunks, delta("stop"), "[DONE]", halt=(len(chunks), until))


def calls(*asked: tuple[str, str, str]) -> Reply:
    """Calls of tools: each an id, a name, and arguments, which come letter by letter."""
    chunks = []
    for index, (call_id, name, arguments) in enumerate(asked):
        function = {"name": name, "arguments": ""}
        call = {"index": index, "id": call_id, "type": "function", "function": function}
        chunks.append(delta(tool_calls=[call]))
        chunks += [
            delta(tool_calls=[{"index": index, "function": {"arguments": letter}}])
            for letter in arguments
        ]
    return raw(*chunks, delta("tool_calls"), "[DONE]")


def raw(*events: str, halt: tuple[int, asyncio.Event | None] = (0, None)) -> Reply:
    """Server-sent events with this in them; before that number of them, it waits."""

    async def reply(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for number, event in enumerate(events):
            if number == halt[0] and halt[1] is not None:
                await halt[1].wait()
            await response.write(f"data: {event}\n\n".encode())
        return response

    return reply


def babbles(event: str) -> Reply:
    """This, twenty times a second, until nobody listens."""

    async def reply(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        while True:
            await response.write(f"data: {event}\n\n".encode())
            await asyncio.sleep(0.05)

    return reply


def breaks(*pieces: str) -> Reply:
    """An answer in the middle of which the line breaks."""

    async def reply(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        if pieces:
            await response.prepare(request)
        for piece in pieces:
            await response.write(f"data: {delta(content=piece)}\n\n".encode())
        assert request.transport is not None
        request.transport.abort()
        return response

    return reply


def refuses(status: int, body: Any, **headers: str) -> Reply:
    """An HTTP status, with JSON or text behind it."""

    async def reply(_: web.Request) -> web.StreamResponse:
        text = body if isinstance(body, str) else json.dumps(body)
        kind = "text/html" if isinstance(body, str) else "application/json"
        return web.Response(status=status, text=text, content_type=kind, headers=headers)

    return reply
