"""The answers that the service is asked for, until they begin.

| a request        | then                                                                       |
|------------------|----------------------------------------------------------------------------|
| is made          | sent; while a limit of the account is used up, a little later              |
| has an answer    | who asked is told: True                                                    |
| is refused       | who asked is told, with the words of the service; not where it was merely  |
|                  | too early: its scheduler asks again                                        |
| is lost with the | its scheduler asks again; nobody does so for one beside the conversation:  |
| line             | who asked is told                                                          |
| has no answer    | its scheduler asks once more                                               |
| is dropped by    | who asked is told: False where it was called off, else what went wrong     |
| its scheduler    |                                                                            |
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from msgspec import UNSET

from antiphon.core import messages as m
from antiphon.errors import ModelConnectionError, ModelError, ModelRefused
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.api import ResponseDetail
from antiphon.plugins.openai.realtime.configuration import or_unset, tools_of
from antiphon.plugins.openai.realtime.limits import RateLimits
from antiphon.plugins.openai.realtime.questions import Answer
from antiphon.plugins.openai.realtime.responses import REQUEST_KEY
from antiphon.utils import shortuuid

__all__ = ["Requests", "SendRequest"]

SendRequest: TypeAlias = Callable[[str, wire.ResponseConfig], None]
"""Sends the request of an id."""


class Requests:
    """Asks, and tells who asked what came of it."""

    def __init__(self, limits: RateLimits, send: SendRequest) -> None:
        self._limits = limits
        self._send = send
        self._asked: dict[str, Answer] = {}
        """Who waits for the answer to a request to begin."""
        self._aside: dict[str, bool] = {}
        """The requests beside the conversation; whether it is to know of the answer."""
        self._held: set[asyncio.TimerHandle] = set()

    def is_unknown(self, request_id: str) -> bool:
        """Whether the conversation is to know nothing of the answer to that."""
        return not self._aside.get(request_id, True)

    def ask(self, command: m.CreateResponse) -> None:
        """Have an answer made, in the conversation."""
        self._ask(command, conversation=None)

    def ask_aside(
        self, instructions: str | None, detail: ResponseDetail, *, is_spoken: bool
    ) -> None:
        """Have one made beside it; the conversation knows of it where it is spoken."""
        request_id = shortuuid("aside_")
        self._aside[request_id] = is_spoken
        command = m.CreateResponse(request_id=request_id, instructions=instructions, detail=detail)
        self._ask(command, conversation="none")

    def begun(self, request_id: str) -> None:
        """The answer to that has begun."""
        asked = self._settle(request_id)
        if asked is not None and not asked.done():
            asked.set_result(True)

    def refused(self, refusal: m.ResponseRefused) -> m.ResponseRefused:
        """There will be no answer to that, or not yet; returns what is to be told of it, for nobody
        asks again for one beside the conversation."""
        if refusal.busy and refusal.request_id not in self._aside:
            return refusal
        self._fail(refusal.request_id, ModelRefused(refusal.message))
        return replace(refusal, busy=False)

    def dropped(self, command: m.RequestDropped) -> None:
        """There will be no answer to what was, or was to be, asked for with that detail."""
        detail: ResponseDetail = command.detail
        for request_id in [known for known, a in self._asked.items() if a is detail.answer]:
            self._settle(request_id)
        if detail.answer.done():
            return
        if command.failure is None:
            detail.answer.set_result(False)
        else:
            fail(detail.answer, ModelError(command.failure))

    def lost(self) -> None:
        """The line is lost, and with it what was asked for and has not begun."""
        for timer in self._held:
            timer.cancel()
        self._held.clear()
        lost = ModelConnectionError("the line to the model was lost before the answer began")
        for request_id in list(self._aside):
            self._fail(request_id, lost)

    def close(self) -> None:
        """Nothing is answered any more."""
        self.lost()
        for request_id in list(self._asked):
            self._fail(request_id, ModelConnectionError("the session with the model is over"))

    def _fail(self, request_id: str, error: ModelError) -> None:
        asked = self._settle(request_id)
        if asked is not None and not asked.done():
            fail(asked, error)

    def _settle(self, request_id: str) -> "Answer | None":
        """It is known what came of a request: returns who waits for that, in whatever requests."""
        self._aside.pop(request_id, None)
        asked = self._asked.pop(request_id, None)
        same = [known for known, answer in self._asked.items() if answer is asked]
        for known in same:
            del self._asked[known]
        return asked

    def _ask(self, command: m.CreateResponse, *, conversation: str | None) -> None:
        detail: ResponseDetail | None = command.detail
        if detail is not None:
            self._asked[command.request_id] = detail.answer
        send = partial(self._send, command.request_id, config_of(command, conversation))
        if seconds := self._limits.seconds_to_wait:
            self._hold(seconds, send)
        else:
            send()

    def _hold(self, seconds: float, send: Callable[[], None]) -> None:
        def go() -> None:
            self._held.discard(timer)
            send()

        timer = asyncio.get_running_loop().call_later(seconds, go)
        self._held.add(timer)


def fail(answer: Answer, error: ModelError) -> None:
    """Have `answer` raise that; who does not look misses nothing."""
    answer.set_exception(error)
    answer.exception()


def config_of(command: m.CreateResponse, conversation: str | None) -> wire.ResponseConfig:
    """What the service is told of a request."""
    detail: ResponseDetail | None = command.detail
    attached: dict[str, str] = {}
    modalities = None
    if detail is not None:
        attached = detail.metadata or {}
        modalities = detail.modalities
    return wire.ResponseConfig(
        instructions=or_unset(command.instructions),
        tools=UNSET if command.tools is None else tools_of(command.tools),
        output_modalities=or_unset(modalities),
        conversation=or_unset(conversation),
        metadata=attached | {REQUEST_KEY: command.request_id},
    )
