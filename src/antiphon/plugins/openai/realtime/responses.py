"""The answers of the service as they come in, told in the words of the port.

| what comes                         | then                                                      |
|------------------------------------|-----------------------------------------------------------|
| a response, a second time          | nothing                                                   |
| audio or text of a part            | told; the part is announced first if it was not           |
| anything of an unknown response    | kept for a second: its `response.created` may be late     |
| anything of a response that is over| nothing                                                   |
| a tool call                        | kept (`tool_calls`); all calls of a response are told     |
|                                    | when it is done                                           |
| the end of a response              | its calls, what it has cost, its end; a second time       |
|                                    | nothing                                                   |
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from antiphon import clock
from antiphon.core import messages as m
from antiphon.llm import ToolCall
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.costs import Timing, metrics_of
from antiphon.plugins.openai.realtime.names import Names
from antiphon.plugins.openai.realtime.options import AudioFormat
from antiphon.plugins.openai.realtime.tool_calls import Round, ToolCalls
from antiphon.plugins.openai.realtime.voice import Decoder
from antiphon.realtime import AudioDelta, ModelEvent
from antiphon.utils.latest import Latest

__all__ = ["REQUEST_KEY", "ResponseEvent", "Responses"]

REQUEST_KEY = "antiphon_request"
"""Of a response's metadata: the request that it answers."""

PARKED_SECONDS = 1.0
MAX_PARKED = 64
MAX_OVER = 256
MAX_RECEIVED = 64

PartEvent: TypeAlias = (
    wire.ContentPartAdded
    | wire.ContentPartDone
    | wire.AudioDelta
    | wire.AudioDone
    | wire.TranscriptDelta
    | wire.TranscriptDone
    | wire.TextDelta
    | wire.TextDone
)
ResponseEvent: TypeAlias = (
    PartEvent
    | wire.ResponseDone
    | wire.OutputItemAdded
    | wire.OutputItemDone
    | wire.ArgumentsDelta
    | wire.ArgumentsDone
)

TEXT_PARTS = ("text", "output_text")


@dataclass(slots=True, eq=False)
class Part:
    """A content part as it comes in."""

    decoder: Decoder
    has_text: bool = False
    is_done: bool = False


@dataclass(slots=True, eq=False)
class Coming:
    """A response under way."""

    id: str
    """What the conversation calls it."""
    timing: Timing
    is_told: bool
    """The conversation is to know of it."""
    parts: dict[m.ContentId, Part] = field(default_factory=dict)
    called: Round = field(default_factory=Round)
    call_items: list[str] = field(default_factory=list)
    """Ids of the items in which tools are called."""


