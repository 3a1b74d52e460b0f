"""The service on a real socket: what OpenAI's own Python client makes of it, and of its faults."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import numpy as np
import pytest
import websockets
from openai import AsyncAzureOpenAI, AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection

from antiphon.llm import ToolCall
from antiphon.testing.fake_openai import (
    Abort,
    Answer,
    Calls,
    Close,
    FakeOpenAI,
    GoSilent,
    Options,
    server,
)
from antiphon.testing.scripted import tone

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

MODEL = "gpt-realtime-2.1"
KEY = {"Authorization": "Bearer sk-test"}
WEATHER = ToolCall(call_id="call_1", name="weather", arguments='{"city": "Kyoto"}')


@asynccontextmanager
async def connected(base_url: str) -> AsyncIterator[AsyncRealtimeConnection]:
    """OpenAI's client, connected."""
    client = AsyncOpenAI(base_url=base_url.replace("ws", "http", 1), api_key="sk-test")
    client.websocket_base_url = base_url
    async with client.realtime.connect(model=MODEL) as connection:
        yield connection
    await client.close()


async def until(connection: AsyncRealtimeConnection, type: str) -> Any:
    """The next event of that type."""
    async for event in connection:
        assert event.type != "error", event
        if event.type == type:
            return event
    raise AssertionError(f"there was no {type}")


async def speak(connection: AsyncRealtimeConnection, seconds: float) -> None:
    """Say something, and stop."""
    voice = tone(seconds, 24_000).samples.astype("<i2").tobytes()
    silence = np.zeros(24_000, "<i2").tobytes()
    for audio in (voice, silence):
        await connection.input_audio_buffer.append(audio=base64.b64encode(audio).decode())


async def test_openai_s_client_holds_a_conversation() -> None:
    service = FakeOpenAI(
        answers=[Answer("Hello! Ask me.", 1.0), Calls(WEATHER), Answer("It is sunny.", 1.0)],
        heard=["What is the weather in Kyoto?"],
        options=Options(pace=50.0, thinking=0.01, transcription_delay=0.01),
    )
    async with service.listening() as base_url, connected(base_url) as connection:
        assert (await until(connection, "session.created")).session.model == MODEL
        await connection.session.update(
            session={
                "type": "realtime",
                "instructions": "Be brief.",
                "audio": {"input": {"transcription": {"model": "gpt-transcribe"}}},
            }
        )
        updated = await until(connection, "session.updated")
        assert updated.session.instructions == "Be brief."

        await connection.response.create()
        greeting = (await until(connection, "response.done")).response.output[0]
        assert greeting.content[0].transcript == "Hello! Ask me."
        await connection.conversation.item.truncate(
            item_id=greeting.id, content_index=0, audio_end_ms=500
        )
        await until(connection, "conversation.item.truncated")

        await speak(connection, 1.0)
        heard = await until(connection, "conversation.item.input_audio_transcription.completed")
        assert heard.transcript == "What is the weather in Kyoto?"
        call = (await until(connection, "response.done")).response.output[0]
        await connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
        )
        await connection.response.create()
        answer = (await until(connection, "response.done")).response
    assert (answer.status, answer.output[0].content[0].transcript) == ("completed", "It is sunny.")
    assert answer.usage.input_token_details.cached_tokens > 0
    [session] = service.sessions
    types = [(item["type"], item.get("role")) for item in session.conversation]
    assert types == [
        ("message", "assistant"),
        ("message", "user"),
        ("function_call", None),
        ("function_call_output", None),
        ("message", "assistant"),
    ]
    assert session.close_code == 1000
    assert session.dial.query == {"model": MODEL}
    assert session.dial.headers["authorization"] == "Bearer sk-test"


async def test_openai_s_client_is_interrupted() -> None:
    service = FakeOpenAI([Answer("A long story.", 60.0)], options=Options(pace=5.0))
    async with service.listening() as base_url, connected(base_url) as connection:
        await connection.response.create()
        await until(connection, "response.output_audio.delta")
        await speak(connection, 0.5)
        await until(connection, "input_audio_buffer.speech_started")
        done = await until(connection, "response.done")
    assert done.response.status_details.reason == "turn_detected"


async def test_openai_s_client_for_azure_finds_it_too() -> None:
    service = FakeOpenAI([Answer("Hello.", 0.1)])
    async with service.listening() as base_url:
        azure = AsyncAzureOpenAI(
            azure_endpoint=base_url.replace("ws", "http", 1).removesuffix("/v1"),
            azure_deployment="voice",
            api_version="2025-04-01-preview",
            api_key="azure-key",
        )
        azure.websocket_base_url = base_url.replace("/v1", "/openai")
        async with azure.realtime.connect(model="voice") as connection:
            event = await connection.recv()
        await azure.close()
    assert event.type == "session.created"
    dial = service.dials[0]
    assert dial.path == "/openai/realtime"
    assert dial.query == {"api-version": "2025-04-01-preview", "deployment": "voice"}
    assert dial.headers["api-key"] == "azure-key"


# -- faults ----------------------------------------------------------------------------------------


@asynccontextmanager
async def socket_to(service: FakeOpenAI) -> AsyncIterator[websockets.ClientConnection]:
    """A bare WebSocket."""
    async with (
        service.listening() as base_url,
        websockets.connect(
            f"{base_url}/realtime?model={MODEL}", additional_headers=KEY, close_timeout=0.5
        ) as socket,
    ):
        await socket.recv()
        yield socket


