"""Whatever a client says, the session answers in OpenAI's types; it never breaks."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.testing.fake_openai import Answer, FakeOpenAI, FakeSession, Options
from antiphon.testing.fake_openai.dialect import dialect_of
from antiphon.testing.fake_openai.outbox import Ids, Refused
from tests.testing.fake_openai.client import JUDGES, Event

TYPES = [
    "session.update",
    "input_audio_buffer.append",
    "input_audio_buffer.commit",
    "input_audio_buffer.clear",
    "conversation.item.create",
    "conversation.item.delete",
    "conversation.item.truncate",
    "conversation.item.retrieve",
    "response.create",
    "response.cancel",
]
WORDS = [
    "a1", "u1", "message", "user", "assistant", "system", "function_call", "function_call_output",
    "input_text", "input_audio", "output_text", "text", "audio", "realtime", "server_vad",
    "semantic_vad", "audio/pcm", "audio/pcmu", "pcm16", "root", "none", "item_reference", "AAAA",
    "AAAAAAAA", "low", "gpt-transcribe",
]  # fmt: skip
NAMES = [
    "type", "id", "item", "item_id", "session", "response", "response_id", "audio", "input",
    "output", "format", "voice", "turn_detection", "transcription", "content", "role", "text",
    "transcript", "call_id", "name", "arguments", "content_index", "audio_end_ms", "conversation",
    "output_modalities", "modalities", "instructions", "metadata", "eagerness", "threshold",
    "silence_duration_ms", "prefix_padding_ms", "idle_timeout_ms", "previous_item_id",
    "input_audio_format", "max_output_tokens",
]  # fmt: skip

leaves = st.none() | st.booleans() | st.integers(-1, 2000) | st.sampled_from(WORDS)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=6,
)
events = st.builds(
    lambda type, fields: fields | {"type": type},
    st.sampled_from(TYPES) | leaves,
    st.dictionaries(st.sampled_from(NAMES), values, max_size=4),
)


def new_session() -> FakeSession:
    return FakeSession(
        model="gpt-realtime",
        expires_at=0,
        options=Options(),
        director=FakeOpenAI(lambda _: Answer("Yes.", 0.2)),
        ids=Ids(),
    )


def answered(session: FakeSession, event: Event, now: float, dialect: Any) -> list[Event]:
    try:
        told = session.receive(dialect.read(event), now)
    except Refused as refused:
        told = session.refuse(refused)
    return [shown for event in told if (shown := dialect.render(event)) is not None]


@pytest.mark.parametrize("name", ["ga", "beta"])
@settings(deadline=None, max_examples=100)
@given(said=st.lists(events, max_size=6))
def test_anything_is_answered_in_openai_s_types(name: Any, said: list[Event]) -> None:
    session, dialect = new_session(), dialect_of(name)
    session.start(0.0)
    for index, event in enumerate(said):
        for shown in answered(session, event, 0.1 * index, dialect):
            if shown["type"] != "session.updated":  # it echoes what nobody has looked at
                JUDGES[name][shown["type"]].model_validate(shown)
