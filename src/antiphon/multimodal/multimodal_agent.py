"""The agent: a speech-to-speech model that talks with somebody in a room."""

import asyncio
import logging
from collections.abc import AsyncIterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.core.history import History
from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError
from antiphon.listening.attribution import attributed, speaker_in
from antiphon.llm import ChatContext, FunctionContext
from antiphon.multimodal.chat import Chat
from antiphon.multimodal.checks import (
    admission,
    check,
    check_display,
    check_on_duplicate,
    messages_of,
    not_started,
    words_or_audio,
)
from antiphon.multimodal.commit_log import CommitLog
from antiphon.multimodal.events import AgentErrorEvent, EventTypes, Observer
from antiphon.multimodal.occupancy import OCCUPANCY
from antiphon.multimodal.options import AgentTranscriptionOptions
from antiphon.multimodal.say_handle import SayHandle
from antiphon.multimodal.settings import AgentSettings
from antiphon.multimodal.turn_button import TurnButton
from antiphon.multimodal.turn_taking import turn_settings
from antiphon.realtime import RealtimeModel, adapt
from antiphon.realtime.adapter.protocol import (
    _CapabilitiesProto,
    _ContentProto,
    _InputTranscriptionProto,
    _RealtimeAPI,
    _RealtimeAPISession,
)
from antiphon.record import Record
from antiphon.rooms import port_for
from antiphon.rooms.base import Attendant
from antiphon.session import Session
from antiphon.utils import EventEmitter, shortuuid
from antiphon.utils.aio import TaskSet, running_loop

if TYPE_CHECKING:
    from antiphon.tts import TTS
    from antiphon.vad import VAD

__all__ = [
    "AgentErrorEvent",
    "AgentTranscriptionOptions",
    "EventTypes",
    "MultimodalAgent",
    "Observer",
    "_CapabilitiesProto",
    "_ContentProto",
    "_InputTranscriptionProto",
    "_RealtimeAPI",
    "_RealtimeAPISession",
]

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 2.0

OnDuplicate: TypeAlias = Literal["cancel_existing", "cancel_new", "keep_both"]


