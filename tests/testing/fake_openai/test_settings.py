"""The configuration of a session: what it begins with, what changes, what is refused."""

from typing import Any

import pytest

from antiphon.clock import wall
from antiphon.testing.fake_openai import Answer, FakeOpenAI, Options
from tests.testing.fake_openai.client import URL, Client, calling


async def update(client: Client, **session: Any) -> dict[str, Any]:
    session = {"type": "realtime", **session}
    updated = await client.ask("session.update", "session.updated", session=session)
    shown: dict[str, Any] = updated["session"]
    return shown


async def test_a_session_begins_with_what_the_service_thinks_best() -> None:
    service = FakeOpenAI(options=Options(session_seconds=600))
    async with calling(service, url=URL.replace("2.1", "2.1-mini")) as client:
        session = client.heard[0]["session"]
    assert session["model"] == "gpt-realtime-2.1-mini"
    assert session["expires_at"] - wall() == pytest.approx(600, abs=5)
    assert session["audio"]["input"]["turn_detection"]["type"] == "server_vad"
    assert session["audio"]["input"]["transcription"] is None
    assert session["output_modalities"] == ["audio"]


async def test_what_is_updated_is_shown_and_the_rest_stays() -> None:
    async with calling(FakeOpenAI()) as client:
        await update(client, instructions="Be brief.", model="another")
        shown = await update(
            client,
            output_modalities=["text"],
            audio={
                "input": {"turn_detection": {"type": "semantic_vad"}, "format": None},
                "output": {"voice": "cedar", "format": {"type": "audio/pcma"}},
            },
        )
    assert shown["instructions"] == "Be brief."
    assert shown["model"] == "gpt-realtime-2.1"
    assert shown["audio"]["input"]["format"] == {"type": "audio/pcm", "rate": 24000}
    assert shown["audio"]["input"]["turn_detection"]["eagerness"] == "auto"
    assert shown["audio"]["output"] == {
        "format": {"type": "audio/pcma"},
        "voice": "cedar",
        "speed": 1.0,
    }
    assert client.connection.session.settings == shown


async def test_a_session_is_answered_in_its_format_and_modality() -> None:
    async with calling(FakeOpenAI([Answer("Hello.", 0.1), Answer("Hello.")])) as client:
        await update(client, audio={"output": {"format": {"type": "audio/pcmu"}}})
        await client.ask("response.create", "response.done")
        delta = await client.connection.said("response.output_audio.delta")
        await update(client, output_modalities=["text"])
        done = await client.ask("response.create", "response.done")
    assert delta["delta"] == "<800 bytes>"
    assert done["response"]["output"][0]["content"][0]["type"] == "output_text"


async def test_a_voice_stays_once_it_was_heard() -> None:
    async with calling(FakeOpenAI([Answer("Hello.", 0.1)])) as client:
        await update(client, audio={"output": {"voice": "cedar"}})
        await client.ask("response.create", "response.done")
        await update(client, instructions="Go on.", audio={"output": {"voice": "cedar"}})
        session = {"type": "realtime", "audio": {"output": {"voice": "ash"}}}
        error = await client.refused("session.update", session=session)
    assert error["code"] == "cannot_update_voice"
    assert client.connection.session.settings["audio"]["output"]["voice"] == "cedar"


async def test_a_custom_voice_goes_by_its_id() -> None:
    async with calling(FakeOpenAI([Answer("Hello.", 0.1)])) as client:
        await update(client, audio={"output": {"voice": {"id": "voice_1"}, "speed": None}})
        done = await client.ask("response.create", "response.done")
    assert done["response"]["audio"]["output"]["voice"] == "voice_1"


@pytest.mark.parametrize(
    ("session", "code", "param"),
    [
        ({}, "missing_required_parameter", "session.type"),
        ({"type": "transcription"}, "invalid_value", "session.type"),
        ({"type": "realtime", "voice": "ash"}, "unknown_parameter", "session.voice"),
        ({"type": "realtime", "temperature": 0.8}, "unknown_parameter", "session.temperature"),
        (
            {"type": "realtime", "audio": {"output": {"pitch": 1}}},
            "unknown_parameter",
            "session.audio.output.pitch",
        ),
        (
            {"type": "realtime", "output_modalities": ["text", "audio"]},
            "invalid_value",
            "session.output_modalities",
        ),
        (
            {"type": "realtime", "audio": {"input": {"format": {"type": "audio/mp3"}}}},
            "invalid_value",
            "session.audio.input.format",
        ),
        ({"type": "realtime", "audio": []}, "invalid_type", "session.audio"),
        (
            {"type": "realtime", "max_output_tokens": -1},
            "invalid_type",
            "session.max_output_tokens",
        ),
        (
            {"type": "realtime", "audio": {"input": {"turn_detection": {"type": "psychic"}}}},
            "invalid_value",
            "session.audio.input.turn_detection.type",
        ),
    ],
)
async def test_what_makes_no_sense_is_refused_whole(
    session: dict[str, Any], code: str, param: str
) -> None:
    async with calling(FakeOpenAI()) as client:
        before = client.connection.session.settings
        error = await client.refused("session.update", session=session | {"instructions": "?"})
    assert (error["code"], error["param"], error["event_id"]) == (code, param, "mine")
    assert client.connection.session.settings == before


@pytest.mark.parametrize("type", ["output_audio_buffer.clear", "sing", None])
async def test_an_event_that_nobody_knows_is_refused(type: Any) -> None:
    async with calling(FakeOpenAI()) as client:
        error = await client.refused(type)
    assert error["param"] == "type"


@pytest.mark.parametrize("message", [b"{", b"[]", b'"hello"', b"\xff", b"[" * 100_000])
async def test_what_is_no_json_object_is_refused(message: bytes) -> None:
    async with calling(FakeOpenAI()) as client:
        await client.line.send(message)
        error = (await client.until("error"))["error"]
    assert error["code"] == "invalid_json"
