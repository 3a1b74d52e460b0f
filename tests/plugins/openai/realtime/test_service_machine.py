"""The service may say anything in any order: what is told of it makes sense all the same."""

import asyncio
import json
from collections import Counter
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.llm import ChatContext, ChatMessage
from antiphon.plugins.openai.realtime.access import Access
from antiphon.plugins.openai.realtime.options import RealtimeSessionOptions, ServerVadOptions
from antiphon.plugins.openai.realtime.service import Service
from antiphon.plugins.wire import ConnectionLost, Endpoint
from antiphon.realtime import AudioDelta, ModelEvent
from antiphon.testing.virtual import VirtualLoop

RESPONSES, ITEMS, CALLS = ("resp_1", "resp_2"), ("item_1", "item_2", "item_3"), ("call_1", "call_2")
SILENCE = "AAAAAAAAAAA="
STEADY = 30.0
"""Held so long, with the wait for the dial, a connection is not one of a row that are not kept."""


class Line:
    """A connection on which a test says what comes in."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self._coming: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.say({"type": "session.created", "session": {"id": "s"}})
        self.say({"type": "session.updated", "session": {"id": "s"}})

    def say(self, event: object) -> None:
        self.say_raw(json.dumps(event).encode())

    def say_raw(self, data: bytes) -> None:
        self._coming.put_nowait(data)

    def hang_up(self) -> None:
        self._coming.put_nowait(None)

    async def send(self, message: bytes) -> None:
        self.sent.append(json.loads(message))

    async def receive(self) -> bytes:
        message = await self._coming.get()
        if message is None:
            raise ConnectionLost("it is gone")
        return message

    async def aclose(self) -> None:
        pass


class Switchboard:
    """Gives out lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    async def dial(self, endpoint: Endpoint) -> Line:
        self.lines.append(Line())
        return self.lines[-1]


class Talk:
    """A service at work on one loop, and everything that it has told."""

    def __init__(self) -> None:
        self.told: list[ModelEvent] = []
        self.switchboard = Switchboard()
        self.service = Service(
            access=Access(
                dialer=self.switchboard,
                endpoint=Endpoint(url="ws://nowhere"),
                dialect="ga",
                label="test",
            ),
            options=RealtimeSessionOptions(model="m", turn_detection=ServerVadOptions()),
            chat_ctx=ChatContext(),
            fnc_ctx=None,
            note=lambda event: None,
        )

    async def settle(self) -> None:
        await asyncio.sleep(0.01)

    @property
    def line(self) -> Line:
        return self.switchboard.lines[-1]

    async def do(self, step: Any) -> None:
        if step == "hang up":
            self.line.hang_up()
            await asyncio.sleep(STEADY)
        elif isinstance(step, bytes):
            self.line.say_raw(step)
        elif isinstance(step, float):
            await asyncio.sleep(step)
        elif isinstance(step, dict):
            self.line.say(step)
        elif isinstance(step, AudioFrame):
            self.service.push_audio(step)
        else:
            self.service.send(step)

    async def play(self, steps: list[Any]) -> None:
        running = asyncio.create_task(self.service.run(self.told.append))
        await self.settle()
        for step in steps:
            await self.do(step)
            await self.settle()
            if running.done():
                break
        assert not running.done(), running.exception()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await self.service.aclose()
        check(self.told)


def check(told: list[ModelEvent]) -> None:
    """What the port promises of every session."""
    created = Counter(e.response_id for e in told if isinstance(e, m.ResponseCreated))
    done = Counter(e.response_id for e in told if isinstance(e, m.ResponseDone))
    assert set(created.values()) <= {1}
    assert set(done.values()) <= {1}
    assert done.keys() <= created.keys()
    called = Counter(c.call_id for e in told if isinstance(e, m.ToolCallsReceived) for c in e.calls)
    assert set(called.values()) <= {1}
    begun: set[m.ContentId] = set()
    over: set[Any] = set()
    for event in told:
        match event:
            case m.ContentAdded(content=content):
                assert content not in begun
                begun.add(content)
            case AudioDelta(content=content) | m.TextArrived(content=content):
                assert content in begun and content not in over
                assert content.response_id not in over
            case m.ContentDone(content=content):
                assert content in begun and content not in over
                over.add(content)
            case m.ResponseDone(response_id=response_id):
                over.add(response_id)
            case m.ModelLost():
                over |= created.keys() & {c.response_id for c in begun}