class MultimodalAgent(EventEmitter[EventTypes]):
    """Holds one conversation.

    | event                      | arguments                                                    |
    |----------------------------|--------------------------------------------------------------|
    | `user_started_speaking`    |                                                              |
    | `user_stopped_speaking`    |                                                              |
    | `agent_started_speaking`   |                                                              |
    | `agent_stopped_speaking`   |                                                              |
    | `user_speech_committed`    | str: what the user said                                      |
    | `agent_speech_committed`   | str: what the agent said, all of it heard                    |
    | `agent_speech_interrupted` | str: the part that was heard, and "..."                      |
    | `function_calls_collected` | list[FunctionCallInfo]: all calls of one answer              |
    | `function_calls_finished`  | list[CalledFunction]: the same, answered                     |
    | `metrics_collected`        | MultimodalLLMMetrics: what an answer has cost                |
    | `error`                    | AgentErrorEvent: kind, message, recoverable, retry_in        |
    | `closed`                   | str: why; the last event                                     |

    Listeners are called on the loop, in the order in which they registered.
    """

    def __init__(
        self,
        *,
        model: RealtimeModel | _RealtimeAPI,
        vad: "VAD | None" = None,
        chat_ctx: ChatContext | None = None,
        fnc_ctx: FunctionContext | None = None,
        transcription: AgentTranscriptionOptions | None = None,
        max_text_response_retries: int = 5,
        loop: asyncio.AbstractEventLoop | None = None,
        tts: "TTS | None" = None,
        participants: "Literal['first', 'all'] | Sequence[str]" = "first",
        turns: TurnPolicy | None = None,
        noise_cancellation: Any = None,
        text_input: bool = True,
        log_content: bool = False,
    ) -> None:
        """Nothing happens before `start`.

        `vad` notices a user who interrupts before a distant model does; it never ends a turn.
        `tts` speaks what `say` is given where the model cannot, and the answers of a model that was
        told to write; without it, those are committed unspoken. `participants` says who is
        listened to: the first ordinary one, all ordinary ones at once, or one of these identities;
        `turns` says how turns are taken; without `text_input`, what users write is not read.
        `loop` and `noise_cancellation` are checked in `start`; the latter is a
        `rooms.AudioProcessing`, or in a LiveKit room a vendor's. `log_content` has the words of
        commits in the log, and not only their length. Raises ConfigurationError for what is none
        of these.
        """
        context = ChatContext() if chat_ctx is None else chat_ctx
        check("fnc_ctx", fnc_ctx, FunctionContext)
        super().__init__()
        self._settings = AgentSettings(
            vad=vad,
            tts=tts,
            transcription=AgentTranscriptionOptions() if transcription is None else transcription,
            max_text_retries=max_text_response_retries,
            admitted=admission(participants),
            turns=TurnPolicy() if turns is None else turns,
            noise_cancellation=noise_cancellation,
            text_input=text_input,
        )
        self._model = adapt(model)
        self._fnc_ctx = fnc_ctx
        self._loop = loop
        self._history = History(messages_of("chat_ctx", context))
        self._commit_log = CommitLog(content=log_content)
        self._records: EventEmitter[Literal["record"]] = EventEmitter()
        self._session: Session | None = None
        self._turn_button: TurnButton | None = None
        self._tasks = TaskSet()
        self._task: asyncio.Task[None] | None = None

    @property
    def vad(self) -> "VAD | None":
        """The VAD given to the constructor."""
        return self._settings.vad

    @property
    def noise_cancellation(self) -> Any:
        """The noise cancellation given to the constructor."""
        return self._settings.noise_cancellation

    @property
    def fnc_ctx(self) -> FunctionContext | None:
        """The tools that the model may call; setting them tells the model, while there is one.

        Raises ConfigurationError for what is none.
        """
        return self._fnc_ctx

    @fnc_ctx.setter
    def fnc_ctx(self, fnc_ctx: FunctionContext | None) -> None:
        check("fnc_ctx", fnc_ctx, FunctionContext)
        self._fnc_ctx = fnc_ctx
        if self._session is not None:
            self._session.set_tools(fnc_ctx)

    @property
    def state(self) -> m.AgentState:
        """What the agent is doing: `initializing`, `listening`, `thinking` or `speaking`."""
        return "initializing" if self._session is None else self._session.state

    @property
    def current_speaker(self) -> str | None:
        """Identity of whoever speaks or spoke last, of those who are listened to.

        Before anybody spoke it is the first of them; None where there is nobody, before the start
        and at the end. Inside a tool it is whose words led to the call, and in a listener of
        `user_speech_committed` who said that, whoever speaks by then; so it is in the tasks that
        these start (see `multimodal.speaker`).
        """
        if self._session is None:
            return None
        return speaker_in(self._session) or self._session.speaker

    def chat_ctx_copy(self) -> ChatContext:
        """The conversation so far, each answer as far as it was heard; yours to change."""
        return self._history.shown()

    async def set_chat_ctx(self, ctx: ChatContext) -> None:
        """Make the conversation to have been `ctx`; what is unchanged is not sent again.

        Raises ConfigurationError for what is no ChatContext, or has two messages of one id.
        """
        messages = messages_of("ctx", ctx)
        if self._session is None or self._session.is_closed:
            self._history.replace(messages)
        else:
            self._session.post(m.ContextReplaced(messages=messages))

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with a record of every event and change of state."""
        self._records.on("record", observer)

    def start(self, room: Any, participant: Any = None) -> None:
        """Begin the conversation in `room` (a connected `LocalRoom` or `livekit.rtc.Room`).

        `participant`, an object or an identity, is who is listened to, now or when they join;
        without it, as `participants` says. Raises RuntimeError if it was started before, or where
        no loop runs, or another one than it was made for; ConfigurationError for a room or a model
        that cannot be used, RoomError for a room in which another agent talks by the same object.
        """
        if self._session is not None:
            raise RuntimeError("voice assistant already started")
        loop = running_loop("start()")
        if self._loop is not None and self._loop is not loop:
            raise RuntimeError("the agent was made for another event loop than this one")
        port = port_for(room, self._settings.noise_cancellation)
        OCCUPANCY.check(room, self._settings.turns)
        capabilities = self._model.capabilities
        model_session = self._model.session(chat_ctx=self._history.primed(), fnc_ctx=self._fnc_ctx)
        if (settings := turn_settings(self._settings.turns, capabilities)) is not None:
            model_session.send(settings)
        self._session = Session(
            model_session,
            capabilities,
            self._settings.conversation(capabilities, participant, self._captions_failed),
            history=self._history,
            fnc_ctx=self._fnc_ctx,
            tts=self._settings.tts,
            vad=self._settings.vad,
            tell=self._tell,
        )
        logger.debug("Session initialized with chat context", extra={"items": len(self._history)})
        run = self._session.run(port, self._attendants(self._session))
        self._task = self._tasks.create_task(run, name="antiphon agent")
        OCCUPANCY.enter(room, self._session)
        abandon = self._session.abandon  # cancelled before its first step, a task does nothing
        self._task.add_done_callback(lambda _: abandon())
        leave = partial(OCCUPANCY.leave, self._session)
        self._task.add_done_callback(lambda _: leave())
        self._task.add_done_callback(log_failure)

    async def run(self, room: Any, participant: Any = None) -> None:
        """`start`, and return when the conversation is over; cancelling it closes the agent."""
        self.start(room, participant)
        try:
            await self.wait_closed()
        finally:
            await self.aclose()

    async def wait_closed(self) -> None:
        """Wait for the end. Raises what ended the conversation, where that was an error."""
        if self._task is None:
            raise not_started("wait_closed")
        await asyncio.wait({self._task})
        if not self._task.cancelled():
            self._task.result()

    async def aclose(self) -> None:
        """End the conversation: within 2 s nothing of it is left. May be called at any time."""
        if self._session is None or self._task is None:
            return
        self._session.end("closed")
        await asyncio.wait({self._task}, timeout=CLOSE_SECONDS / 2)
        if not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=CLOSE_SECONDS / 2)
        if not self._task.done():
            logger.error("the conversation does not end, and was abandoned")

    def interrupt(self) -> None:
        """Stop talking, now; what was heard stays in the conversation.

        After the end of the conversation nothing happens, here as in `generate_reply` and `say`.
        """
        self._started("interrupt").post(m.InterruptRequested())

    def update_state(self, state: m.AgentState, delay: float = 0.0) -> None:
        """Show `state` in the room in `delay` seconds, unless a newer one is shown before.

        `agent.state` is what the agent is doing, and stays that; the next change of it is shown as
        ever. Raises RuntimeError before the start, ValueError for what is no state or no time.
        """
        check_display(state, delay)
        self._started("update_state").show_state(state, delay)

    def generate_reply(
        self,
        on_duplicate: OnDuplicate = "cancel_existing",
        *,
        instructions: str | None = None,
        tools: FunctionContext | None = None,
    ) -> None:
        """Have the model answer now, without waiting for the user.

        Where an answer is under way, `cancel_existing` cuts it off, `cancel_new` leaves everything
        as it is, and `keep_both` lets this one follow. `instructions` and `tools` are for this
        answer alone. Raises ValueError for another `on_duplicate`, ConfigurationError for `tools`
        that are none.
        """
        check("tools", tools, FunctionContext)
        check_on_duplicate(on_duplicate)
        request = m.ReplyRequested(
            on_duplicate=on_duplicate, instructions=instructions, tools=tools
        )
        self._started("generate_reply").post(request)

    def start_turn(self) -> None:
        """Begin a turn of the user's by hand: what is said from now on is heard; the agent stops.

        This, `end_turn` and `cancel_turn` are for `TurnPolicy(turn_detection="manual")`; whoever is
        listened to can call them, too, by RPC, under these names. Raises RuntimeError where turns
        are not taken by hand, before the start, and while a turn is open.
        """
        self._button("start_turn").start()

    def end_turn(self) -> None:
        """End the turn that is open, and have it answered. Raises RuntimeError if none is."""
        self._button("end_turn").end()

    def cancel_turn(self) -> None:
        """Have what was said in the turn forgotten. Raises RuntimeError if none is open."""
        self._button("cancel_turn").cancel()

    def say(
        self,
        source: str | AsyncIterable[AudioFrame],
        *,
        text: str | None = None,
        allow_interruptions: bool = True,
    ) -> SayHandle:
        """Have these words spoken, or this audio played, behind what is being said.

        It is part of the conversation like any answer, as far as it was heard. The model speaks the
        words where it can, else `tts` does. `text` is what given audio says: without it, the audio
        is heard, and there is nothing that could be written down, or told the model. Without
        `allow_interruptions`, no user stops it: only the program does, by the handle, `interrupt()`
        or a `generate_reply` that cancels what there is.
        Raises RuntimeError before the start, ConfigurationError where nobody can speak them.
        """
        session = self._started("say")
        words, audio = words_or_audio(source, text)
        if audio is None and not (self._model.capabilities.can_say or self._settings.tts):
            raise ConfigurationError(
                "This model cannot speak given words: pass MultimodalAgent a tts=, or say() audio."
            )
        name = shortuuid("say_")
        handle = SayHandle(lambda: session.post(m.SayingCalledOff(name=name)))
        request = m.SayRequested(
            name=name,
            text=words,
            audio=audio,
            allow_interruptions=allow_interruptions,
        )
        session.say(request, lambda e: handle.ended(e.heard_text, interrupted=e.interrupted))
        return handle

    def _started(self, method: str) -> Session:
        if self._session is None:
            raise not_started(method)
        return self._session

    def _button(self, method: str) -> TurnButton:
        if self._turn_button is not None:
            return self._turn_button
        self._started(method)
        raise RuntimeError(f'{method}() is for turns=TurnPolicy(turn_detection="manual")')

    def _attendants(self, session: Session) -> list[Attendant]:
        attendants: list[Attendant] = [Chat(session)] if self._settings.text_input else []
        if self._settings.turns_are_manual:
            self._turn_button = TurnButton(session)
            attendants.append(self._turn_button)
        return attendants

    def _captions_failed(self, message: str) -> None:
        if self._session is not None:
            self._session.post(m.ModelTroubled(kind="captions_failed", message=message))

    def _tell(self, record: Record) -> None:
        with attributed(self._session, record.detail.get("participant")):
            self._records.emit("record", record)
            if record.event != "state":
                self._commit_log.note(record.event, record.args)
                self.emit(record.event, *record.args)  # type: ignore[arg-type]


def log_failure(task: asyncio.Task[None]) -> None:
    """Nobody may be waiting: what ended a conversation is never silent."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("the conversation ended with an error: %s", error)
