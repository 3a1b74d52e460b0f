"""What the parts of a session have done: by the service, or by whoever schedules its answers.

| an answer is wanted     | then                                                            |
|-------------------------|-----------------------------------------------------------------|
| before anybody drives   | it is asked for as soon as somebody does, unless called off     |
| under an agent          | the agent's conversation says when                              |
| of a session alone      | its own scheduler does                                          |
| beside the conversation | the service is asked at once                                    |
| when all is over        | whoever waits is told that there will be none                   |
"""

import asyncio
from functools import partial
from typing import TypeAlias

from antiphon.audio import Frame, own_frame, remix, resample
from antiphon.core import messages as m
from antiphon.core.values import OnDuplicate
from antiphon.llm import ChatMessage
from antiphon.plugins.openai.realtime.api import ResponseDetail
from antiphon.plugins.openai.realtime.questions import Answer
from antiphon.plugins.openai.realtime.service import Report, Service
from antiphon.plugins.openai.realtime.solo import Solo
from antiphon.realtime import ModelEvent

__all__ = ["ServiceDriver"]

Ask: TypeAlias = tuple[OnDuplicate, str | None, ResponseDetail]


class ServiceDriver:
    """Drives the service for the parts of 0.12 (an `api.Driver`)."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._report: Report | None = None
        """Tells the agent that runs the session."""
        self._solo: Solo | None = None
        """Who decides for a session alone."""
        self._early: list[Ask] = []
        """What was asked for before anybody drove."""
        self.is_closed = False
        """Nothing is asked for any more."""

    def leave_to_agent(self, report: Report) -> None:
        """An agent runs the session: it is told by `report`."""
        self._report = report
        self._ask_now()

    def leave_to_solo(self, solo: Solo) -> None:
        """Nobody runs the session but itself."""
        self._solo = solo
        self._ask_now()

    def tell(self, event: ModelEvent) -> None:
        """Tell whoever schedules answers what the service has said."""
        if self._report is not None:
            self._report(event)
        if self._solo is not None:
            self._solo.handle(event)

    def close(self) -> None:
        """It is over."""
        self.is_closed = True

    # -- as `api.Driver` has it ------------------------------------------------------------

    def append_audio(self, frame: Frame) -> None:
        """Have the service hear this."""
        heard = own_frame(frame)
        mono = heard if heard.num_channels == 1 else remix(heard, 1)
        self._service.push_audio(resample(mono, self._service.options.input_rate))

    def clear_audio(self) -> None:
        """Have it forget what it has heard and not taken for a turn."""
        self._service.orders.clear()

    def commit_audio(self) -> None:
        """Have it take what it has heard for a turn."""
        self._service.orders.commit()

    def create_item(self, message: ChatMessage, after: str | None) -> Answer:
        """Have a message put in."""
        answer: Answer = asyncio.get_running_loop().create_future()
        remote = self._service.remote
        items = remote.items_of(message)
        if not items:
            answer.set_result(False)
            return answer
        self._service.when_up(lambda: remote.put(items, message, after, answer), answer)
        self._tell_agent(m.MessageAdded(message=message, after=after))
        return answer

    def delete_item(self, item_id: str) -> Answer:
        """Have one taken out."""
        answer = asyncio.get_running_loop().create_future()
        remote = self._service.remote
        self._service.when_up(lambda: remote.delete_item(item_id, answer), answer)
        self._tell_agent(m.MessageRemoved(item_id=item_id))
        return answer

    def truncate_item(self, item_id: str, content_index: int, audio_end_ms: int) -> Answer:
        """Have what was not heard of one forgotten; where nothing was, all of it."""
        if audio_end_ms <= 0:
            return self.delete_item(item_id)
        answer = asyncio.get_running_loop().create_future()
        remote = self._service.remote
        self._service.when_up(
            lambda: remote.truncate_item(item_id, content_index, audio_end_ms, answer), answer
        )
        return answer

    def ask(
        self, on_duplicate: OnDuplicate, instructions: str | None, detail: ResponseDetail
    ) -> None:
        """Have an answer made, in the conversation: the agent, or the session alone, says when."""
        if self.is_closed:
            self._service.when_up(nothing, detail.answer)
        elif self._solo is not None:
            self._solo.ask(on_duplicate, instructions, detail)
        elif self._report is not None:
            requested = m.ReplyRequested(
                on_duplicate=on_duplicate,
                instructions=instructions,
                in_writing=detail.is_written,
                detail=detail,
            )
            self._report(requested)
        else:
            self._early.append((on_duplicate, instructions, detail))

    def ask_aside(self, instructions: str | None, detail: ResponseDetail) -> None:
        """Have one made that the conversation does not know of."""
        ask = partial(self._service.orders.ask_aside, instructions, detail)
        self._service.when_up(ask, detail.answer)

    def cancel_response(self) -> None:
        """Have the answer under way broken off; nothing where there is none."""
        if self._solo is not None:
            self._solo.cancel()
        else:
            self._forget_early()
            self._service.orders.cancel()

    # -- before anybody drives -------------------------------------------------------------

    def _forget_early(self) -> None:
        early, self._early = self._early, []
        for _, _, detail in early:
            detail.answer.set_result(False)

    def _ask_now(self) -> None:
        """Somebody drives: ask for what was wanted before."""
        early, self._early = self._early, []
        for on_duplicate, instructions, detail in early:
            self.ask(on_duplicate, instructions, detail)

    def _tell_agent(self, event: ModelEvent) -> None:
        """An agent keeps a ledger of what the service holds; a session alone asks the service."""
        if self._report is not None:
            self._report(event)


def nothing() -> None:
    """Of a session that is closed nothing comes."""
