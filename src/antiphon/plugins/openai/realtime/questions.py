"""What the service was asked and has not answered: each question has one answer, within 5 s."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from antiphon.errors import ModelConnectionError, ModelError, ModelRefused
from antiphon.plugins.openai import codec as wire

__all__ = ["ANSWER_SECONDS", "Answer", "Question", "QuestionKind", "Questions"]

ANSWER_SECONDS = 5.0
MAX_CLOSED = 256

Answer: TypeAlias = "asyncio.Future[bool]"
"""Whether something was done, to come; an error where it was refused."""

QuestionKind: TypeAlias = Literal[
    "create item", "delete item", "truncate item", "create response", "cancel response", "configure"
]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Question:
    """Something the service was asked to do."""

    kind: QuestionKind
    subject: str
    """Id of the item, the response or the request that it is about."""
    answer: "Answer | None" = None
    """True when it was done; the error when it was not."""
    item: wire.Item | None = None
    """The item to be created, as it was sent."""
    config: wire.SessionConfig | wire.ResponseConfig | None = None
    """What else may be large in it, as it was sent."""

    @property
    def size(self) -> int:
        """Bytes on the wire of what may be large in it."""
        part = self.item or self.config
        return 0 if part is None else wire.size_of(part)

    def done(self) -> None:
        """The service did it."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(True)

    def failed(self, error: ModelError) -> None:
        """It was not done; who asked is told, and need not look."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(error)
            self.answer.exception()


class Questions:
    """The open questions of one session on the wire."""

    def __init__(self, unanswered: Callable[[Question], None]) -> None:
        """`unanswered` is told of each that got no answer in time."""
        self._unanswered = unanswered
        self._open: dict[str, Question] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._closed: deque[str] = deque(maxlen=MAX_CLOSED)

    @property
    def is_empty(self) -> bool:
        """Everything is answered."""
        return not self._open

    @property
    def largest(self) -> Question | None:
        """The one that is not answered with which most was sent."""
        return max(self._open.values(), key=lambda question: question.size, default=None)

    def is_open(self, kind: QuestionKind, subject: str) -> bool:
        """It was asked, and is not answered."""
        questions = self._open.values()
        return any((question.kind, question.subject) == (kind, subject) for question in questions)

    def oldest(self, kind: QuestionKind) -> Question | None:
        """The first of that kind that is not answered."""
        return next((question for question in self._open.values() if question.kind == kind), None)

    def ask(self, event_id: str, question: Question) -> None:
        """It has been sent, as the client event of that id.

        Of a response nothing is expected in time: its scheduler has deadlines of its own.
        """
        self._open[event_id] = question
        if question.kind not in ("create response", "cancel response"):
            loop = asyncio.get_running_loop()
            self._timers[event_id] = loop.call_later(ANSWER_SECONDS, self._give_up, event_id)

    def answered(self, kind: QuestionKind, subject: str) -> None:
        """The service did it; nothing happens where nobody had asked."""
        for event_id, question in self._open.items():
            if (question.kind, question.subject) == (kind, subject):
                self._close(event_id)
                question.done()
                return

    def refused(self, event_id: str) -> Question | None:
        """The question that an error is the answer to."""
        return self._close(event_id)

    def was_closed(self, event_id: str) -> bool:
        """Whether that question was asked, and has had its answer or its time lately."""
        return event_id in self._closed

    def lost(self) -> None:
        """The line is lost: nobody will answer."""
        error = ModelConnectionError("the line to the model was lost before it answered")
        for event_id in list(self._open):
            if (question := self._close(event_id)) is not None:
                question.failed(error)

    def _give_up(self, event_id: str) -> None:
        question = self._close(event_id)
        if question is None:
            return
        message = f"the model has not answered within {ANSWER_SECONDS:.0f} s: {question.kind}"
        question.failed(ModelRefused(message))
        self._unanswered(question)

    def _close(self, event_id: str) -> Question | None:
        if (timer := self._timers.pop(event_id, None)) is not None:
            timer.cancel()
        question = self._open.pop(event_id, None)
        if question is not None:
            self._closed.append(event_id)
        return question
