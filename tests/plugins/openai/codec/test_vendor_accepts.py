"""What we say against the types of the `openai` package: accepted, and with nothing left unsaid."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from openai.types import realtime as ga
from openai.types.beta import realtime as beta
from pydantic import BaseModel, TypeAdapter

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
    Error,
    FunctionTool,
    Item,
    McpChoice,
    McpTool,
    Part,
    Prompt,
    ResponseConfig,
    RetrieveItem,
    SessionConfig,
    TruncateItem,
    TurnDetection,
    UpdateSession,
    codec_for,
)
from tests.plugins.openai.codec import vendor
from tests.plugins.openai.codec.test_writing import ANSWER, FULL

ADAPTERS: dict[vendor.Dialect, TypeAdapter[Any]] = {
    "ga": TypeAdapter(ga.RealtimeClientEvent),
    "beta": TypeAdapter(beta.RealtimeClientEvent),
}

ONLY_TRANSCRIBES = "a session that only transcribes holds no conversation"
FOR_BROWSERS = "a key for browsers is made elsewhere"
ONE_REFERENCE = "items are referred to as a whole"

NEVER_SAID = {
    "realtime_transcription_session_": ONLY_TRANSCRIBES,
    "transcription_session_update.": ONLY_TRANSCRIBES,
    "session_update_event.SessionClientSecret": FOR_BROWSERS,
}
"""What the models of theirs are called that nothing of ours becomes, and why."""

NEVER_SET = {
    "session_update_event.Session.client_secret": FOR_BROWSERS,
    "conversation_item_with_reference.Content.id": ONE_REFERENCE,
    "conversation_item_content.ConversationItemContent.id": ONE_REFERENCE,
}
"""Fields of theirs that we never set, and why."""

CACHE_HINT = {"mode": "explicit", "ttl": "30m"}
VARIABLES = {
    "city": "Bonn",
    "text": {"type": "input_text", "text": "Bonn", "prompt_cache_breakpoint": CACHE_HINT},
    "image": {
        "type": "input_image",
        "detail": "auto",
        "file_id": "f",
        "image_url": "https://x.example/a.png",
        "prompt_cache_breakpoint": CACHE_HINT,
    },
    "file": {
        "type": "input_file",
        "detail": "auto",
        "file_data": "",
        "file_id": "f",
        "file_url": "https://x.example/a.pdf",
        "filename": "a.pdf",
        "prompt_cache_breakpoint": CACHE_HINT,
    },
}
SOME_TOOLS = {"read_only": True, "tool_names": ["read"]}
TOOLS = (
    FunctionTool(name="look", description="Looks.", parameters={"type": "object"}),
    McpTool(
        server_label="files",
        server_url="https://mcp.example",
        connector_id="connector_gmail",
        server_description="Files.",
        authorization="secret",
        headers={"key": "secret"},
        allowed_tools=SOME_TOOLS,
        allowed_callers=("direct",),
        require_approval={"always": SOME_TOOLS, "never": SOME_TOOLS},
        defer_loading=True,
        tunnel_id="t",
    ),
)
COMMON: dict[str, Any] = {"object": "realtime.item", "status": "completed"}
USER_PARTS = (
    Part(type="input_text", text="Hello."),
    Part(type="input_audio", audio=b"\1\2", transcript="Hello."),
)
IMAGE = Part(type="input_image", image_url="data:image/png;base64,", detail="high")
ITEMS = [
    Item(type="message", role="system", id="i", content=USER_PARTS[:1], **COMMON),
    Item(type="message", role="user", id="i", content=(*USER_PARTS, IMAGE), **COMMON),
    Item(
        type="message",
        role="assistant",
        id="i",
        content=(
            Part(type="output_text", text="Hello."),
            Part(type="output_audio", audio=b"\1\2", transcript="Hello."),
        ),
        **COMMON,
    ),
    Item(type="function_call", id="i", call_id="c", name="look", arguments="{}", **COMMON),
    Item(type="function_call_output", id="i", call_id="c", output="17", **COMMON),
]
SERVERS_OWN_ITEMS = [
    Item(
        type="mcp_list_tools",
        id="i",
        server_label="files",
        tools=({"name": "read", "input_schema": {}, "annotations": {}, "description": "Reads."},),
    ),
    *(
        Item(
            type="mcp_call",
            id="i",
            server_label="files",
            name="read",
            arguments="{}",
            approval_request_id="a",
            output="text",
            error=error,
        )
        for error in (
            Error(type="protocol_error", code=1, message="no"),
            Error(type="tool_execution_error", message="no"),
            Error(type="http_error", code=404, message="no"),
        )
    ),
    Item(type="mcp_approval_request", id="i", server_label="files", name="read", arguments="{}"),
    Item(type="mcp_approval_response", id="i", approval_request_id="a", approve=True, reason="ok"),
]
PLAIN_ANSWER = replace(ANSWER, input=tuple(ITEMS[:1]))
EVENTS: list[ClientEvent] = [
    UpdateSession(event_id="e", session=FULL),
    UpdateSession(session=SessionConfig(turn_detection=TurnDetection(type="semantic_vad"))),
    UpdateSession(
        session=SessionConfig(
            turn_detection=TurnDetection(
                type="semantic_vad",
                eagerness="low",
                create_response=True,
                interrupt_response=False,
            ),
            tools=TOOLS,
            tool_choice=McpChoice(server_label="files", name="read"),
            voice=CustomVoice(id="voice_1"),
            prompt=Prompt(id="p", version="1", variables=VARIABLES),
        )
    ),
    CreateResponse(event_id="e", response=PLAIN_ANSWER),
    CreateResponse(
        response=ResponseConfig(
            input=(*ITEMS[:2], *ITEMS[3:]),
            tools=TOOLS,
            voice=CustomVoice(id="voice_1"),
            tool_choice="auto",
        )
    ),
    AppendAudio(event_id="e", audio=b"\1\2"),
    ClearAudio(event_id="e"),
    CommitAudio(event_id="e"),
    DeleteItem(event_id="e", item_id="i"),
    RetrieveItem(event_id="e", item_id="i"),
    TruncateItem(event_id="e", item_id="i", content_index=0, audio_end_ms=20),
    CancelResponse(event_id="e", response_id="r"),
    ClearOutputAudio(event_id="e"),
    *(CreateItem(event_id="e", item=item, previous_item_id="root") for item in ITEMS),
]
MESSAGES = [
    pytest.param(dialect, event, id=f"{dialect} {n} {type(event).__name__}")
    for dialect in vendor.CLIENT
    for n, event in enumerate(EVENTS)
]


def accepted(dialect: vendor.Dialect, event: ClientEvent) -> BaseModel:
    """The event as the package reads it."""
    model: BaseModel = ADAPTERS[dialect].validate_json(codec_for(dialect).encode(event))
    return model


def nodes(value: Any) -> Iterator[BaseModel]:
    """The model and all models inside of it."""
    if isinstance(value, BaseModel):
        yield value
        for name in value.model_fields_set:
            yield from nodes(getattr(value, name))
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from nodes(each)


def models(dialect: vendor.Dialect) -> set[vendor.Model]:
    """Every model that a client's event may hold."""
    found: set[vendor.Model] = set()
    waiting = list(vendor.CLIENT[dialect])
    while waiting:
        model = waiting.pop()
        found.add(model)
        for field in model.model_fields.values():
            waiting += [each for each in vendor.models_in(field.annotation) if each not in found]
    return found


