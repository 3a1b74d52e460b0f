"""A session with a realtime model: run by an agent, or left to itself.

An agent runs it by the port of `antiphon.realtime`. Left alone on a running loop it begins by
itself, schedules answers and runs tools, as sessions of LiveKit Agents 0.12 did; what it has to
say it tells its own listeners. The parts of 0.12 work under an agent too, and the agent's
conversation knows what they have done.
"""

import asyncio
import logging
from typing import Any, Literal, TypeAlias

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.core.history import History
from antiphon.core.values import OnDuplicate
from antiphon.llm import ChatContext, ChatImage, ChatMessage, FunctionContext
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.checks import check_kind
from antiphon.plugins.openai.realtime.access import Access
from antiphon.plugins.openai.realtime.announcer import Announcer
from antiphon.plugins.openai.realtime.api import (
    Conversation,
    InputAudioBuffer,
    ResponseRequests,
)
from antiphon.plugins.openai.realtime.driver import ServiceDriver
from antiphon.plugins.openai.realtime.objects import RealtimeError
from antiphon.plugins.openai.realtime.options import RealtimeSessionOptions, check_changes, given
from antiphon.plugins.openai.realtime.questions import Answer
from antiphon.plugins.openai.realtime.service import Report, Service
from antiphon.plugins.openai.realtime.solo import Solo
from antiphon.realtime import ModelCommand, ModelEvent, ModelReady, SetTools
from antiphon.utils import NOT_GIVEN, EventEmitter, NotGivenOr, aio

__all__ = ["EventTypes", "RealtimeSession"]

logger = logging.getLogger(__name__)

EventTypes: TypeAlias = Literal[
    "start_session",
    "session_updated",
    "error",
    "input_speech_started",
    "input_speech_stopped",
    "input_speech_committed",
    "input_speech_transcription_completed",
    "input_speech_transcription_failed",
    "response_created",
    "response_output_added",
    "response_content_added",
    "response_content_done",
    "response_output_done",
    "response_done",
    "function_calls_collected",
    "function_calls_finished",
    "metrics_collected",
]


