"""The answers of a model of 0.12, told one after the other.

| the model             | nothing is under way               | an answer is under way            |
|-----------------------|------------------------------------|-----------------------------------|
| announces a response  | it begins                          | it waits                          |
| adds a content part   | its response begins, if it was not | to the same: the part begins;     |
|                       | announced; the part begins         | else it waits, or ends the other, |
|                       |                                    | if that has no open part          |
| ends a part           | –                                  | the last of a response that was   |
|                       |                                    | not announced: the answer ends    |
| ends a response       | one that was asked for begins, and | it ends, when its parts have; at  |
|                       | ends                               | once, if it was cut off           |
| is told to stop       | –                                  | it ends; what waits is dropped    |

A part ends when both of its streams have; a written one, when the model says so. Responses get ids
of their own here: models of 0.12 may use one twice. What still comes of the latest response that
was cut off is dropped.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import get_args

from antiphon.audio import own_frame
from antiphon.core import messages as m
from antiphon.realtime.adapter.protocol import _ContentProto
from antiphon.realtime.port import AudioDelta, ModelEvent

__all__ = ["Answers"]

MAX_ITEMS = 64
STATUSES: dict[str, m.ResponseStatus] = {status: status for status in get_args(m.ResponseStatus)}


@dataclass(eq=False)
class Answer:
    """A response, under way or waiting for its turn."""

    key: str
    """Its id, as the model has it."""
    id: str
    """Its id, as it is told."""
    request_id: str | None
    """What it answers; None for an answer of the model's own accord."""
    is_announced: bool = False
    """The model will say when it ends."""
    has_parts: bool = False
    """Something has come of it."""
    status: m.ResponseStatus | None = None
    """How it ended, once the model has said so."""
    waiting: list[Callable[[], None]] = field(default_factory=list)
    """What happens to it when its turn comes."""
    open: dict[m.ContentId, asyncio.Task[None] | None] = field(default_factory=dict)
    """The parts of which more may come, and what reads them."""

    @property
    def is_over(self) -> bool:
        """Nothing more comes of it."""
        if self.status not in (None, "completed"):
            return True
        return not self.open and (self.status is not None or not self.is_announced)


