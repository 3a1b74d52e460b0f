"""What a conversation and a speech-to-speech model say to each other.

A `RealtimeModel` makes sessions; a `RealtimeSession` takes commands and microphone audio, and
reports events while its `run` is running. The events and commands are those of the core; here are
the few that carry audio or objects that the core does not look into. Ids of items and responses
are the model's own, and unique within a session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from antiphon.audio import AudioFrame
from antiphon.core import messages
from antiphon.core.messages import ContentId
from antiphon.llm import ChatContext, FunctionContext

__all__ = [
    "AudioDelta",
    "Capabilities",
    "ConfigureTurns",
    "ModelCommand",
    "ModelEvent",
    "ModelReady",
    "Preparing",
    "RealtimeModel",
    "RealtimeSession",
    "SelfDriving",
    "SetTools",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a model can do, and what it wants to hear."""

    supports_truncate: bool = True
    """It can forget what was not heard of an answer, and cancel one."""
    input_audio_sample_rate: int | None = None
    """Hz of the microphone frames it wants; None is 24,000."""
    output_audio_sample_rate: int = 24_000
    """Hz of the audio it speaks in."""
    input_frame_ms: int = 20
    """Length of the microphone frames it wants."""
    server_vad_enabled: bool = True
    """It notices by itself when a user's turn ends, and answers it."""
    configurable_turns: bool = False
    """It can leave interrupting, answering and ending turns to the agent (`ConfigureTurns`)."""
    end_of_speech_seconds: float = 0.5
    """How much silence passes before it reports that the user has stopped."""
    can_say: bool = False
    """It can speak a given text (`Say`)."""
    writes: bool = False
    """Its answers are text, as it was told: somebody else has to speak them."""
    wants_text: bool = False
    """It knows what its answers said only as far as it is told (`NoteText`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelReady:
    """It can hear and answer; until then the agent is `initializing`. Reported once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AudioDelta:
    """The next audio of a content part: mono, at the model's output rate."""

    content: ContentId
    frame: AudioFrame


@dataclass(frozen=True, kw_only=True, slots=True)
class SetTools:
    """From now on these tools may be called."""

    tools: FunctionContext | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigureTurns:
    """What its own turn detection does besides reporting; it goes on to commit what was said.

    Told at most once, before anything else, to a model of `configurable_turns`; it holds for the
    session, lost lines and new connections included. Untold, the model does both.
    """

    interrupt_response: bool
    """Cut off the answer under way when the user begins to speak."""
    create_response: bool
    """Answer when a turn has ended; else only `CreateResponse` is answered."""
    detect: bool = True
    """Notice when the user speaks and stops; else a turn is all that was heard when `CommitAudio`
    comes, and nothing of what was heard when `ClearAudio` does."""


ModelEvent: TypeAlias = messages.ModelEvent | ModelReady | AudioDelta
ModelCommand: TypeAlias = messages.ModelCommand | SetTools | ConfigureTurns


class RealtimeSession(Protocol):
    """One conversation with a model."""

    async def run(self, report: Callable[[ModelEvent], None]) -> None:
        """Converse until cancelled, calling `report` on the loop for each event.

        The first is `ModelReady`; commands and audio given before wait for it. Raises ModelError
        when it cannot go on.
        """

    def send(self, command: ModelCommand) -> None:
        """Queue a command; never waits, never raises for what the model may refuse."""

    def push_audio(self, frame: AudioFrame) -> None:
        """Queue a frame of the user's microphone, at `input_audio_sample_rate`; never waits."""

    async def aclose(self) -> None:
        """Let go of everything, within a second; may be called twice."""


@runtime_checkable
class Preparing(Protocol):
    """A session that has something to do before anybody may hear or see the agent."""

    async def prepare(self) -> None:
        """Return when it is done; `run` is called after that. What it raises ends the conversation.

        Cancelled when the conversation ends meanwhile.
        """


@runtime_checkable
class SelfDriving(Protocol):
    """A session that, left alone, begins to converse by itself on the loop's next turn."""

    def take_over(self) -> None:
        """Leave the driving to the caller, who will call `run`."""


@runtime_checkable
class RealtimeModel(Protocol):
    """Makes sessions."""

    @property
    def capabilities(self) -> Capabilities:
        """What its sessions can do."""
        ...

    def session(self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> RealtimeSession:
        """A session that knows `chat_ctx` and may call the tools of `fnc_ctx`.

        Synchronous: it connects in `run`. Raises ConfigurationError for what cannot work.
        """
        ...

    async def aclose(self) -> None:
        """Close every session."""