class RealtimeSession(EventEmitter[EventTypes]):
    """One conversation with the service.

    | event                                            | argument                             |
    |--------------------------------------------------|--------------------------------------|
    | those of the service: see `announcer`            |                                      |
    | `start_session`                                  |                                      |
    | `metrics_collected`                              | MultimodalLLMMetrics                 |
    | `function_calls_collected`, left alone           | list[FunctionCallInfo]               |
    | `function_calls_finished`, left alone            | list[CalledFunction]                 |
    """

    def __init__(
        self,
        *,
        access: Access,
        options: RealtimeSessionOptions,
        chat_ctx: ChatContext,
        fnc_ctx: FunctionContext | None,
    ) -> None:
        """Made by `RealtimeModel.session`, where a loop runs."""
        super().__init__()
        loop = aio.running_loop("model.session()")
        self._service = Service(
            access=access,
            options=options,
            chat_ctx=chat_ctx,
            fnc_ctx=fnc_ctx,
            note=self._note,
        )
        self._announcer = Announcer(
            self._service.names,
            options.output_audio_format,
            self.emit,
            awaits_words=lambda: self._service.options.input_audio_transcription is not None,
        )
        self._driver = ServiceDriver(self._service)
        self.input_audio_buffer = InputAudioBuffer(self._driver)
        """What the service has heard and not taken for a turn."""
        self.conversation = Conversation(self._driver)
        """What the service holds of what was said."""
        self.response = ResponseRequests(self._driver)
        """Asks for answers."""
        self.playout_complete = asyncio.Event()
        """Set; kept for programs that wait for it."""
        self.playout_complete.set()
        self._solo: Solo | None = None
        self._alone: asyncio.Task[None] | None = None
        self._starting = loop.call_soon(self._begin_alone)

    @property
    def is_closed(self) -> bool:
        """Nothing more is sent, and nothing comes."""
        return self._driver.is_closed

    # -- run by an agent -------------------------------------------------------------------

    def take_over(self) -> None:
        """Leave the driving to the caller, who will call `run`."""
        self._starting.cancel()

    async def run(self, report: Report) -> None:
        """Converse until cancelled; see `antiphon.realtime.RealtimeSession`."""
        self.take_over()
        self._driver.leave_to_agent(report)
        await self._service.run(self._tell)

    def send(self, command: ModelCommand) -> None:
        """Queue a command."""
        self._service.send(command)

    def push_audio(self, frame: AudioFrame) -> None:
        """Queue a frame of the microphone, at the rate of the input."""
        self._service.push_audio(frame)

    async def aclose(self) -> None:
        """Let go of everything, within a second; may be called twice."""
        self._driver.close()
        self.take_over()
        if self._alone is not None:
            await aio.gracefully_cancel(self._alone)
        if self._solo is not None:
            await self._solo.aclose()
        await self._service.aclose()
        self.response.close()
        self._announcer.lost()

    # -- as in 0.12 ------------------------------------------------------------------------

    @property
    def fnc_ctx(self) -> FunctionContext | None:
        """The tools that may be called; setting them tells the service."""
        return self._service.fnc_ctx

    @fnc_ctx.setter
    def fnc_ctx(self, fnc_ctx: FunctionContext | None) -> None:
        check_kind("fnc_ctx", fnc_ctx, FunctionContext)
        if self._solo is not None:
            self._solo.set_tools(fnc_ctx)
        self._service.send(SetTools(tools=fnc_ctx))

    @property
    def server_vad_enabled(self) -> bool:
        """The service says itself when a turn ends."""
        return self._service.options.turn_detection is not None

    def chat_ctx_copy(self) -> ChatContext:
        """What the service holds, as far as it is known; yours to change."""
        return self._service.remote.context()

    async def set_chat_ctx(self, ctx: ChatContext) -> None:
        """Have the service hold `ctx`, by the fewest changes; returns when it does.

        Raises ModelRefused, in the words of the service, for the first change that it has refused
        or not answered, ModelConnectionError when the line is lost, and ConfigurationError, before
        anything is changed, for a message that cannot be sent.
        """
        held = History(self._service.remote.context().messages)
        changes = held.replace(ctx.messages)
        for created in (change for change in changes if isinstance(change, m.CreateItem)):
            self._service.remote.items_of(created.message)
        done = [self._change(change) for change in changes]
        results = await asyncio.gather(*done, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    def session_update(
        self,
        *,
        input_audio_transcription: NotGivenOr[Any] = NOT_GIVEN,
        turn_detection: NotGivenOr[Any] = NOT_GIVEN,
        **changes: Any,
    ) -> None:
        """Change what the session was told; the names are those of `RealtimeSessionOptions`.

        What the service refuses stays as it was, and is told as an error. None leaves an option
        as it is, but for `input_audio_transcription` and `turn_detection`. Raises
        ConfigurationError for what cannot be. The model and the audio formats are changed by a new
        session.
        """
        check_changes(self._service.options, changes)
        self._service.reconfigure(
            given(
                input_audio_transcription=input_audio_transcription,
                turn_detection=turn_detection,
                **changes,
            )
        )

    def create_response(self, on_duplicate: OnDuplicate = "keep_both") -> None:
        """Have the service answer."""
        self.response.create(on_duplicate=on_duplicate)

    def commit_audio_buffer(self) -> None:
        """Have what was heard taken for a turn."""
        self.input_audio_buffer.commit()

    def push_image(self, image: Any, *, text: str = "") -> Answer:
        """Show an image: a URL (`https:`, `data:`) or an `rtc.VideoFrame`, with words beside it.

        The last `max_images` stay in the conversation. Raises ConfigurationError for what cannot
        be sent.
        """
        images = [ChatImage(image=image)]
        return self.conversation.item.create(
            ChatMessage.create(text=text, images=images, role="user")
        )

    # -- left alone ------------------------------------------------------------------------

    def _begin_alone(self) -> None:
        self._solo = Solo(
            self._service.fnc_ctx,
            self._service.send,
            collected=lambda infos: self.emit("function_calls_collected", infos),
            finished=lambda called: self.emit("function_calls_finished", called),
            troubled=lambda kind, message: self.emit("error", failure(kind, message)),
        )
        self._driver.leave_to_solo(self._solo)
        self._alone = asyncio.get_running_loop().create_task(
            self._run_alone(), name="openai session"
        )

    async def _run_alone(self) -> None:
        try:
            await self._service.run(self._tell, keeps_context=True)
        except Exception as error:  # nobody waits for it: it is told, and logged
            logger.error("the session has ended: %s", error)
            await self.aclose()
            self.emit("error", failure(type(error).__name__, str(error)))

    # -- what is told ----------------------------------------------------------------------

    def _note(self, event: wire.ServerEvent) -> None:
        self._announcer.note(event)
        if isinstance(event, wire.SessionUpdated):
            self._soon_updated()

    def _soon_updated(self) -> None:
        """Tell what the session is told now, behind the turn of the loop in which that is taken
        over."""
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, lambda: self.emit("session_updated", self._service.options))

    def _tell(self, event: ModelEvent) -> None:
        self._driver.tell(event)
        match event:
            case m.MetricsArrived():
                self.emit("metrics_collected", event.metrics)
            case m.ModelLost() | m.ModelRenewed():
                self._announcer.lost()
            case ModelReady():
                self.emit("start_session")

    def _change(self, change: m.DeleteItem | m.CreateItem) -> Answer:
        if isinstance(change, m.DeleteItem):
            return self._driver.delete_item(change.item_id)
        return self._driver.create_item(change.message, change.after or "root")


def failure(kind: str, message: str) -> RealtimeError:
    """What the service has not sent as an error, as listeners of 0.12 know errors."""
    return RealtimeError(event_id="", type=kind, message=message, code=None, param=None)
