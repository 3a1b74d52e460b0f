"""What we say, in the shapes of both dialects."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

from antiphon.plugins.openai.codec import (
    AppendAudio,
    CancelResponse,
    ClearAudio,
    ClearOutputAudio,
    ClientEvent,
    CommitAudio,
    CreateItem,
    CreateResponse,
    CustomVoice,
    DeleteItem,
    FunctionChoice,
    FunctionTool,
    Item,
    McpChoice,
    McpTool,
    NoiseReduction,
    Part,
    Prompt,
    ResponseConfig,
    RetentionRatio,
    RetrieveItem,
    SessionConfig,
    SessionUpdated,
    TokenLimits,
    Tracing,
    Transcription,
    TruncateItem,
    TurnDetection,
    UpdateSession,
    codec_for,
)
from tests.plugins.openai.codec import vendor

CASES = json.loads((Path(__file__).parents[3] / "data/oracle/openai.json").read_text())

SERVER_VAD = TurnDetection(
    threshold=0.5, prefix_padding_ms=300, silence_duration_ms=500, create_response=True
)
RECORDED: dict[str, dict[str, Any]] = {
    "tokens": {
        "instructions": "be terse",
        "output_modalities": ("text",),
        "voice": "verse",
        "tool_choice": "none",
        "temperature": 0.6,
        "max_output_tokens": 77,
    },
    "no vad": {"turn_detection": None},
    "no transcription": {"transcription": None},
    "semantic high": {
        "turn_detection": TurnDetection(
            type="semantic_vad", eagerness="high", create_response=False, interrupt_response=True
        )
    },
    "azure tokens": {"max_output_tokens": 9},
}
"""By case, what differs from the defaults of 0.12."""

FULL = SessionConfig(
    model="gpt-realtime",
    instructions="Be kind.",
    output_modalities=("audio",),
    voice="marin",
    speed=1.25,
    input_format="pcm16",
    output_format="g711_ulaw",
    transcription=Transcription(
        model="gpt-transcribe",
        language="de",
        languages=("de", "en"),
        keywords=("Antiphon",),
        prompt="A talk.",
        delay="low",
    ),
    turn_detection=TurnDetection(
        threshold=0.5,
        prefix_padding_ms=300,
        silence_duration_ms=500,
        idle_timeout_ms=6000,
        create_response=True,
        interrupt_response=True,
    ),
    noise_reduction=NoiseReduction(type="near_field", strength=0.5),
    tools=(
        FunctionTool(name="look", description="Looks.", parameters={"type": "object"}),
        McpTool(server_label="files", server_url="https://mcp.example", authorization="secret"),
    ),
    tool_choice=FunctionChoice(name="look"),
    max_output_tokens="inf",
    temperature=0.7,
    tracing=Tracing(workflow_name="w", group_id="g", metadata={"k": "v"}),
    truncation=RetentionRatio(retention_ratio=0.8, token_limits=TokenLimits(post_instructions=9)),
    prompt=Prompt(id="pmpt_1", version="2", variables={"city": "Bonn"}),
    reasoning_effort="low",
    parallel_tool_calls=True,
    include=("item.input_audio_transcription.logprobs",),
)

ANSWER = ResponseConfig(
    instructions="Briefly.",
    output_modalities=("audio",),
    voice="cedar",
    output_format="g711_alaw",
    tools=FULL.tools,
    tool_choice="required",
    max_output_tokens=50,
    temperature=0.6,
    conversation="none",
    input=(
        Item(type="item_reference", id="item_1"),
        Item(type="message", role="assistant", content=(Part(type="output_text", text="So?"),)),
    ),
    metadata={"topic": "weather"},
    prompt=Prompt(id="pmpt_1"),
    reasoning_effort="high",
    parallel_tool_calls=False,
)


def on_the_wire(dialect: vendor.Dialect, event: ClientEvent) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(codec_for(dialect).encode(event))
    return message


def recorded(kind: str) -> list[Any]:
    return [pytest.param(c, id=c["input"]) for c in CASES if c["kind"] == kind]


@pytest.mark.parametrize("case", recorded("openai_session_update"))
def test_the_beta_sets_a_session_up_as_recorded(case: dict[str, Any]) -> None:
    defaults: dict[str, Any] = {
        "instructions": "",
        "output_modalities": ("text", "audio"),
        "voice": "alloy",
        "input_format": "pcm16",
        "output_format": "pcm16",
        "transcription": Transcription(model="whisper-1"),
        "turn_detection": SERVER_VAD,
        "tools": (),
        "tool_choice": "auto",
        "temperature": 0.8,
        "max_output_tokens": "inf",
    }
    config = SessionConfig(**(defaults | RECORDED[case["input"]]))

    assert on_the_wire("beta", UpdateSession(session=config)) == case["output"]


def test_what_was_not_given_is_not_sent() -> None:
    nothing = UpdateSession(session=SessionConfig())
    unlimited = UpdateSession(event_id="e", session=SessionConfig(max_output_tokens=UNSET))

    assert on_the_wire("beta", unlimited) == {
        "type": "session.update",
        "event_id": "e",
        "session": {},
    }
    assert on_the_wire("ga", nothing) == {
        "type": "session.update",
        "session": {"type": "realtime"},
    }


def test_ga_sets_a_session_up() -> None:
    assert on_the_wire("ga", UpdateSession(event_id="e", session=FULL)) == {
        "type": "session.update",
        "event_id": "e",
        "session": {
            "type": "realtime",
            "model": "gpt-realtime",
            "instructions": "Be kind.",
            "output_modalities": ["audio"],
            "audio": {
                "input": {
                    "format": {"type": "audio/pcm", "rate": 24000},
                    "noise_reduction": {"type": "near_field", "strength": 0.5},
                    "transcription": {
                        "model": "gpt-transcribe",
                        "language": "de",
                        "languages": ["de", "en"],
                        "keywords": ["Antiphon"],
                        "prompt": "A talk.",
                        "delay": "low",
                    },
                    "turn_detection": {
                        "type": "server_vad",
                        "threshold": 0.5,
                        "prefix_padding_ms": 300,
                        "silence_duration_ms": 500,
                        "idle_timeout_ms": 6000,
                        "create_response": True,
                        "interrupt_response": True,
                    },
                },
                "output": {"format": {"type": "audio/pcmu"}, "voice": "marin", "speed": 1.25},
            },
            "tools": [
                {
                    "type": "function",
                    "name": "look",
                    "description": "Looks.",
                    "parameters": {"type": "object"},
                },
                {
                    "type": "mcp",
                    "server_label": "files",
                    "server_url": "https://mcp.example",
                    "authorization": "secret",
                },
            ],
            "tool_choice": {"type": "function", "name": "look"},
            "max_output_tokens": "inf",
            "truncation": {
                "type": "retention_ratio",
                "retention_ratio": 0.8,
                "token_limits": {"post_instructions": 9},
            },
            "tracing": {"workflow_name": "w", "group_id": "g", "metadata": {"k": "v"}},
            "prompt": {"id": "pmpt_1", "version": "2", "variables": {"city": "Bonn"}},
            "reasoning": {"effort": "low"},
            "parallel_tool_calls": True,
            "include": ["item.input_audio_transcription.logprobs"],
        },
    }


def test_the_beta_leaves_out_what_it_has_no_words_for() -> None:
    session = on_the_wire("beta", UpdateSession(session=FULL))["session"]

    assert session == {
        "model": "gpt-realtime",
        "modalities": ["text", "audio"],
        "instructions": "Be kind.",
        "voice": "marin",
        "speed": 1.25,
        "input_audio_format": "pcm16",
        "output_audio_format": "g711_ulaw",
        "input_audio_transcription": {
            "model": "gpt-transcribe",
            "language": "de",
            "prompt": "A talk.",
        },
        "input_audio_noise_reduction": {"type": "near_field"},
        "turn_detection": {
            "type": "server_vad",
            "threshold": 0.5,
            "prefix_padding_ms": 300,
            "silence_duration_ms": 500,
            "create_response": True,
            "interrupt_response": True,
        },
        "tools": [
            {
                "type": "function",
                "name": "look",
                "description": "Looks.",
                "parameters": {"type": "object"},
            }
        ],
        "tool_choice": "required",
        "temperature": 0.7,
        "max_response_output_tokens": "inf",
        "tracing": {"workflow_name": "w", "group_id": "g", "metadata": {"k": "v"}},
    }


def test_a_voice_and_a_tool_that_the_beta_cannot_name_are_left_to_the_server() -> None:
    config = SessionConfig(
        voice=CustomVoice(id="voice_1"), tool_choice=McpChoice(server_label="files")
    )

    assert on_the_wire("beta", UpdateSession(session=config))["session"] == {}
    assert on_the_wire("ga", UpdateSession(session=config))["session"] == {
        "type": "realtime",
        "audio": {"output": {"voice": {"id": "voice_1"}}},
        "tool_choice": {"type": "mcp", "server_label": "files"},
    }


def test_off_is_null() -> None:
    off = SessionConfig(
        transcription=None, turn_detection=None, noise_reduction=None, tracing=None, prompt=None
    )

    assert on_the_wire("ga", UpdateSession(session=off))["session"] == {
        "type": "realtime",
        "audio": {
            "input": {"transcription": None, "turn_detection": None, "noise_reduction": None}
        },
        "tracing": None,
        "prompt": None,
    }
    assert on_the_wire("beta", UpdateSession(session=off))["session"] == {
        "input_audio_transcription": None,
        "turn_detection": None,
        "input_audio_noise_reduction": None,
        "tracing": None,
    }


@pytest.mark.parametrize(
    ("wanted", "in_ga", "in_beta"),
    [
        (("audio",), ["audio"], ["text", "audio"]),
        (("audio", "text"), ["audio"], ["text", "audio"]),
        (("text",), ["text"], ["text"]),
    ],
)
def test_modalities(wanted: tuple[Any, ...], in_ga: list[str], in_beta: list[str]) -> None:
    update = UpdateSession(session=SessionConfig(output_modalities=wanted))

    assert on_the_wire("ga", update)["session"]["output_modalities"] == in_ga
    assert on_the_wire("beta", update)["session"]["modalities"] == in_beta


def test_ga_asks_for_an_answer() -> None:
    tools = on_the_wire("ga", UpdateSession(session=FULL))["session"]["tools"]

    assert on_the_wire("ga", CreateResponse(event_id="e", response=ANSWER)) == {
        "type": "response.create",
        "event_id": "e",
        "response": {
            "conversation": "none",
            "input": [
                {"type": "item_reference", "id": "item_1"},
                {
                    "type": "message",
                    "role": "assistant",
                    "content": [{"type": "output_text", "text": "So?"}],
                },
            ],
            "instructions": "Briefly.",
            "output_modalities": ["audio"],
            "audio": {"output": {"format": {"type": "audio/pcma"}, "voice": "cedar"}},
            "tools": tools,
            "tool_choice": "required",
            "max_output_tokens": 50,
            "metadata": {"topic": "weather"},
            "prompt": {"id": "pmpt_1"},
            "reasoning": {"effort": "high"},
            "parallel_tool_calls": False,
        },
    }


def test_the_beta_asks_for_an_answer() -> None:
    response = on_the_wire("beta", CreateResponse(response=ANSWER))["response"]

    assert response == {
        "conversation": "none",
        "input": [
            {"type": "item_reference", "id": "item_1"},
            {"type": "message", "role": "assistant", "content": [{"type": "text", "text": "So?"}]},
        ],
        "instructions": "Briefly.",
        "modalities": ["text", "audio"],
        "voice": "cedar",
        "output_audio_format": "g711_alaw",
        "tools": [
            {
                "type": "function",
                "name": "look",
                "description": "Looks.",
                "parameters": {"type": "object"},
            }
        ],
        "tool_choice": "required",
        "temperature": 0.6,
        "max_response_output_tokens": 50,
        "metadata": {"topic": "weather"},
    }


@pytest.mark.parametrize("dialect", vendor.CLIENT)
def test_an_answer_without_more_ado(dialect: vendor.Dialect) -> None:
    plain = on_the_wire(dialect, CreateResponse(response=ResponseConfig()))

    assert plain == {"type": "response.create", "response": {}}
    assert on_the_wire(dialect, CreateResponse()) == {"type": "response.create"}


@pytest.mark.parametrize("dialect", vendor.CLIENT)
@pytest.mark.parametrize(
    ("event", "message"),
    [
        (AppendAudio(audio=b"\1\2"), {"type": "input_audio_buffer.append", "audio": "AQI="}),
        (ClearAudio(event_id="e"), {"type": "input_audio_buffer.clear", "event_id": "e"}),
        (CommitAudio(), {"type": "input_audio_buffer.commit"}),
        (DeleteItem(item_id="i"), {"type": "conversation.item.delete", "item_id": "i"}),
        (RetrieveItem(item_id="i"), {"type": "conversation.item.retrieve", "item_id": "i"}),
        (
            TruncateItem(item_id="i", content_index=1, audio_end_ms=20),
            {
                "type": "conversation.item.truncate",
                "item_id": "i",
                "content_index": 1,
                "audio_end_ms": 20,
            },
        ),
        (CancelResponse(), {"type": "response.cancel"}),
        (CancelResponse(response_id="r"), {"type": "response.cancel", "response_id": "r"}),
        (ClearOutputAudio(), {"type": "output_audio_buffer.clear"}),
        (
            CreateItem(item=Item(type="function_call_output", call_id="c", output="")),
            {
                "type": "conversation.item.create",
                "item": {"type": "function_call_output", "call_id": "c", "output": ""},
            },
        ),
        (
            CreateItem(item=Item(type="message", role="user", content=()), previous_item_id=None),
            {
                "type": "conversation.item.create",
                "item": {"type": "message", "role": "user", "content": []},
                "previous_item_id": None,
            },
        ),
    ],
)
def test_what_both_dialects_say_alike(
    dialect: vendor.Dialect, event: ClientEvent, message: dict[str, Any]
) -> None:
    assert on_the_wire(dialect, event) == message


def test_parts_of_an_item_in_both_dialects() -> None:
    parts = (
        Part(type="input_text", text=""),
        Part(type="input_image", image_url="https://x.example/a.png", detail="low"),
        Part(type="output_audio", transcript="Well."),
    )
    create = CreateItem(item=Item(type="message", id="i", role="user", content=parts))

    assert on_the_wire("ga", create)["item"]["content"] == [
        {"type": "input_text", "text": ""},
        {"type": "input_image", "image_url": "https://x.example/a.png", "detail": "low"},
        {"type": "output_audio", "transcript": "Well."},
    ]
    assert on_the_wire("beta", create)["item"]["content"] == [
        {"type": "input_text", "text": ""},
        {"type": "audio", "transcript": "Well."},
    ]


@pytest.mark.parametrize("dialect", vendor.CLIENT)
def test_half_of_an_emoji_does_not_keep_us_from_speaking(dialect: vendor.Dialect) -> None:
    update = UpdateSession(session=SessionConfig(instructions="Smile \ud83d!"))
    create = CreateItem(item=Item(type="message", content=(Part(text="\ude00", audio=b"\1"),)))

    assert on_the_wire(dialect, update)["session"]["instructions"] == "Smile \ufffd!"
    assert on_the_wire(dialect, create)["item"]["content"] == [{"text": "\ufffd", "audio": "AQ=="}]


def test_what_a_tool_authorises_with_is_not_shown() -> None:
    tool = McpTool(server_label="files", authorization="secret", headers={"key": "secret"})

    assert "files" in repr(tool)
    assert "secret" not in repr(UpdateSession(session=SessionConfig(tools=(tool,))))


@pytest.mark.parametrize("dialect", vendor.CLIENT)
def test_a_session_comes_back_as_it_was_set_up(dialect: vendor.Dialect) -> None:
    session = on_the_wire(dialect, UpdateSession(session=FULL))["session"]
    echo = json.dumps({"type": "session.updated", "session": {**session, "id": "sess_1"}})

    updated = codec_for(dialect).decode(echo)

    assert isinstance(updated, SessionUpdated)
    again = on_the_wire(dialect, UpdateSession(session=updated.session.config))["session"]
    assert again == session
    assert updated.session.id == "sess_1"


def test_a_format_that_has_no_name_here() -> None:
    session = {"audio": {"input": {"format": {"type": "audio/opus"}}}}
    updated = codec_for("ga").decode(json.dumps({"type": "session.updated", "session": session}))

    assert isinstance(updated, SessionUpdated)
    assert updated.session.config.input_format is UNSET