async def test_a_wrong_key_is_refused() -> None:
    service = FakeOpenAI(api_key="right")
    async with service.listening() as base_url:
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with websockets.connect(f"{base_url}/realtime", additional_headers=KEY):
                pass
    assert refused.value.response.status_code == 401
    assert b"invalid_api_key" in (refused.value.response.body or b"")
    assert service.sessions == []


@pytest.mark.parametrize("status", [200, 429])
async def test_a_dial_is_refused_with_a_status(status: int) -> None:
    service = FakeOpenAI()
    service.refuse_dials(status, {"Retry-After": "7"}, body="{}")
    async with service.listening() as base_url, aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{base_url}/realtime?model={MODEL}", headers=KEY)
    assert refused.value.status == status
    assert refused.value.headers is not None
    assert refused.value.headers["Retry-After"] == "7"


async def test_a_dial_is_redirected() -> None:
    service = FakeOpenAI()
    service.refuse_dials(302, {"Location": "http://elsewhere.invalid/"})
    async with service.listening() as base_url, aiohttp.ClientSession() as http:
        url = f"{base_url}/realtime?model={MODEL}".replace("ws", "http", 1)
        async with http.get(url, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (
                302,
                "http://elsewhere.invalid/",
            )


async def test_a_dial_is_dropped() -> None:
    service = FakeOpenAI()
    service.refuse_dials(None, times=2)  # aiohttp tries a second time of its own accord
    async with service.listening() as base_url, aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError):
            await http.ws_connect(f"{base_url}/realtime?model={MODEL}", headers=KEY)


async def test_the_service_closes_with_a_code_and_a_reason() -> None:
    service = FakeOpenAI()
    service.upon("input_audio_buffer.clear", Close(1013, "try again later"))
    async with socket_to(service) as socket:
        await socket.send('{"type": "input_audio_buffer.clear"}')
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1013, "try again later")


async def test_the_line_breaks_after_the_last_word() -> None:
    service = FakeOpenAI()
    service.after("input_audio_buffer.cleared", Abort())
    async with socket_to(service) as socket:
        await socket.send('{"type": "input_audio_buffer.clear"}')
        assert json.loads(await socket.recv())["type"] == "input_audio_buffer.cleared"
        with pytest.raises(websockets.ConnectionClosedError) as closed:
            await socket.recv()
    assert closed.value.rcvd is None


async def test_a_half_open_line_answers_no_ping_and_later_it_does() -> None:
    service = FakeOpenAI()
    service.upon("input_audio_buffer.clear", GoSilent())
    async with socket_to(service) as socket:
        await socket.send('{"type": "input_audio_buffer.clear"}')
        await service.sessions[0].got("input_audio_buffer.clear")
        pong = await socket.ping()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await asyncio.shield(pong)
        service.sessions[0].go_on()
        assert json.loads(await socket.recv())["type"] == "input_audio_buffer.cleared"
        await pong


async def test_what_comes_while_the_line_is_half_open_is_heard_later() -> None:
    service = FakeOpenAI()
    async with socket_to(service) as socket:
        service.sessions[0].go_silent()
        for _ in range(3):
            await socket.send('{"type": "input_audio_buffer.clear"}')
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await socket.recv()
        service.sessions[0].go_on()
        for _ in range(3):
            assert json.loads(await socket.recv())["type"] == "input_audio_buffer.cleared"


async def test_a_client_that_does_not_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "QUEUE_FRAMES", 8)
    service = FakeOpenAI()
    async with socket_to(service):
        connection = service.sessions[0]
        while connection.is_open:
            connection.send_raw("x" * 1024 * 1024)
            await asyncio.sleep(0)


async def test_a_message_that_is_too_big_closes_the_line() -> None:
    async with socket_to(FakeOpenAI()) as socket:
        await socket.send("x" * (16 * 1024 * 1024 + 1))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_a_close_is_never_answered() -> None:
    service = FakeOpenAI()
    service.answers_close = False
    async with socket_to(service) as socket:
        await socket.close()
        assert socket.close_code == 1006
    assert service.sessions[0].close_code == 1000


async def test_binary_messages_and_broken_text_arrive_as_they_are() -> None:
    service = FakeOpenAI()
    async with socket_to(service) as socket:
        connection = service.sessions[0]
        connection.send_binary(b"\0\1")
        connection.send_raw("{")
        connection.send_raw(b"\xff")
        await socket.send(b'{"type": "input_audio_buffer.clear"}')
        await connection.got("input_audio_buffer.clear")
        received = [await socket.recv(decode=False) for _ in range(3)]
    assert received == [b"\0\1", b"{", b"\xff"]


async def test_a_client_that_vanishes_is_noticed() -> None:
    service = FakeOpenAI([Answer("A long story.", 60.0)], options=Options(pace=10.0))
    async with socket_to(service) as socket:
        await socket.send('{"type": "response.create"}')
        await service.sessions[0].said("response.output_audio.delta", 3)
        socket.transport.abort()
        await service.sessions[0].closed()
    assert service.sessions[0].close_code is None


async def test_whoever_is_still_there_is_dropped_when_the_service_stops() -> None:
    service = FakeOpenAI()
    async with service.listening() as base_url:
        url = f"{base_url}/realtime"
        socket = await websockets.connect(url, additional_headers=KEY)
        await socket.recv()
    with pytest.raises(websockets.ConnectionClosedError):
        await socket.recv()
    await service.sessions[0].closed()
