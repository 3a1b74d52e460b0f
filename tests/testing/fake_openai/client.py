"""A plain client of the fake service: says and hears dicts, and lets OpenAI's types judge them."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, get_args

import numpy as np
from openai.types.beta.realtime import RealtimeServerEvent as BetaServerEvent
from openai.types.realtime import RealtimeServerEvent
from pydantic import BaseModel

from antiphon.plugins.wire import Connection, Endpoint
from antiphon.testing.fake_openai import FakeConnection, FakeOpenAI
from antiphon.testing.scripted import tone

Event: TypeAlias = dict[str, Any]

URL = "wss://fake/v1/realtime?model=gpt-realtime-2.1"
KEY = {"Authorization": "Bearer sk-test"}
RATE = 24_000
CHUNK = 0.02


def models_of(union: Any) -> dict[str, type[BaseModel]]:
    """The members of an annotated union by the value of their `type`."""
    members = get_args(get_args(union)[0])
    return {get_args(member.model_fields["type"].annotation)[0]: member for member in members}


JUDGES = {"ga": models_of(RealtimeServerEvent), "beta": models_of(BetaServerEvent)}
UNTYPED = {"phase", "id", "object", "expires_at", "param"}
"""What the service sends and the types do not have: `phase` of items, `id`, `object` and
`expires_at` of sessions, `param` of the error of a transcription."""


class Client:
    """One connection; each event it hears has to be one of OpenAI's."""

    def __init__(self, line: Connection, connection: FakeConnection, dialect: str) -> None:
        self.line = line
        self.connection = connection
        """The service's side of it."""
        self.heard: list[Event] = []
        self._judge = JUDGES[dialect]

    async def say(self, type: str, **fields: Any) -> None:
        """Send an event."""
        await self.line.send(json.dumps({"type": type, **fields}).encode())

    async def hear(self) -> Event:
        """The next event, valid."""
        event: Event = json.loads(await self.line.receive())
        judged = self._judge[event["type"]].model_validate(event)
        assert set(unknown_fields(judged)) <= UNTYPED
        self.heard.append(event)
        return event

    async def until(self, type: str) -> Event:
        """The next event of that type; what comes before it is in `heard`."""
        while True:
            event = await self.hear()
            if event["type"] == type:
                return event

    async def ask(self, type: str, reply: str, **fields: Any) -> Event:
        """Send an event, and hear up to what it is answered by."""
        await self.say(type, **fields)
        return await self.until(reply)

    async def refused(self, type: str, **fields: Any) -> Event:
        """Send an event that is refused; the error."""
        error: Event = (await self.ask(type, "error", event_id="mine", **fields))["error"]
        return error

    async def speak(self, seconds: float, *, level: float = 1.0, pause: float = 0.0) -> None:
        """Send so much voice, then so much silence, at once."""
        voice = tone(seconds, RATE).samples * level
        await self.send_audio(voice.astype("<i2").tobytes())
        await self.stay_silent(pause)

    async def stay_silent(self, seconds: float) -> None:
        """Send so much silence."""
        await self.send_audio(np.zeros(round(seconds * RATE), "<i2").tobytes())

    async def send_audio(self, audio: bytes, chunk: int = round(CHUNK * RATE) * 2) -> None:
        """Send bytes in small messages."""
        for start in range(0, len(audio), chunk):
            data = base64.b64encode(audio[start : start + chunk]).decode()
            await self.say("input_audio_buffer.append", audio=data)

    def types(self) -> list[str]:
        """What was heard, in order."""
        return [event["type"] for event in self.heard]

    def of(self, type: str) -> list[Event]:
        """What of that type was heard."""
        return [event for event in self.heard if event["type"] == type]


def unknown_fields(value: object) -> Iterator[str]:
    """The fields that the types do not know, at any depth."""
    if isinstance(value, BaseModel):
        yield from value.model_extra or ()
        for name in type(value).model_fields:
            yield from unknown_fields(getattr(value, name))
    elif isinstance(value, list):
        for element in value:
            yield from unknown_fields(element)


@asynccontextmanager
async def calling(
    service: FakeOpenAI, url: str = URL, headers: dict[str, str] | None = None, dialect: str = "ga"
) -> AsyncIterator[Client]:
    """A client on the line in memory that has heard session.created."""
    line = await service.dialer().dial(Endpoint(url=url, headers=headers or KEY))
    client = Client(line, service.sessions[-1], dialect)
    try:
        await client.until("session.created")
        yield client
    finally:
        await line.aclose()


def assistant_says(text: str, item_id: str) -> Event:
    """An item to bring."""
    content = [{"type": "output_text", "text": text}]
    return {"id": item_id, "type": "message", "role": "assistant", "content": content}


def user_says(text: str, item_id: str) -> Event:
    """An item to bring."""
    content = [{"type": "input_text", "text": text}]
    return {"id": item_id, "type": "message", "role": "user", "content": content}