@pytest.mark.parametrize(("dialect", "event"), MESSAGES)
def test_everything_that_we_say_is_known(dialect: vendor.Dialect, event: ClientEvent) -> None:
    for node in nodes(accepted(dialect, event)):
        assert not node.model_extra, type(node).__name__


@pytest.mark.parametrize("item", SERVERS_OWN_ITEMS)
def test_the_servers_own_items_can_be_told_again(item: Item) -> None:
    for node in nodes(accepted("ga", CreateItem(item=item))):
        assert not node.model_extra, type(node).__name__


def unsaid(dialect: vendor.Dialect) -> set[str]:
    """Fields of theirs that none of our events has set."""
    said = [*EVENTS, *(CreateItem(item=item) for item in SERVERS_OWN_ITEMS if dialect == "ga")]
    said += [CreateResponse(response=ANSWER)] if dialect == "beta" else []
    seen = [node for event in said for node in nodes(accepted(dialect, event))]
    used = {(type(node), name) for node in seen for name in node.model_fields_set}
    return {
        f"{model.__module__.rsplit('.')[-1]}.{model.__name__}.{name}"
        for model in models(dialect)
        for name in model.model_fields
        if (model, name) not in used
    }


def test_everything_that_can_be_said_is_said_or_left_out_for_a_reason() -> None:
    names = unsaid("ga") | unsaid("beta")
    excused = (*NEVER_SAID, *NEVER_SET)

    assert {name for name in names if not name.startswith(excused)} == set()
    assert all(any(name.startswith(excuse) for name in names) for excuse in excused)


def test_an_answer_may_be_about_items_that_the_server_has() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(ga.ResponseCreateEventWithReferencesParam)

    adapter.validate_json(codec_for("ga").encode(CreateResponse(response=ANSWER)))
