"""The agent: a speech-to-speech model that talks with somebody in a room."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.core.conversation import ConversationOptions
from antiphon.core.history import History
from antiphon.core.participants import Admission
from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError
from antiphon.llm import ChatContext, ChatMessage, FunctionContext
from antiphon.multimodal.options import AgentTranscriptionOptions
from antiphon.multimodal.say_handle import SayHandle
from antiphon.multimodal.turn_taking import asks_for_answers, turn_settings
from antiphon.realtime import RealtimeModel, adapt
from antiphon.realtime.adapter.protocol import _RealtimeAPI
from antiphon.rooms import port_for
from antiphon.session import Record, Session
from antiphon.utils import EventEmitter, shortuuid
from antiphon.utils.aio import TaskSet

if TYPE_CHECKING:
    from antiphon.tts import TTS
    from antiphon.vad import VAD

__all__ = ["AgentErrorEvent", "EventTypes", "MultimodalAgent", "Observer"]

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
        participants: "Literal['first'] | Sequence[str]" = "first",
        turns: TurnPolicy | None = None,
        noise_cancellation: Any = None,
    ) -> None:
        """Nothing happens before `start`.

        `vad` notices a user who interrupts before a distant model does; it never ends a turn.
        `tts` speaks what `say` is given where the model cannot. `participants` says who may be
        listened to: the first ordinary one, or any of these identities; `turns` says how turns are
        taken. `loop` is checked in `start`; `noise_cancellation` is for rooms that have one: the
        embedded room has none. Raises ConfigurationError for what is none of these.
        """
        context = ChatContext() if chat_ctx is None else chat_ctx
        check("fnc_ctx", fnc_ctx, FunctionContext)
        check("transcription", transcription, AgentTranscriptionOptions)
        check("turns", turns, TurnPolicy)
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
        """The tools that the model may call; setting them tells the model, while there is one."""
        return self._fnc_ctx

    @fnc_ctx.setter
    def fnc_ctx(self, fnc_ctx: FunctionContext | None) -> None:
        self._fnc_ctx = fnc_ctx
        if self._session is not None:
            self._session.set_tools(fnc_ctx)

    @property
    def state(self) -> m.AgentState:
        """What the agent is doing: `initializing`, `listening`, `thinking` or `speaking`."""
        return "initializing" if self._session is None else self._session.state

    @property
    def current_speaker(self) -> str | None:
        """Identity of the participant who is listened to; None before the start, and at the end."""
        return None if self._session is None else self._session.linked

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
        answer alone. Raises ValueError for another `on_duplicate`.
        """
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
            captions=self._transcription.caption_style(),
            show_user=self._transcription.user_transcription,
            show_agent=self._transcription.agent_transcription,
            admitted=self._admitted if identity is None else [identity],
            turns=self._turns,
            end_of_speech_seconds=capabilities.end_of_speech_seconds,
            asks_for_answers=asks_for_answers(self._turns, capabilities),
            max_text_retries=self._max_text_retries,
            can_truncate=capabilities.supports_truncate,
            can_say=capabilities.can_say,
            commits_audio=not capabilities.server_vad_enabled,
            notes_text=capabilities.wants_text,
        )

    def _tell(self, record: Record) -> None:
        self._records.emit("record", record)
        if record.event != "state":
            log_commit(record)
            self.emit(record.event, *record.args)  # type: ignore[arg-type]


COMMITS = {
    "user_speech_committed": ("committed user speech", "user_transcript"),
    "agent_speech_committed": ("committed agent speech", "agent_transcript"),
    "agent_speech_interrupted": ("committed agent speech", "agent_transcript"),
}


def log_commit(record: Record) -> None:
    """Log that something was said: how long it was, not what."""
    if record.event in COMMITS:
        message, field = COMMITS[record.event]
        interrupted = record.event == "agent_speech_interrupted"
        extra = {field: len(record.args[0]), "interrupted": interrupted}
        logger.debug(message, extra=extra)


def not_started(method: str) -> RuntimeError:
    return RuntimeError(f"{method}() needs a conversation: call start() first")


def log_failure(task: asyncio.Task[None]) -> None:
    """Nobody may be waiting: what ended a conversation is never silent."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("the conversation ended with an error: %s", error)


def check(name: str, value: object, kind: type) -> None:
    """Raise ConfigurationError unless `value` is of that kind, or None."""
    if not (value is None or isinstance(value, kind)):
        raise ConfigurationError(f"{name} is a {kind.__name__}, not {value!r}.")


def messages_of(name: str, ctx: ChatContext) -> tuple[ChatMessage, ...]:
    """The messages of a given context. Raises ConfigurationError for one that cannot be used."""
    if not isinstance(ctx, ChatContext):
        raise ConfigurationError(f"{name} is a ChatContext, not {ctx!r}.")
    ids = Counter(message.id for message in ctx.messages)
    twice = next((item_id for item_id, count in ids.items() if count > 1), None)
    if twice is not None:
        raise ConfigurationError(
            f"{name} has two messages with the id {twice!r}: give each an id of its own."
        )
    return tuple(ctx.messages)


def admission(participants: object) -> Admission:
    """Who may be listened to. Raises ConfigurationError for what says nothing about that."""
    if participants == "first":
        return "first"
    if isinstance(participants, Sequence) and not isinstance(participants, str | bytes):
        if all(isinstance(identity, str) for identity in participants):
            return list(participants)
    raise ConfigurationError(
        f'participants is "first" or a list of identities, not {participants!r}: to hear several '
        "people at once is not possible yet."
    )