class Responses:
    """Follows every response from its creation to its end."""

    def __init__(
        self,
        audio_format: AudioFormat,
        names: Names,
        label: str,
        is_aside: Callable[[str], bool],
        on_calls: Callable[[list[tuple[ToolCall, str]]], None],
    ) -> None:
        """`label` names the model in metrics; `is_aside` tells requests of which the conversation
        is to know nothing; `on_calls` is told of the calls of a response, each with the id of its
        item on the wire, before anybody else is."""
        self._names = names
        self._audio_format: AudioFormat = audio_format
        self._label = label
        self._is_aside = is_aside
        self._on_calls = on_calls
        self._coming: dict[str, Coming] = {}
        self._over = Latest(MAX_OVER, names.forget)
        self._parked: list[tuple[float, str, ResponseEvent]] = []
        self._tool_calls = ToolCalls(names)
        self._received: dict[tuple[str, int], float] = {}

    @property
    def active_id(self) -> str | None:
        """Id of the latest response under way that the conversation knows of."""
        told = [coming.id for coming in self._coming.values() if coming.is_told]
        return told[-1] if told else None

    @property
    def unmade_calls(self) -> list[str]:
        """Ids of the items of calls that nobody was told of yet: their responses are not done."""
        return [item_id for coming in self._coming.values() for item_id in coming.call_items]

    def received_ms(self, item_id: str, content_index: int) -> float:
        """How much audio of that part has come, as far as that is still known."""
        return self._received.get((item_id, content_index), math.inf)

    def forget(self) -> None:
        """The line is lost: nothing more comes of what was under way."""
        self._coming.clear()
        self._over.clear()
        self._parked.clear()
        self._tool_calls.forget()

    def begun(self, event: wire.ResponseCreated, request_id: str | None) -> list[ModelEvent]:
        """What is told about a response, which answers that request."""
        on_wire = event.response.id
        if on_wire in self._coming or on_wire in self._over:
            return []
        response_id = self._names.inward(on_wire)
        is_told = request_id is None or not self._is_aside(request_id)
        self._coming[on_wire] = Coming(response_id, Timing(), is_told)
        created = m.ResponseCreated(response_id=response_id, request_id=request_id)
        told: list[ModelEvent] = [created] if is_told else []
        return [*told, *self._unpark(on_wire)]

    def handle(self, event: ResponseEvent) -> list[ModelEvent]:
        """What is told about what comes of a response."""
        response_id = id_of(event)
        coming = self._coming.get(response_id)
        if coming is None:
            self._park(response_id, event)
            return []
        told = self._come(coming, event)
        return told if coming.is_told else []

    def _come(self, coming: Coming, event: ResponseEvent) -> list[ModelEvent]:
        match event:
            case wire.ResponseDone():
                return self._done(coming, event)
            case wire.OutputItemDone():
                return self._item_done(coming, event)
            case wire.ArgumentsDelta():
                coming.timing.came()
                return []
            case wire.OutputItemAdded(item=item) if item.type == "function_call":
                coming.call_items.append(self._names.inward(item.id))
                return []
            case wire.ArgumentsDone() | wire.OutputItemAdded():
                return []
        return self._part_came(coming, event)

    # -- responses -------------------------------------------------------------------------

    def _done(self, coming: Coming, event: wire.ResponseDone) -> list[ModelEvent]:
        response = event.response
        del self._coming[response.id]
        self._over.add(response.id)
        for index, item in enumerate(response.output or ()):
            self._tool_calls.take(coming.called, index, item)
        called = coming.called.in_order
        calls = tuple(call for call, _ in called)
        self._on_calls(called)
        told = coming.called.troubles()
        if calls:
            told.append(m.ToolCallsReceived(response_id=coming.id, calls=calls))
        metrics = metrics_of(coming.id, response, coming.timing, self._label)
        return [*told, m.MetricsArrived(metrics=metrics), ending(coming.id, response)]

    def _item_done(self, coming: Coming, event: wire.OutputItemDone) -> list[ModelEvent]:
        self._tool_calls.take(coming.called, event.output_index, event.item)
        item_id = self._names.inward(event.item.id)
        parts = [content for content in coming.parts if content.item_id == item_id]
        return [done for content in parts for done in end(coming, content)]

    # -- parts -----------------------------------------------------------------------------

    def _part_came(self, coming: Coming, event: PartEvent) -> list[ModelEvent]:
        content = m.ContentId(
            response_id=coming.id,
            item_id=self._names.inward(event.item_id),
            output_index=event.output_index,
            content_index=event.content_index,
        )
        told: list[ModelEvent] = []
        part = coming.parts.get(content)
        if part is None:
            part = coming.parts[content] = Part(Decoder(self._audio_format))
            told.append(m.ContentAdded(content=content, kind=kind_of(event)))
        if part.is_done:
            return told
        return [*told, *self._grow(coming, content, part, event)]

    def _grow(
        self, coming: Coming, content: m.ContentId, part: Part, event: PartEvent
    ) -> list[ModelEvent]:
        match event:
            case wire.AudioDelta():
                coming.timing.spoke()
                frame = part.decoder.push(event.delta)
                self._note_received(content, part.decoder.ms)
                has_sound = frame.samples_per_channel > 0
                return [AudioDelta(content=content, frame=frame)] if has_sound else []
            case wire.TranscriptDelta() | wire.TextDelta():
                coming.timing.came()
                return self._write(content, part, event.delta)
            case wire.TranscriptDone():
                return [] if part.has_text else self._write(content, part, event.transcript)
            case wire.TextDone():
                return [] if part.has_text else self._write(content, part, event.text)
            case wire.ContentPartDone():
                return end(coming, content)
        return []

    def _note_received(self, content: m.ContentId, ms: float) -> None:
        self._received[content.item_id, content.content_index] = ms
        if len(self._received) > MAX_RECEIVED:
            del self._received[next(iter(self._received))]

    def _write(self, content: m.ContentId, part: Part, text: str) -> list[ModelEvent]:
        if not text:
            return []
        part.has_text = True
        return [m.TextArrived(content=content, text=text)]

    # -- what comes before its response ----------------------------------------------------

    def _park(self, response_id: str, event: ResponseEvent) -> None:
        if response_id in self._over:
            return
        now = clock.now()
        fresh = [p for p in self._parked if p[0] > now - PARKED_SECONDS]
        self._parked = [*fresh, (now, response_id, event)][-MAX_PARKED:]

    def _unpark(self, response_id: str) -> list[ModelEvent]:
        parked = [p for p in self._parked if p[1] == response_id]
        self._parked = [p for p in self._parked if p[1] != response_id]
        since = clock.now() - PARKED_SECONDS
        return [told for at, _, event in parked if at > since for told in self.handle(event)]


def id_of(event: ResponseEvent) -> str:
    """The id of the response that it belongs to."""
    if isinstance(event, wire.ResponseDone):
        return event.response.id
    return event.response_id


def kind_of(event: PartEvent) -> m.ContentKind:
    """What the part is made of."""
    if isinstance(event, wire.ContentPartAdded | wire.ContentPartDone):
        return "text" if event.part.type in TEXT_PARTS else "audio"
    return "text" if isinstance(event, wire.TextDelta | wire.TextDone) else "audio"


def end(coming: Coming, content: m.ContentId) -> list[ModelEvent]:
    """Nothing more comes of a part; told once."""
    part = coming.parts[content]
    if part.is_done:
        return []
    part.is_done = True
    return [m.ContentDone(content=content)]


def ending(response_id: str, response: wire.Response) -> m.ResponseDone:
    """How a response came to its end, and why."""
    details = response.status_details
    error = details.error if details is not None else None
    why = (error.message or error.code or error.type) if error is not None else None
    message = str(why or "") or (details.reason if details is not None else "")
    match response.status:
        case "completed" | "cancelled" | "incomplete" as status:
            return m.ResponseDone(response_id=response_id, status=status, message=message or "")
    message = message or "the service has not said why"
    return m.ResponseDone(response_id=response_id, status="failed", message=message)
