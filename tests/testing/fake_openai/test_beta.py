"""The beta dialect: the same service in the old shape, judged by OpenAI's beta types."""

from typing import Any

import pytest

from antiphon.llm import ToolCall
from antiphon.plugins.wire import ConnectionLost
from antiphon.testing.fake_openai import Answer, Calls, FakeOpenAI, NeverStarts
from tests.testing.fake_openai.client import KEY, Client, calling, user_says

BETA = KEY | {"OpenAI-Beta": "realtime=v1"}
BETA_URL = "wss://fake/v1/realtime?model=gpt-realtime"
OLD_AZURE = "wss://fake/openai/realtime?api-version=2025-04-01-preview&deployment=gpt-realtime"


def beta(service: FakeOpenAI) -> Any:
    return calling(service, url=BETA_URL, headers=BETA, dialect="beta")


async def update(client: Client, **session: Any) -> dict[str, Any]:
    updated = await client.ask("session.update", "session.updated", session=session)
    shown: dict[str, Any] = updated["session"]
    return shown


async def test_a_spoken_answer_has_the_old_names() -> None:
    service = FakeOpenAI([Answer("Hello.", 0.1)], dialect="beta")
    async with beta(service) as client:
        client.heard.clear()
        done = await client.ask("response.create", "response.done")
    assert client.types() == [
        "conversation.created",
        "response.created",
        "rate_limits.updated",
        "response.output_item.added",
        "conversation.item.created",
        "response.content_part.added",
        "response.audio_transcript.delta",
        "response.audio.delta",
        "response.audio.done",
        "response.audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done",
    ]
    assert done["response"]["modalities"] == ["audio", "text"]
    assert done["response"]["output"][0]["content"] == [{"type": "audio", "transcript": "Hello."}]


async def test_settings_are_flat() -> None:
    async with beta(FakeOpenAI(dialect="beta")) as client:
        shown = await update(
            client,
            modalities=["text"],
            temperature=0.6,
            voice="ash",
            input_audio_format="g711_ulaw",
            input_audio_transcription={"model": "whisper-1"},
            turn_detection=None,
            max_response_output_tokens=100,
        )
        error = await client.refused("session.update", session={"output_modalities": ["text"]})
        format = await client.refused("session.update", session={"input_audio_format": "mp3"})
    assert shown["modalities"] == ["text"]
    assert shown["voice"] == "ash"
    assert shown["input_audio_format"] == "g711_ulaw"
    assert shown["input_audio_transcription"] == {"model": "whisper-1"}
    assert shown["turn_detection"] is None
    assert shown["max_response_output_tokens"] == 100
    assert (error["param"], error["event_id"]) == ("session.output_modalities", "mine")
    assert format["code"] == "invalid_value"


async def test_items_have_the_old_parts() -> None:
    item = user_says("", "a1") | {"role": "assistant", "content": [{"type": "text", "text": "Hi"}]}
    async with beta(FakeOpenAI(dialect="beta")) as client:
        created = await client.ask(
            "conversation.item.create", "conversation.item.created", item=item
        )
        [kept] = client.connection.conversation
    assert created["item"]["content"] == [{"type": "text", "text": "Hi"}]
    assert kept["content"] == [{"type": "output_text", "text": "Hi"}]


async def test_text_and_tools_have_the_old_names() -> None:
    call = ToolCall(call_id="call_1", name="weather", arguments="{}")
    async with beta(FakeOpenAI([Answer("Hi"), Calls(call)], dialect="beta")) as client:
        request = {"modalities": ["text"], "output_audio_format": "pcm16"}
        await client.ask("response.create", "response.done", response=request)
        await client.ask("response.create", "response.done")
    assert [event["text"] for event in client.of("response.text.done")] == ["Hi"]
    assert "name" not in client.of("response.function_call_arguments.done")[0]


async def test_a_sentence_is_heard_and_written_down() -> None:
    service = FakeOpenAI([NeverStarts()], heard=["Hello."], dialect="beta")
    async with beta(service) as client:
        await update(client, input_audio_transcription={"model": "whisper-1"})
        await client.speak(0.6, pause=0.6)
        done = await client.until("conversation.item.input_audio_transcription.completed")
    assert done["transcript"] == "Hello."
    assert "conversation.item.done" not in client.types()


async def test_azure_s_old_path_speaks_beta_whatever_else_is_spoken() -> None:
    async with calling(FakeOpenAI(), OLD_AZURE, {"api-key": "k"}, dialect="beta") as client:
        assert client.heard[0]["session"]["model"] == "gpt-realtime"
        assert "modalities" in client.heard[0]["session"]


async def test_who_asks_ga_for_the_beta_is_told_off_and_cut_off() -> None:
    service = FakeOpenAI()
    with pytest.raises(ConnectionLost) as lost:
        async with beta(service):
            pass
    assert (lost.value.code, lost.value.reason) == (
        4000,
        "invalid_request_error.beta_api_shape_disabled",
    )
    assert service.sessions[0].sent[0]["error"]["code"] == "beta_api_shape_disabled"