def event(type: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"type": st.just(type), **fields})


response_ids, item_ids = st.sampled_from(RESPONSES), st.sampled_from(ITEMS)
event_ids = st.sampled_from(("", "event_1", "event_2", "event_3", "event_4"))
place = {
    "event_id": event_ids,
    "response_id": response_ids,
    "item_id": item_ids,
    "output_index": st.integers(0, 1),
    "content_index": st.integers(0, 1),
}
calls = st.fixed_dictionaries(
    {
        "id": item_ids,
        "type": st.just("function_call"),
        "status": st.sampled_from(("completed", "incomplete")),
        "call_id": st.sampled_from(CALLS),
        "name": st.just("weather"),
        "arguments": st.just("{}"),
    }
)
spoken = st.fixed_dictionaries(
    {
        "id": item_ids,
        "type": st.just("message"),
        "role": st.just("assistant"),
        "content": st.just([]),
    }
)
responses = st.fixed_dictionaries(
    {
        "id": response_ids,
        "status": st.sampled_from(("completed", "cancelled", "failed", "incomplete", "odd")),
        "output": st.lists(st.one_of(calls, spoken), max_size=2),
        "metadata": st.sampled_from((None, {}, {"antiphon_request": "reply_1"})),
    }
)
errors = st.fixed_dictionaries(
    {
        "type": st.just("invalid_request_error"),
        "code": st.sampled_from(
            (
                "x",
                "conversation_already_has_active_response",
                "item_create_invalid_previous_item_id",
            )
        ),
        "message": st.just("No."),
        "event_id": st.sampled_from((None, "evt_1", "evt_2", "evt_3", "commit", "probe")),
    }
)
service_events = st.one_of(
    event("response.created", event_id=event_ids, response=responses),
    event("response.done", event_id=event_ids, response=responses),
    event("response.output_item.added", **place, item=st.one_of(calls, spoken)),
    event("response.output_item.done", **place, item=st.one_of(calls, spoken)),
    event("response.content_part.added", **place, part=st.just({"type": "output_audio"})),
    event("response.content_part.done", **place, part=st.just({"type": "output_text"})),
    event("response.output_audio.delta", **place, delta=st.just(SILENCE)),
    event("response.output_audio.done", **place),
    event("response.output_audio_transcript.delta", **place, delta=st.just("word ")),
    event("response.output_audio_transcript.done", **place, transcript=st.just("word")),
    event("response.output_text.delta", **place, delta=st.just("text")),
    event(
        "input_audio_buffer.speech_started", item_id=item_ids, audio_start_ms=st.integers(0, 999)
    ),
    event("input_audio_buffer.speech_stopped", item_id=item_ids, audio_end_ms=st.integers(0, 9999)),
    event("input_audio_buffer.committed", item_id=item_ids),
    event(
        "conversation.item.input_audio_transcription.completed",
        item_id=item_ids,
        transcript=st.just("hello"),
    ),
    event("conversation.item.input_audio_transcription.failed", item_id=item_ids),
    event(
        "conversation.item.added",
        item=st.one_of(calls, spoken),
        previous_item_id=st.one_of(st.none(), item_ids, st.just("root")),
    ),
    event("conversation.item.deleted", item_id=item_ids),
    event("conversation.item.truncated", item_id=item_ids),
    event("rate_limits.updated", rate_limits=st.just([{"name": "tokens", "remaining": 0}])),
    event("error", event_id=event_ids, error=errors),
)
commands = st.one_of(
    st.just(m.CreateResponse(request_id="reply_1")),
    st.builds(m.CancelResponse, response_id=response_ids),
    st.builds(m.DeleteItem, item_id=item_ids),
    st.builds(
        m.CreateItem,
        message=st.builds(ChatMessage, role=st.just("user"), id=item_ids, content=st.just("Hi.")),
        after=st.one_of(st.none(), item_ids),
    ),
    st.builds(
        m.Truncate,
        item_id=item_ids,
        content_index=st.just(0),
        heard_ms=st.integers(1, 999),
        heard_text=st.just("word"),
    ),
    st.just(m.CommitAudio()),
    st.just(AudioFrame.create(24_000, 1, 480)),
)
steps = st.lists(
    st.one_of(
        service_events, service_events, service_events, commands, st.sampled_from((1.5, "hang up"))
    ),
    max_size=40,
)


