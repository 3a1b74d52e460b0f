"""The answers of one session: one at a time, and the next one begun before it is asked for.

| what comes                    | while nothing is answered         | while something is       |
|-------------------------------|-----------------------------------|--------------------------|
| `prepare`: the user may have  | a draft: its first clause is made | nothing                  |
| finished                      | when nobody waits for another,    |                          |
|                               | and kept, nothing is told of it   |                          |
| `respond` to the draft's own  | the draft becomes the answer      | – (the caller refuses)   |
| prompt                        |                                   |                          |
| `respond` to another, `say`,  | the draft is thrown away          | –                        |
| `apologize`                   |                                   |                          |
| `discard`: the user goes on   | the same, unheard                 | nothing                  |

A draft calls no tools and sets no timers: what it asks for is kept as well.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from antiphon.core import messages as m
from antiphon.llm import LLM, ChatContext, FunctionContext
from antiphon.plugins.local.answering import Answer
from antiphon.plugins.local.engines import Urgency
from antiphon.plugins.local.foresight import can_draft
from antiphon.plugins.local.outbox import Outbox
from antiphon.plugins.local.replica import Replica
from antiphon.realtime import ModelEvent
from antiphon.realtime.speech import ended
from antiphon.tts import TTS
from antiphon.utils.aio import TaskSet

__all__ = ["Answers", "Prompt"]

Work: TypeAlias = Callable[[Answer], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is to be answered, and the tools on offer."""

    chat_ctx: ChatContext
    fnc_ctx: FunctionContext | None


@dataclass(frozen=True, slots=True)
class Making:
    """An answer under way."""

    answer: Answer
    outbox: Outbox
    task: "asyncio.Task[None]"


class Answers:
    """Makes answers, and tells of them what is wanted.

    Events go to the replica, then to `report`; tasks belong to `tasks`.
    """

    def __init__(
        self,
        *,
        llm: LLM,
        tts: TTS,
        replica: Replica,
        apology: str,
        tasks: TaskSet,
        report: Callable[[ModelEvent], None],
    ) -> None:
        self._llm = llm
        self._tts = tts
        self._replica = replica
        self._apology = apology
        self._tasks = tasks
        self._report = report
        self._current: Making | None = None
        self._draft: tuple[Prompt, Making] | None = None
        self._count = 0

    @property
    def is_busy(self) -> bool:
        """An answer is being made, not counting a draft."""
        return self._current is not None

    async def until_idle(self) -> None:
        """Wait until no answer is being made."""
        while self._current is not None:
            await asyncio.wait({self._current.task})

    def prepare(self, prompt: Prompt) -> None:
        """Begin to answer `prompt`, in place of the draft there is, if the model can be drafted."""
        self.discard()
        if self._current is None and can_draft(self._llm):
            self._draft = prompt, self._make(self._response_to(prompt), Urgency.GUESSED)

    def discard(self) -> None:
        """Throw the draft away, if there is one."""
        if self._draft is not None:
            self._draft[1].task.cancel()
            self._draft = None

    def respond(self, prompt: Prompt, request_id: str | None) -> None:
        """Answer `prompt`; nothing else may be under way."""
        drafted = self._take_draft(prompt)
        self._give(drafted or self._make(self._response_to(prompt)), request_id)

    def say(self, text: str, request_id: str) -> None:
        """Speak `text` as it stands; nothing else may be under way."""
        self.discard()
        self._give(self._make(lambda answer: answer.say(text)), request_id)

    def apologize(self, request_id: str | None) -> None:
        """Say that something has failed; nothing else may be under way."""
        self.discard()
        self._give(self._make(lambda answer: answer.apologize()), request_id)

    def cancel(self, response_id: str) -> None:
        """Stop making that answer, if it is under way."""
        if self._current is not None and self._current.answer.response_id == response_id:
            self._current.task.cancel()

    def do(self, action: Callable[[], None]) -> None:
        """Do `action`, on behalf of what is being answered: for a draft, when it is wanted."""
        if self._draft is not None:
            self._draft[1].outbox.do(action)
        else:
            action()

    def _take_draft(self, prompt: Prompt) -> Making | None:
        """The draft, if it answers just this; else it is of no use."""
        if self._draft is None or self._draft[0] != prompt:
            self.discard()
            return None
        (_, making), self._draft = self._draft, None
        return making

    def _response_to(self, prompt: Prompt) -> Work:
        return lambda answer: answer.respond(self._llm, prompt.chat_ctx, prompt.fnc_ctx)

    def _make(self, work: Work, urgency: Urgency = Urgency.AWAITED) -> Making:
        self._count += 1
        outbox = Outbox()
        answer = Answer(
            f"response_{self._count}",
            tts=self._tts,
            apology=self._apology,
            report=lambda event: outbox.do(partial(self._tell, event)),
            wanted=outbox.opened,
            urgency=urgency,
        )
        task = self._tasks.create_task(work(answer), name="answer")
        task.add_done_callback(take_note)
        return Making(answer, outbox, task)

    def _give(self, making: Making, request_id: str | None) -> None:
        """It is wanted: tell what there is of it, and what comes."""
        self._current = making
        making.answer.hurry()
        making.task.add_done_callback(lambda _: self._ended(making))
        created = m.ResponseCreated(response_id=making.answer.response_id, request_id=request_id)
        self._report(created)
        if not making.task.cancelling():
            making.outbox.open()

    def _tell(self, event: ModelEvent) -> None:
        self._replica.note(event)
        self._report(event)

    def _ended(self, making: Making) -> None:
        """The answer was made, or cut off, or came to grief: each is told, once."""
        self._current = None
        metrics = making.answer.metrics(cancelled=making.task.cancelled())
        self._report(m.MetricsArrived(metrics=metrics))
        self._report(ended(making.answer.response_id, making.task))


def take_note(task: "asyncio.Task[None]") -> None:
    """The failure of a draft that nobody wants is nobody's business."""
    if not task.cancelled():
        task.exception()
