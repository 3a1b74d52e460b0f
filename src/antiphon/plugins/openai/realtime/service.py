"""The service: one conversation with it, over as many sessions on the wire as it takes.

| the line            | then                                                                     |
|---------------------|--------------------------------------------------------------------------|
| is up               | the session is configured; the conversation, and what was said, are sent |
| is lost             | what was under way is over; it is dialled again, for a minute            |
| comes to its limit  | before that, when nobody speaks, a new session takes the place of it     |
| is refused          | the conversation ends, with the words of the service                     |
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.errors import ModelConnectionError, ModelRefused
from antiphon.llm import ChatContext, FunctionContext
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.access import Access
from antiphon.plugins.openai.realtime.configuration import (
    changed,
    configuration,
)
from antiphon.plugins.openai.realtime.dropped import DroppedAudio
from antiphon.plugins.openai.realtime.errands import Errands
from antiphon.plugins.openai.realtime.hearing import Hearing
from antiphon.plugins.openai.realtime.leg import TOO_LARGE, Leg, open_leg
from antiphon.plugins.openai.realtime.limits import RateLimits
from antiphon.plugins.openai.realtime.meaning import Meaning
from antiphon.plugins.openai.realtime.microphone import Microphone
from antiphon.plugins.openai.realtime.names import Names
from antiphon.plugins.openai.realtime.options import RealtimeSessionOptions, with_turns
from antiphon.plugins.openai.realtime.orders import Orders
from antiphon.plugins.openai.realtime.questions import Answer
from antiphon.plugins.openai.realtime.refusals import is_mended
from antiphon.plugins.openai.realtime.remote import Remote
from antiphon.plugins.openai.realtime.renewal import successor_of
from antiphon.plugins.openai.realtime.replica import ROOT
from antiphon.plugins.openai.realtime.requests import Requests
from antiphon.plugins.openai.realtime.responses import Responses
from antiphon.plugins.openai.realtime.voice import encode
from antiphon.plugins.wire import ConnectionLost, Line, RateLimited
from antiphon.realtime import ConfigureTurns, ModelCommand, ModelEvent, ModelReady, SetTools
from antiphon.utils import aio

__all__ = ["Report", "Service"]

POLICY_VIOLATION = 1008

Report: TypeAlias = Callable[[ModelEvent], None]


class Service:
    """Dials, tells, listens, and dials again."""

    def __init__(
        self,
        *,
        access: Access,
        options: RealtimeSessionOptions,
        chat_ctx: ChatContext,
        fnc_ctx: FunctionContext | None,
        note: Callable[[wire.ServerEvent], None],
    ) -> None:
        """`note` is given every event of the service, when its names are known, and before what it
        means is reported; but no error that is mended here."""
        self._access = access
        self.options = options
        """What the session is told."""
        self.fnc_ctx = fnc_ctx
        """The tools that may be called."""
        self._note = note
        self._chat_ctx = chat_ctx
        self._line = Line(access.dialer, access.endpoint, failed=self._dial_failed)
        self.names = Names()
        """What things are called."""
        self.remote = Remote(
            self.names, options.input_audio_format, self._send, self._tell, options.max_images
        )
        """What the service holds, and is asked to change."""
        limits = RateLimits()
        self._requests = Requests(limits, self.remote.create_response)
        self._responses = Responses(
            options.output_audio_format,
            self.names,
            access.label,
            is_aside=self._requests.is_unknown,
            on_calls=self.remote.called,
        )
        self._microphone = Microphone(ends_turns=options.turn_detection is not None)
        self._hearing = Hearing(
            self._microphone, self.names, self.remote.replica, lambda: self.options
        )
        self._meaning = Meaning(
            dialect=access.dialect,
            names=self.names,
            hearing=self._hearing,
            remote=self.remote,
            responses=self._responses,
            requests=self._requests,
            limits=limits,
        )
        self.orders = Orders(
            options=lambda: self.options,
            hearing=self._hearing,
            remote=self.remote,
            responses=self._responses,
            requests=self._requests,
            send_in_order=self._send_in_order,
        )
        """What the service may be asked for while there is a session on the wire."""
        self._report: Report | None = None
        self._keeps_context = False
        self._agent_asks = False
        """Whoever runs the session asks for every answer, once more if the line was lost."""
        self._leg: Leg | None = None
        self._errands = Errands()
        self._told: wire.SessionConfig | None = None
        """What the latest session was configured with."""
        self._has_begun = False
        self._is_closed = False
        self._violations = 0
        self._dropped = DroppedAudio(self._tell)

    # -- the port --------------------------------------------------------------------------

    async def run(self, report: Report, *, keeps_context: bool = False) -> None:
        """Converse until cancelled.

        `keeps_context`: nobody else tells a new session what was said before.
        """
        self._report = report
        self._keeps_context = keeps_context
        leg = await self._open()
        self._begin_first(leg)
        while True:
            try:
                leg = await self._converse(leg)
            except ConnectionLost as lost:
                self._lose(lost)
                leg = await self._open()
                self._begin_again(leg, m.ModelRestored())

    def send(self, command: ModelCommand) -> None:
        """Queue a command; what comes while the line is lost, the new session is told anyway."""
        match command:
            case m.RequestDropped():
                return self._requests.dropped(command)
            case SetTools():
                self.fnc_ctx = command.tools
            case ConfigureTurns():
                self._agent_asks = not command.create_response
                self._take_over(with_turns(self.options, command))
        if self._leg is not None:
            self.orders.carry_out(command)
        elif not (self._has_begun or isinstance(command, SetTools | ConfigureTurns)):
            self.when_up(partial(self.orders.carry_out, command))

    def when_up(self, act: Callable[[], object], answer: "Answer | None" = None) -> None:
        """Do it now, or as soon as there is a session on the wire; who waits for the answer is
        told if there is never one."""
        if self._leg is not None:
            act()
        else:
            self._errands.add(act, answer)

    def push_audio(self, frame: AudioFrame) -> None:
        """Queue a frame of the microphone."""
        if not frame.samples_per_channel:
            return
        data = encode(frame, self.options.input_audio_format)
        lost = self._microphone.push(data, frame.duration)
        if self._leg is not None:
            self._leg.send_audio(data, frame.duration)
        elif lost:
            self._dropped.add(lost)

    async def aclose(self) -> None:
        """Close the session on the wire, within a second; may be called twice."""
        leg, self._leg = self._leg, None
        self._is_closed = True
        self.remote.lost()
        self._requests.close()
        self._dropped.settle()
        self._errands.close()
        if leg is not None:
            await leg.link.aclose()

    # -- sessions on the wire --------------------------------------------------------------

    async def _open(self) -> Leg:
        self._told = self._configuration()
        return await open_leg(
            self._line,
            self._access.dialect,
            self._told,
            dropped=self._dropped.add,
            failed=self._dial_failed,
        )

    def _configuration(self, options: RealtimeSessionOptions | None = None) -> wire.SessionConfig:
        options = options or self.options
        return configuration(
            options, self.fnc_ctx, self._access.dialect, is_azure=self._access.is_azure
        )

    def _begin_first(self, leg: Leg) -> None:
        self._begin(leg)
        self._tell_again(self._chat_ctx)
        self._has_begun = True
        self._errands.run()
        self._tell(ModelReady())

    def _begin_again(self, leg: Leg, told: ModelEvent) -> None:
        """There is a new session: have it know all that the one before it did."""
        context = self.remote.context()
        self._begin(leg)
        if self._keeps_context:
            self._tell_again(context)
        self._tell(told)
        self._errands.run()
        if self._hearing.is_answer_owed:
            self._tell(m.ReplyRequested(on_duplicate="cancel_new"))

    def _begin(self, leg: Leg) -> None:
        """What was said and is no item yet is heard by this session, before anything else is."""
        self.remote.begin_session()
        self._responses.forget()
        self._leg = leg
        if (config := self._configuration()) != self._told:
            self.remote.configure(config)
        for said in self._hearing.again():
            if isinstance(said, bytes):
                leg.send_again(said)
            else:
                leg.send_in_order(said)

    def _tell_again(self, context: ChatContext) -> None:
        """Have the service know what was said before."""
        after = ROOT
        for message in context.messages:
            if self.remote.create_item(message, after):
                after = message.id

    def _lose(self, lost: ConnectionLost) -> None:
        """The line is lost. Raises ModelRefused where trying again cannot help."""
        if lost.code == POLICY_VIOLATION:
            self._violations += 1
            if self._violations > 1:
                raise ModelRefused(f"the model closed the line twice: {lost.reason or lost}")
        self._leg = None
        if lost.code == TOO_LARGE:
            for refused in self.remote.overflowed():
                self._tell(self._meaning.judged(refused))
        self._forget()
        self._tell(m.ModelLost(message=str(lost)))

    def _forget(self) -> None:
        """A session is over: nothing more comes of what was under way in it."""
        is_asked_for = self._agent_asks or self.remote.oldest_request is not None
        self.remote.lost()
        for item_id in self._responses.unmade_calls:
            self.remote.replica.delete(item_id)  # it would never have an output
        self._responses.forget()
        self._requests.lost()
        self._dropped.settle()
        for told in self._hearing.lost(is_asked_for=is_asked_for):
            self._tell(told)

    async def _converse(self, leg: Leg) -> Leg:
        """Use a session until another one has taken its place. Raises ConnectionLost."""
        tasks = aio.TaskSet()
        talk = tasks.create_task(leg.link.run(partial(self._receive, leg)), name="openai link")
        renewal = tasks.create_task(self._renew(leg), name="openai renewal")
        try:
            await asyncio.wait({talk, renewal}, return_when=asyncio.FIRST_COMPLETED)
            if not renewal.done():
                talk.result()
            return await renewal
        finally:
            await tasks.aclose()

    async def _renew(self, leg: Leg) -> Leg:
        """Before a session expires, and when nobody speaks, put another one in its place."""
        successor = await successor_of(leg, self._open, lambda: self._is_quiet)
        self._forget()
        self._begin_again(successor, m.ModelRenewed())
        return successor

    @property
    def _is_quiet(self) -> bool:
        """Nothing is under way between the service and anybody."""
        is_idle = self._responses.active_id is None and self.remote.is_settled
        return is_idle and self._hearing.is_quiet

    def _dial_failed(self, error: ModelConnectionError, retry_in: float | None = None) -> None:
        if self._leg is not None:
            return  # another session is to take the place of one that works
        if self._has_begun and not isinstance(error, RateLimited):
            self._tell(m.ModelLost(message=str(error), retry_in=retry_in))
            return
        kind = "rate_limited" if isinstance(error, RateLimited) else "model_unreachable"
        self._tell(m.ModelTroubled(kind=kind, message=str(error), retry_in=retry_in))

    def _receive(self, leg: Leg, message: bytes) -> None:
        event = leg.inlet.take(message)
        if event is None or leg is not self._leg:
            return
        try:
            told = self._meaning.of(event)
        except ModelRefused:
            self._note(event)
            raise
        if not is_mended(event, told):
            self._note(event)
        if isinstance(event, wire.ResponseDone) and event.response.status == "completed":
            self._line.worked()
        for each in told:
            self._tell(each)

    # -- to the service --------------------------------------------------------------------

    def reconfigure(self, changes: Mapping[str, Any]) -> None:
        """Have those options changed: at once before it runs, else when the service has agreed.

        A line that is lost has them asked for again. Raises ConfigurationError.
        """
        options = replace(self.options, **changes)
        config = changed(self._configuration(options), changes)
        if self._report is None or config == wire.SessionConfig():
            self._take_over(options)
            return
        answer = asyncio.get_running_loop().create_future()
        answer.add_done_callback(partial(self._reconfigured, changes))
        self.when_up(lambda: self.remote.configure(config, answer), answer)

    def _reconfigured(self, changes: Mapping[str, Any], answer: Answer) -> None:
        error = answer.exception()
        if error is None:
            self._take_over(replace(self.options, **changes))
        elif isinstance(error, ModelConnectionError) and not self._is_closed:
            self.reconfigure(changes)

    def _take_over(self, options: RealtimeSessionOptions) -> None:
        self.options = options
        self.remote.max_images = options.max_images
        self._microphone.ends_turns = options.turn_detection is not None

    def _send(self, event: wire.ClientEvent) -> None:
        if self._leg is not None:
            self._leg.send(event)

    def _send_in_order(self, event: wire.ClientEvent) -> None:
        if self._leg is not None:
            self._leg.send_in_order(event)

    def _tell(self, event: ModelEvent) -> None:
        if self._report is not None:
            self._report(event)
