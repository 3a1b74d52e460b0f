"""The conversation as a story: who said what, when, and which tools were called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from antiphon.cli.calls import Call, calls_in
from antiphon.core.history import INTERRUPTED_MARK

if TYPE_CHECKING:
    from antiphon.cli.caller_voice import CallerVoice
    from antiphon.record import Record

__all__ = ["AGENT", "CALLER", "Called", "Chronicle", "Entry", "Said", "Troubled"]

AGENT = "agent"
CALLER = "caller"
"""Their identities in the room."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Somebody said something."""

    at: float
    """When it began, in seconds from t = 0."""
    speaker: str
    text: str
    """Of what was interrupted, the part that was heard."""
    interrupted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Called:
    """A tool was called, and has ended."""

    at: float
    """When it ended, in seconds from t = 0."""
    call: Call


@dataclass(frozen=True, kw_only=True, slots=True)
class Troubled:
    """Something went wrong."""

    at: float
    kind: str
    message: str


Entry: TypeAlias = Said | Called | Troubled


class Chronicle:
    """Reads the records of a conversation; `entries` and `latencies` grow with it.

    `started_at` tells the loop time of t = 0: what is before it, or while it is not known, counts
    as then. `tell` is called with each entry.
    """

    def __init__(
        self,
        started_at: Callable[[], float | None],
        voice: "CallerVoice",
        tell: Callable[[Entry], None],
    ) -> None:
        self.entries: list[Entry] = []
        self.latencies: list[float] = []
        """Of each answer that was heard: seconds from the end of the user's words to its sound."""
        self.floor: Literal["nobody", "caller", "agent"] = "nobody"
        """Who can be heard."""
        self.awaits_answer = False
        """The user is speaking, or has spoken and nothing has come of it yet."""
        self._started_at = started_at
        self._voice = voice
        self._tell = tell
        self._user_began = 0.0
        self._turn_began = 0.0
        self._turn_ended: float | None = None
        """When the user stopped speaking; None once that was answered."""
        self._agent_began = 0.0

    @property
    def said(self) -> list[Said]:
        """What was said, in order."""
        return [entry for entry in self.entries if isinstance(entry, Said)]

    @property
    def called(self) -> list[Call]:
        """The tool calls that have ended, in order."""
        return [entry.call for entry in self.entries if isinstance(entry, Called)]

    def seconds(self, at: float) -> float:
        """Loop time `at` on the conversation's clock."""
        zero = self._started_at()
        return 0.0 if zero is None else max(at - zero, 0.0)

    def note(self, record: "Record") -> None:
        """Take in the next record."""
        match record.event:
            case "user_started_speaking":
                self.floor, self.awaits_answer = "caller", True
                self._user_began = record.at
            case "user_stopped_speaking":
                self.floor = "nobody"
                self._turn_began, self._turn_ended = self._user_began, record.at
            case "agent_started_speaking":
                self._agent_starts(record.at)
            case "agent_stopped_speaking":
                self.floor = "caller" if self.floor == "caller" else "nobody"
            case "state":
                self.awaits_answer &= record.args[0] not in ("thinking", "speaking")
            case _:
                self._write(record)

    def _agent_starts(self, at: float) -> None:
        self.floor, self._agent_began = "agent", at
        if self._turn_ended is not None:
            ended = self._voice.ended_before(self._turn_ended, since=self._turn_began)
            self.latencies.append(at - ended)
            self._turn_ended = None

    def _write(self, record: "Record") -> None:
        for entry in self._entries_of(record):
            self.entries.append(entry)
            self._tell(entry)

    def _entries_of(self, record: "Record") -> list[Entry]:
        now = self.seconds(record.at)
        match record.event:
            case "user_speech_committed":
                speaker = record.detail["participant"] or CALLER
                began = self.seconds(self._turn_began)
                return [Said(at=began, speaker=speaker, text=record.args[0])]
            case "agent_speech_committed":
                return [self._answer(record.args[0])]
            case "agent_speech_interrupted":
                heard = record.args[0].removesuffix(INTERRUPTED_MARK)
                return [self._answer(heard, interrupted=True)]
            case "function_calls_finished":
                return [Called(at=now, call=call) for call in calls_in(record)]
            case "error":
                trouble = record.args[0]
                return [Troubled(at=now, kind=trouble.kind, message=trouble.message)]
        return []

    def _answer(self, text: str, *, interrupted: bool = False) -> Said:
        began = self.seconds(self._agent_began)
        return Said(at=began, speaker=AGENT, text=text, interrupted=interrupted)