@given(steps)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_comes_in_whatever_order_what_is_told_makes_sense(steps: list[Any]) -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(Talk().play(steps))


def mutated(message: bytes, random: Random) -> bytes:
    """A message with something wrong in it."""
    data = bytearray(message)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(data))
        match random.randrange(4):
            case 0:
                data[at] = random.randrange(256)
            case 1:
                del data[at : at + random.randrange(1, 12)]
            case 2:
                data[at:at] = random.choice((b"null", b"{}", b"[]", b'"', b"1e999", b"\\ud800"))
            case _:
                other = random.randrange(len(data))
                data[at:at] = data[other : other + 16]
        data = data or bytearray(b"{")
    return bytes(data)


def samples() -> list[bytes]:
    """A message of every type, as the service sends it."""
    ids = {"response_id": "resp_1", "item_id": "item_1", "output_index": 0, "content_index": 0}
    call = {
        "id": "item_2",
        "type": "function_call",
        "call_id": "call_1",
        "name": "w",
        "arguments": "",
    }
    response = {
        "id": "resp_1",
        "status": "completed",
        "output": [call],
        "usage": {"total_tokens": 9},
    }
    events = [
        {"type": "response.created", "response": {"id": "resp_1", "metadata": {}}},
        {"type": "response.output_item.added", **ids, "item": call},
        {"type": "response.content_part.added", **ids, "part": {"type": "output_audio"}},
        {"type": "response.output_audio.delta", **ids, "delta": SILENCE},
        {"type": "response.output_audio_transcript.delta", **ids, "delta": "word"},
        {"type": "response.content_part.done", **ids, "part": {"type": "output_audio"}},
        {"type": "response.output_item.done", **ids, "item": call},
        {"type": "response.done", "response": response},
        {"type": "input_audio_buffer.speech_started", "item_id": "item_3", "audio_start_ms": 10},
        {"type": "input_audio_buffer.speech_stopped", "item_id": "item_3", "audio_end_ms": 90},
        {"type": "input_audio_buffer.committed", "item_id": "item_3", "previous_item_id": None},
        {"type": "conversation.item.added", "item": call, "previous_item_id": "item_1"},
        {"type": "conversation.item.deleted", "item_id": "item_1"},
        {"type": "rate_limits.updated", "rate_limits": [{"name": "tokens", "remaining": 0}]},
        {"type": "error", "error": {"type": "server_error", "message": "Hm.", "event_id": "evt_1"}},
    ]
    return [json.dumps(event).encode() for event in events]


async def test_ten_thousand_messages_with_something_wrong_in_them_end_nothing() -> None:
    random, messages = Random(7), samples()
    talk = Talk()
    running = asyncio.create_task(talk.service.run(talk.told.append))
    await talk.settle()
    for _ in range(10_000):
        talk.line.say_raw(mutated(random.choice(messages), random))
        await asyncio.sleep(0.6)  # not so much nonsense that the line is given up
    assert not running.done(), running.exception()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await talk.service.aclose()
    check(talk.told)