class Answers:
    """Tells of one answer at a time, whatever the order in which the model makes them."""

    def __init__(self, report: Callable[[ModelEvent], None], group: asyncio.TaskGroup) -> None:
        self._report = report
        self._group = group
        self._request: str | None = None
        """Id of the request that has not been answered."""
        self._current: Answer | None = None
        self._waiting: deque[Answer] = deque()
        self._is_stopped = False
        """The model was told to stop, and no answer has begun since."""
        self._dropped: str | None = None
        """Key of the latest response that was cut off."""
        self._ended: str | None = None
        """Key of the latest response that has ended."""
        self._items: deque[str] = deque(maxlen=MAX_ITEMS)
        self._written: dict[str, str] = {}
        """The texts of the items that were written, not spoken."""
        self._retries = 0
        self._count = 0

    @property
    def written_items(self) -> set[str]:
        """Ids of the items that were written, not spoken."""
        return set(self._written)

    def retried(self, item_id: str) -> tuple[str, int]:
        """That item is given up for another try: its text, and how many tries in a row it were."""
        self._retries += 1
        return self._written.pop(item_id, ""), self._retries

    def requested(self, request_id: str) -> None:
        """The next answer to begin is to this request."""
        self._request = request_id

    def unanswered(self) -> None:
        """The request is not going to be answered."""
        self._request = None

    def item(self, item_id: str) -> str | None:
        """That item, if an answer has it, else the latest; None where there is none."""
        if item_id in self._items:
            return item_id
        return self._items[-1] if self._items else None

    # -- from the model ----------------------------------------------------------------------

    def created(self, key: str) -> None:
        """The model announces a response."""
        self._find_or_add(key).is_announced = True

    def added(self, content: _ContentProto) -> None:
        """A content part has begun."""
        if content.response_id == self._dropped:
            return
        answer = self._find_or_add(content.response_id)
        self._in_turn(answer, partial(self._begin_part, answer, content))

    def written(self, content: _ContentProto) -> None:
        """A written content part has ended."""
        answer = self._find(content.response_id)
        if answer is not None:
            self._in_turn(answer, partial(self._end_written, answer, content))

    def ended(self, key: str, status: str) -> None:
        """A response has ended, so says the model."""
        if key in (self._ended, self._dropped):
            return
        answer = self._find(key)
        if answer is None:
            if self._request is None or self._current is not None:
                return
            answer = self._find_or_add(key)
        answer.status = STATUSES.get(status, "completed")
        if answer is self._current:
            self._end_if_over()

    def answered_otherwise(self) -> None:
        """The request is answered with something that is not spoken."""
        if self._request is not None and self._current is None:
            self._begin(self._new_answer(""))
            self._end_if_over()

    # -- from the conversation ---------------------------------------------------------------

    def cancel(self, response_id: str) -> bool:
        """Tell no more of that answer, nor of what waits; whether there was any need for it."""
        answer = self._current
        if answer is None or answer.id != response_id:
            return False
        self.drop_waiting()
        self._is_stopped = True
        self._end(answer, "cancelled")
        return True

    def needs_stop(self) -> bool:
        """Whether the model may be at something that nobody knows of; it is taken to be stopped."""
        needed = self._current is None and not self._is_stopped
        self._is_stopped = self._is_stopped or needed
        return needed

    def drop_waiting(self) -> None:
        """Tell nothing of the answers that have not begun."""
        self._waiting.clear()

    # -- an answer at a time -----------------------------------------------------------------

    def _find(self, key: str) -> Answer | None:
        answers = [self._current, *self._waiting]
        return next((a for a in answers if a is not None and a.key == key), None)

    def _find_or_add(self, key: str) -> Answer:
        answer = self._find(key)
        if answer is None:
            self._end_if_forgotten()
            answer = self._new_answer(key)
            self._waiting.append(answer)
            self._begin_next()
        return answer

    def _end_if_forgotten(self) -> None:
        """Some models announce responses and do not end them: another one does."""
        answer = self._current
        if answer is not None and answer.has_parts and not answer.open:
            self._end(answer, "completed")

    def _new_answer(self, key: str) -> Answer:
        """To the request there is, if there is one."""
        self._count += 1
        request_id, self._request = self._request, None
        return Answer(key=key, id=f"adapted_{self._count}", request_id=request_id)

    def _in_turn(self, answer: Answer, act: Callable[[], None]) -> None:
        if answer is self._current:
            act()
        else:
            answer.waiting.append(act)

    def _begin_next(self) -> None:
        if self._current is None and self._waiting:
            self._begin(self._waiting.popleft())

    def _begin(self, answer: Answer) -> None:
        self._current, self._is_stopped = answer, False
        self._report(m.ResponseCreated(response_id=answer.id, request_id=answer.request_id))
        for act in answer.waiting:
            if answer is self._current:  # telling may have led to its end
                act()
        if answer.status is not None:
            self._end_if_over()

    def _begin_part(self, answer: Answer, content: _ContentProto) -> None:
        """Tell of a part that is spoken as it comes; one that is written has no streams to read."""
        part = content_id(answer, content)
        self._items.append(content.item_id)
        answer.has_parts = True
        answer.open[part] = None
        self._report(m.ContentAdded(content=part, kind=content.content_type))
        if content.content_type != "text" and answer is self._current:
            answer.open[part] = self._group.create_task(
                self._read(answer, part, content), name=f"answer {content.item_id}"
            )

    def _end_written(self, answer: Answer, content: _ContentProto) -> None:
        part = content_id(answer, content)
        if part in answer.open and answer.open[part] is None:
            self._written[content.item_id] = content.text
            self._report(m.TextArrived(content=part, text=content.text))
            self._end_part(answer, part)

    async def _read(self, answer: Answer, part: m.ContentId, content: _ContentProto) -> None:
        """Tell what comes in both streams; one that fails makes the answer fail."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read_text(part, content))
                group.create_task(self._read_audio(part, content))
        except* Exception as failures:  # the streams are the model's own code
            if answer is self._current:
                error = failures.exceptions[0]
                self._end(answer, "failed", f"the stream of an answer failed: {error!r}")
        else:
            self._end_part(answer, part)

    async def _read_text(self, part: m.ContentId, content: _ContentProto) -> None:
        async for text in content.text_stream:
            self._report(m.TextArrived(content=part, text=text))

    async def _read_audio(self, part: m.ContentId, content: _ContentProto) -> None:
        async for frame in content.audio_stream:
            self._retries = 0
            self._report(AudioDelta(content=part, frame=own_frame(frame)))

    def _end_part(self, answer: Answer, part: m.ContentId) -> None:
        answer.open.pop(part, None)
        self._report(m.ContentDone(content=part))
        if answer is self._current:
            self._end_if_over()

    def _end_if_over(self) -> None:
        answer = self._current
        if answer is not None and answer.is_over:
            self._end(answer, answer.status or "completed")

    def _end(self, answer: Answer, status: m.ResponseStatus, message: str = "") -> None:
        """Nothing more is told of the answer; the next one begins."""
        self._current = None
        self._ended = answer.key
        if status != "completed":
            self._dropped = answer.key
        for task in answer.open.values():
            if task is not None and task is not asyncio.current_task():
                task.cancel()
        self._report(m.ResponseDone(response_id=answer.id, status=status, message=message))
        self._begin_next()


def content_id(answer: Answer, content: _ContentProto) -> m.ContentId:
    """The part, by the id that its answer has here."""
    return m.ContentId(
        response_id=answer.id,
        item_id=content.item_id,
        output_index=content.output_index,
        content_index=content.content_index,
    )
