"""Several models of which one converses: where it fails for good, the next one goes on."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from antiphon import clock
from antiphon.audio import AudioFrame, Resampler
from antiphon.core import messages as m
from antiphon.errors import ConfigurationError, ModelConnectionError, ModelError
from antiphon.llm import ChatContext, FunctionContext
from antiphon.realtime.namespace import Namespace
from antiphon.realtime.port import (
    Capabilities,
    ConfigureTurns,
    ModelCommand,
    ModelEvent,
    ModelReady,
    Preparing,
    RealtimeModel,
    RealtimeSession,
    SelfDriving,
    SetTools,
)
from antiphon.realtime.unanswered import Unanswered

__all__ = ["FallbackModel"]

logger = logging.getLogger(__name__)

DEFAULT_RATE = 24_000
PATIENCE_SECONDS = 15.0
CLOSE_SECONDS = 1.0
NEEDED = ("supports_truncate", "configurable_turns", "can_say")
"""What the first may do, and the others must be able to do then."""
SAME = ("server_vad_enabled", "writes", "wants_text")
"""How they all must be alike."""


class FallbackModel:
    """Converses with the first of several models, and with the next when that one is gone.

    A model is gone when its session raises a ModelError, or is lost, or not there at first, for
    `patience` seconds. The next one is told the conversation as after a lost line: the program
    hears of it as an `error` of kind `model_lost`, then `model_restored`. What the user was saying
    is heard by the next one, and a question that was not answered is answered. There is no way back
    within a conversation; the last model has all the time it takes itself.
    """

    def __init__(
        self, models: Sequence[RealtimeModel], *, patience: float = PATIENCE_SECONDS
    ) -> None:
        """Raises ConfigurationError for models of which one cannot do what the first can."""
        if not are_models(models):
            raise ConfigurationError("models is a list of realtime models, the preferred one first")
        if not is_span(patience):
            raise ConfigurationError(f"patience is a number of seconds above 0, not {patience!r}")
        self._models = tuple(models)
        self._patience = patience
        for other in self._models[1:]:
            check_fit(self._models[0].capabilities, other)

    @property
    def capabilities(self) -> Capabilities:
        """Those of the first model."""
        return self._models[0].capabilities

    def session(self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> RealtimeSession:
        """A session with the first model. Raises ConfigurationError for what cannot work."""
        return FallbackSession(self._models, self._patience, chat_ctx, fnc_ctx)

    async def aclose(self) -> None:
        """Close every session of every model."""
        await asyncio.gather(*(model.aclose() for model in self._models))


class FallbackSession:
    """One conversation, with one model after the other."""

    def __init__(
        self,
        models: Sequence[RealtimeModel],
        patience: float,
        chat_ctx: ChatContext,
        fnc_ctx: FunctionContext | None,
    ) -> None:
        self._models = deque(models)
        self._patience = patience
        self._fnc_ctx = fnc_ctx
        self._turns: ConfigureTurns | None = None
        self._unanswered = Unanswered()
        self._place = 0
        """How many models there were."""
        self._is_ready = False
        self._owes_answer = False
        """A model that is gone has left a question unanswered."""
        self._limit: asyncio.Timeout | None = None
        self._report: Callable[[ModelEvent], None] = ignore
        self._open(self._models.popleft(), chat_ctx)

    async def prepare(self) -> None:
        """Have the model prepare itself that the conversation begins with."""
        if isinstance(self._session, Preparing):
            await self._session.prepare()

    async def run(self, report: Callable[[ModelEvent], None]) -> None:
        """Converse until cancelled; raises the last model's ModelError."""
        self._report = report
        while self._models:
            try:
                return await self._converse_for_now()
            except ModelError as error:
                await self._move_on(error)
        await self._session.run(self._tell)

    def send(self, command: ModelCommand) -> None:
        """Tell the model; what holds for every session, the next one is told too."""
        match command:
            case SetTools():
                self._fnc_ctx = command.tools
            case ConfigureTurns():
                self._turns = command
        self._session.send(self._names.outward(command))

    def push_audio(self, frame: AudioFrame) -> None:
        """Have the model hear a frame of the microphone."""
        self._unanswered.push(frame)
        self._hear(frame)

    async def aclose(self) -> None:
        """Let go of everything."""
        await self._session.aclose()

    def _open(self, model: RealtimeModel, chat_ctx: ChatContext) -> None:
        self._place += 1
        self._names = Namespace(self._place)
        self._session = model.session(chat_ctx=chat_ctx, fnc_ctx=self._fnc_ctx)
        self._resampler = Resampler(rate_of(model))
        if isinstance(self._session, SelfDriving):
            self._session.take_over()
        if self._turns is not None:
            self._session.send(self._turns)

    async def _converse_for_now(self) -> None:
        """Converse while the model is there. Raises ModelError when it is gone."""
        limit = self._limit = asyncio.timeout(self._patience)
        try:
            async with limit:
                await self._session.run(self._tell)
        except TimeoutError:
            if not limit.expired():
                raise
            message = f"the model was not there for {self._patience:g} s"
            raise ModelConnectionError(message) from None
        finally:
            self._limit = None

    async def _move_on(self, error: ModelError) -> None:
        """Leave the model that is gone for the next one, which has heard what it must answer."""
        message = f"{error}; the conversation goes on with another model"
        logger.warning("%s", message)
        gone = self._session
        self._report(m.ModelLost(message=message))
        self._leave_turn()
        self._open(self._models.popleft(), ChatContext())
        for frame in self._unanswered:
            self._hear(frame)
        await let_go(gone)

    def _leave_turn(self) -> None:
        """What the model that is gone has not answered is the next one's."""
        if (wordless := self._unanswered.wordless_turn) is not None:
            self._report(m.MessageRemoved(item_id=wordless))
        if self._turns is None or self._turns.create_response:
            self._owes_answer = self._owes_answer or self._unanswered.is_answer_owed
        self._unanswered.moved()

    def _hear(self, frame: AudioFrame) -> None:
        self._session.push_audio(self._resampler.push(frame))

    def _tell(self, said: ModelEvent) -> None:
        """Pass it on; a model that takes another's place is restored, not ready."""
        event = self._names.inward(said)
        self._unanswered.note(event)
        match event:
            case ModelReady():
                self._is_there()
                self._ready()
            case m.ModelRestored():
                self._is_there()
                self._report(event)
            case m.ModelLost():
                self._is_away()
                self._report(event)
            case _:
                self._report(event)

    def _ready(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            self._report(ModelReady())
        if self._place > 1:
            self._report(m.ModelRestored())
        if self._owes_answer:
            self._owes_answer = False
            self._report(m.ReplyRequested(on_duplicate="cancel_new"))

    def _is_there(self) -> None:
        """The model has all the time it wants."""
        if self._limit is not None:
            self._limit.reschedule(None)

    def _is_away(self) -> None:
        """Be patient with the model, from the moment when it was lost: it tells of each dial."""
        if self._limit is not None and self._limit.when() is None:
            self._limit.reschedule(clock.now() + self._patience)


def check_fit(first: Capabilities, other: RealtimeModel) -> None:
    """Raise ConfigurationError for a model that cannot take the place of the first."""
    can = other.capabilities
    lacking = [name for name in NEEDED if getattr(first, name) and not getattr(can, name)]
    unlike = [name for name in SAME if getattr(first, name) != getattr(can, name)]
    if lacking or unlike:
        raise ConfigurationError(
            f"{type(other).__name__} cannot take the place of the first model: "
            f"they differ in {', '.join([*lacking, *unlike])}."
        )


def rate_of(model: RealtimeModel) -> int:
    """Hz of what it hears."""
    return model.capabilities.input_audio_sample_rate or DEFAULT_RATE


def are_models(models: object) -> bool:
    """Whether it is a list of them, and not empty."""
    is_list = isinstance(models, Sequence) and len(models) > 0
    return is_list and all(isinstance(model, RealtimeModel) for model in models)  # type: ignore[attr-defined]


def is_span(seconds: object) -> bool:
    """Whether it is a span of time."""
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return is_number and seconds > 0  # type: ignore[operator]


def ignore(_event: ModelEvent) -> None:
    """Nobody runs the session yet."""


async def let_go(session: RealtimeSession) -> None:
    """Close a session that is gone, or abandon it."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await session.aclose()
    except Exception as error:  # it has failed before; the conversation goes on without it
        logger.warning("a model that is gone did not close: %r", error)
