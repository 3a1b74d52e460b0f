"""One response: told item by item at its pace, and cut at any moment in good order."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from antiphon.llm import ToolCall
from antiphon.testing.fake_openai.conversation import Conversation, Item
from antiphon.testing.fake_openai.outbox import Ids, Outbox
from antiphon.testing.fake_openai.parts import Arguments, Part, Speech, Text
from antiphon.testing.fake_openai.script import Answer, Event, Message, Plan, TextAnswer
from antiphon.testing.fake_openai.sound import Sound

__all__ = ["Manner", "Response"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How responses are told."""

    modalities: list[str]
    sound: Sound
    voice: str
    pace: float
    """Seconds of audio sent in a second."""
    delta_seconds: float
    """Audio in one delta."""


class Response:
    """One response, from its creation to its end.

    `play()` is told on by whoever keeps the time; `cut()` ends it early. Both put events out.
    """

    def __init__(
        self,
        plan: Plan,
        manner: Manner,
        request: Event,
        *,
        ids: Ids,
        outbox: Outbox,
        conversation: Conversation | None,
        usage: Callable[[list[Item]], Event],
    ) -> None:
        self.id = ids.new("resp")
        self.is_over = False
        self.spoken_seconds = 0.0
        """The audio that was sent."""
        self._plan = plan
        self._manner = manner
        self._request = request
        self._ids = ids
        self._outbox = outbox
        self._conversation = conversation
        self._usage = usage
        self._output: list[Item] = []
        self._part: Part | None = None
        self._content_index: int | None = None
        self._previous_id: str | None = None

    @property
    def is_out_of_band(self) -> bool:
        """What it says is in no conversation."""
        return self._conversation is None

    def create(self) -> None:
        """Say that there is a response."""
        self._outbox.put("response.created", response=self._shown("in_progress"))

    def play(self) -> Iterator[float]:
        """Tell it; yields the seconds to wait before it is told on."""
        for index, output in enumerate(self._plan.outputs):
            if index:
                self._close_item("completed")
            yield from self._tell_item(output)
        if self._plan.status == "completed":
            self._close_item("completed")
        self.end(self._plan.status, self._plan.details)

    def cut(self, reason: str) -> None:
        """End it as cancelled, for that reason."""
        self.end("cancelled", {"type": "cancelled", "reason": reason})

    def end(self, status: str, details: Event | None) -> None:
        """Close what is open, and say how it ended."""
        self.is_over = True
        self._close_item("incomplete")
        response = self._shown(status, details) | {"usage": self._usage(self._output)}
        self._outbox.put("response.done", response=response)

    def _tell_item(self, output: Answer | TextAnswer | Message | ToolCall) -> Iterator[float]:
        if isinstance(output, ToolCall):
            self._open_item(call_item(self._ids.new("item"), output))
            self._part = Arguments(output, self._output[-1])
            yield from self._tell(self._part)
            return
        parts = output.parts if isinstance(output, Message) else (output,)
        self._open_item(message_item(self._ids.new("item"), output.phase))
        for index, part in enumerate(parts):
            self._close_part()
            yield from self._tell(self._open_part(index, part))

    def _tell(self, part: Part) -> Iterator[float]:
        yield from self._stall()
        for seconds, events in part.pieces():
            for type, fields in events:
                self._put(type, **fields)
            self.spoken_seconds = round(self.spoken_seconds + seconds, 6)
            yield from self._stall()
            if wait := seconds / self._manner.pace:
                yield wait

    def _stall(self) -> Iterator[float]:
        if self.spoken_seconds >= self._plan.stalls_after:
            yield math.inf

    def _open_item(self, item: Item) -> None:
        self._output.append(item)
        place = {"response_id": self.id, "output_index": len(self._output) - 1}
        self._outbox.put("response.output_item.added", **place, item=copied(item.data))
        if self._conversation is not None:
            self._previous_id = self._conversation.add(item)
            self._tell_conversation("conversation.item.added", item)

    def _open_part(self, index: int, answer: Answer | TextAnswer) -> Part:
        item = self._output[-1]
        part = self._part_of(answer, item)
        self._part, self._content_index = part, index
        self._put("response.content_part.added", part=part.shown)
        return part

    def _part_of(self, answer: Answer | TextAnswer, item: Item) -> Speech | Text:
        if isinstance(answer, Answer) and self._manner.modalities == ["audio"]:
            return Speech(answer, item, self._manner.sound, self._manner.delta_seconds)
        return Text(answer, item)

    def _close_part(self) -> None:
        part, self._part = self._part, None
        if part is None:
            return
        for type, fields in part.closing():
            self._put(type, **fields)
        if isinstance(part, Speech | Text):
            self._put("response.content_part.done", part=part.shown)
        self._content_index = None

    def _close_item(self, status: str) -> None:
        self._close_part()
        if not self._output or self._output[-1].data["status"] != "in_progress":
            return
        item = self._output[-1]
        item.data["status"] = status
        if self._conversation is not None:
            self._tell_conversation("conversation.item.done", item)
        place = {"response_id": self.id, "output_index": len(self._output) - 1}
        self._outbox.put("response.output_item.done", **place, item=copied(item.data))

    def _tell_conversation(self, type: str, item: Item) -> None:
        self._outbox.put(type, previous_item_id=self._previous_id, item=copied(item.data))

    def _put(self, type: str, **fields: Any) -> None:
        place: Event = {
            "response_id": self.id,
            "item_id": self._output[-1].id,
            "output_index": len(self._output) - 1,
        }
        if self._content_index is not None:
            place["content_index"] = self._content_index
        self._outbox.put(type, **place, **fields)

    def _shown(self, status: str, details: Event | None = None) -> Event:
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": status,
            "status_details": details,
            "output": [copied(item.data) for item in self._output],
            "conversation_id": self._conversation.id if self._conversation else None,
            "output_modalities": self._manner.modalities,
            "max_output_tokens": self._request.get("max_output_tokens", "inf"),
            "audio": {"output": {"format": self._manner.sound.shown, "voice": self._manner.voice}},
            "usage": None,
            "metadata": self._request.get("metadata"),
        }


def message_item(item_id: str, phase: str | None) -> Item:
    data: Event = {
        "id": item_id,
        "object": "realtime.item",
        "type": "message",
        "status": "in_progress",
        "role": "assistant",
        "content": [],
    }
    return Item(data if phase is None else data | {"phase": phase})


def call_item(item_id: str, call: ToolCall) -> Item:
    return Item(
        {
            "id": item_id,
            "object": "realtime.item",
            "type": "function_call",
            "status": "in_progress",
            "name": call.name,
            "call_id": call.call_id,
            "arguments": "",
        }
    )


def copied(item: Event) -> Event:
    """The item as it is now, whatever becomes of it."""
    copy = dict(item)
    if "content" in item:
        copy["content"] = [dict(part) for part in item["content"]]
    return copy
