"""The agent: a speech-to-speech model that talks with somebody in a room."""

import asyncio
import logging
import math
from collections.abc import AsyncIterable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.core.conversation import ConversationOptions
from antiphon.core.history import History
from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError
from antiphon.listening.attribution import attributed, speaker_in
from antiphon.llm import ChatContext, FunctionContext
from antiphon.multimodal.checks import admission, check, check_count, check_vad, messages_of
from antiphon.multimodal.commit_log import CommitLog
from antiphon.multimodal.options import AgentTranscriptionOptions
from antiphon.multimodal.reading import text_policy
from antiphon.multimodal.say_handle import SayHandle
from antiphon.multimodal.turn_taking import asks_for_answers, turn_settings
from antiphon.realtime import RealtimeModel, adapt
from antiphon.realtime.adapter.protocol import (
    _CapabilitiesProto,
    _ContentProto,
    _InputTranscriptionProto,
    _RealtimeAPI,
    _RealtimeAPISession,
)
from antiphon.rooms import port_for
from antiphon.session import Record, Session
from antiphon.utils import EventEmitter, shortuuid
from antiphon.utils.aio import TaskSet

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

EventTypes: TypeAlias = Literal[
    "user_started_speaking",
    "user_stopped_speaking",
    "agent_started_speaking",
    "agent_stopped_speaking",
    "user_speech_committed",
    "agent_speech_committed",
    "agent_speech_interrupted",
    "function_calls_collected",
    "function_calls_finished",
    "metrics_collected",
    "error",
    "closed",
]
OnDuplicate: TypeAlias = Literal["cancel_existing", "cancel_new", "keep_both"]
AgentErrorEvent: TypeAlias = m.Trouble
Observer: TypeAlias = Callable[[Record], None]


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
        log_content: bool = False,
    ) -> None:
        """Nothing happens before `start`.

        `vad` notices a user who interrupts before a distant model does; it never ends a turn.
        `tts` speaks what `say` is given where the model cannot, and the answers of a model that was
        told to write; without it, those are committed unspoken. `participants` says who is
        listened to: the first ordinary one, all ordinary ones at once, or one of these identities;
        `turns` says how turns are taken. `loop` is checked in `start`; `noise_cancellation` is for
        rooms that have one: the embedded room has none. `log_content` has the words of commits in
        the log, and not only their length. Raises ConfigurationError for what is none of these.
        """
        context = ChatContext() if chat_ctx is None else chat_ctx
        check("fnc_ctx", fnc_ctx, FunctionContext)
        check("transcription", transcription, AgentTranscriptionOptions)
        check("turns", turns, TurnPolicy)
        check_vad(vad)
        check_count("max_text_response_retries", max_text_response_retries)
        super().__init__()
        self._model = adapt(model)
        self._vad = vad
        self._fnc_ctx = fnc_ctx
        self._transcription = transcription or AgentTranscriptionOptions()
        self._max_text_retries = max_text_response_retries
        self._loop = loop
        self._tts = tts
        self._noise_cancellation = noise_cancellation
        self._admitted = admission(participants)
        self._turns = turns or TurnPolicy()
        self._history = History(messages_of("chat_ctx", context))
        self._commit_log = CommitLog(content=log_content)
        self._records: EventEmitter[Literal["record"]] = EventEmitter()
        self._session: Session | None = None
        self._tasks = TaskSet()
        self._task: asyncio.Task[None] | None = None

    @property
    def vad(self) -> "VAD | None":
        """The VAD given to the constructor."""
        return self._vad

    @property
    def noise_cancellation(self) -> Any:
        """The noise cancellation given to the constructor."""
        return self._noise_cancellation

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
        without it, as `participants` says. Raises RuntimeError if it was started before or runs on
        another loop than it was made for, ConfigurationError for a room or a model that cannot be
        used.
        """
        if self._session is not None:
            raise RuntimeError("voice assistant already started")
        loop = asyncio.get_running_loop()
        if self._loop is not None and self._loop is not loop:
            raise RuntimeError("the agent was made for another event loop than this one")
        port = port_for(room)
        capabilities = self._model.capabilities
        model_session = self._model.session(chat_ctx=self._history.primed(), fnc_ctx=self._fnc_ctx)
        if (settings := turn_settings(self._turns, capabilities)) is not None:
            model_session.send(settings)
        self._session = Session(
            model_session,
            capabilities,
            self._options(participant),
            history=self._history,
            fnc_ctx=self._fnc_ctx,
            tts=self._tts,
            vad=self._vad,
            tell=self._tell,
        )
        logger.debug("Session initialized with chat context", extra={"items": len(self._history)})
        self._task = self._tasks.create_task(self._session.run(port), name="antiphon agent")
        abandon = self._session.abandon  # cancelled before its first step, a task does nothing
        self._task.add_done_callback(lambda _: abandon())
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
        if state not in get_args(m.AgentState):
            raise ValueError(f"a state is one of {get_args(m.AgentState)}, not {state!r}")
        if not 0 <= delay < math.inf:
            raise ValueError(f"delay is a number of seconds, 0 or more, not {delay!r}")
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
        if on_duplicate not in ("cancel_existing", "cancel_new", "keep_both"):
            raise ValueError(
                f"on_duplicate is cancel_existing, cancel_new or keep_both, not {on_duplicate!r}"
            )
        request = m.ReplyRequested(
            on_duplicate=on_duplicate, instructions=instructions, tools=tools
        )
        self._started("generate_reply").post(request)

    def say(
        self, source: str | AsyncIterable[AudioFrame], *, allow_interruptions: bool = True
    ) -> SayHandle:
        """Have these words spoken, or this audio played, behind what is being said.

        It is part of the conversation like any answer. The model speaks the words where it can,
        else `tts` does. Without `allow_interruptions`, no user stops it: only the program does, by
        the handle, `interrupt()` or a `generate_reply` that cancels what there is.
        Raises RuntimeError before the start, ConfigurationError where nobody can speak them.
        """
        session = self._started("say")
        if not isinstance(source, str | AsyncIterable):
            raise ConfigurationError(
                f"say() is given words, or an async iterable of frames, not {source!r}."
            )
        text, audio = (source, None) if isinstance(source, str) else ("", aiter(source))
        if audio is None and not (self._model.capabilities.can_say or self._tts):
            raise ConfigurationError(
                "This model cannot speak given words: pass MultimodalAgent a tts=, or say() audio."
            )
        name = shortuuid("say_")
        handle = SayHandle(lambda: session.post(m.SayingCalledOff(name=name)))
        request = m.SayRequested(
            name=name,
            text=text,
            audio=audio,
            allow_interruptions=allow_interruptions,
        )
        session.say(request, lambda e: handle.ended(e.heard_text, interrupted=e.interrupted))
        return handle

    def _started(self, method: str) -> Session:
        if self._session is None:
            raise not_started(method)
        return self._session

    def _options(self, participant: Any) -> ConversationOptions:
        identity = getattr(participant, "identity", participant)
        if identity is not None and not isinstance(identity, str):
            raise ConfigurationError("participant is somebody in the room, or an identity")
        capabilities = self._model.capabilities
        return ConversationOptions(
            captions=self._transcription.caption_style(self._captions_failed),
            show_user=self._transcription.user_transcription,
            show_agent=self._transcription.agent_transcription,
            admitted=self._admitted if identity is None else [identity],
            turns=self._turns,
            end_of_speech_seconds=capabilities.end_of_speech_seconds,
            asks_for_answers=asks_for_answers(self._turns, capabilities),
            max_text_retries=self._max_text_retries,
            text_policy=text_policy(capabilities, self._tts),
            can_truncate=capabilities.supports_truncate,
            can_say=capabilities.can_say,
            commits_audio=not capabilities.server_vad_enabled,
            notes_text=capabilities.wants_text,
        )

    def _captions_failed(self, message: str) -> None:
        if self._session is not None:
            self._session.post(m.ModelTroubled(kind="captions_failed", message=message))

    def _tell(self, record: Record) -> None:
        with attributed(self._session, record.detail.get("participant")):
            self._records.emit("record", record)
            if record.event != "state":
                self._commit_log.note(record.event, record.args)
                self.emit(record.event, *record.args)  # type: ignore[arg-type]


def not_started(method: str) -> RuntimeError:
    return RuntimeError(f"{method}() needs a conversation: call start() first")


def log_failure(task: asyncio.Task[None]) -> None:
    """Nobody may be waiting: what ended a conversation is never silent."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("the conversation ended with an error: %s", error)
