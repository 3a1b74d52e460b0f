"""Those who follow a conversation in a room: one shows it, one keeps it."""

from typing import TYPE_CHECKING, Protocol

from antiphon.cli.event_log import EventLog
from antiphon.cli.tape import Tape, Voice
from antiphon.cli.timeline import timeline_page
from antiphon.cli.transcript import Transcript
from antiphon.rooms.witnessed import Witness

if TYPE_CHECKING:
    from antiphon.audio import AudioFrame
    from antiphon.cli.caller_voice import CallerVoice
    from antiphon.cli.chronicle import Entry
    from antiphon.cli.live_view import LiveView
    from antiphon.cli.output_folder import OutputFiles
    from antiphon.record import Record
    from antiphon.rooms.base import Caption

__all__ = ["Follower", "Keeper", "Onlooker"]

SAMPLE_RATE = 24_000
"""Of `conversation.wav`, in Hz."""
USER_SLACK, AGENT_SLACK = 0.25, 0.03
"""Seconds by which the frames of a voice may come early or late and still follow each other: a
user's come over a network, the agent's go to a source that plays in blocks."""


class Follower(Witness, Protocol):
    """Who is told of all that happens in a conversation."""

    def note(self, record: "Record") -> None:
        """The agent tells something."""

    def add(self, entry: "Entry") -> None:
        """The story of the conversation goes on."""

    def close(self) -> None:
        """The conversation is over."""


class Onlooker:
    """Shows it in `view`; `voice` is told what the users say."""

    def __init__(self, view: "LiveView", voice: "CallerVoice") -> None:
        self.note = view.note
        self.add = view.add
        self.showed = view.show
        self._view = view
        self._voice = voice

    def heard(self, identity: str, at: float, frame: "AudioFrame") -> None:
        self._voice.deliver(at, frame)
        self._view.caller_meter.deliver(at, frame)

    def spoke(self, at: float, frame: "AudioFrame") -> None:
        self._view.agent_meter.deliver(at, frame)

    def fell_silent(self, at: float) -> None: ...

    def close(self) -> None: ...


class Keeper:
    """Keeps it in `files`; t = 0 is the loop time `zero`."""

    def __init__(self, files: "OutputFiles", title: str, zero: float, view: "LiveView") -> None:
        self._files = files
        self._view = view
        self._lines: list[str] = []
        self._events = EventLog(self._write_event, lambda: zero)
        self.note = self._events.note
        self.add = Transcript(files.transcript.write, title).add
        self._sound = files.open_sound(SAMPLE_RATE)
        self._tape = Tape(SAMPLE_RATE, zero, self._sound.write)
        self._users: dict[str, Voice] = {}
        self._agent = Voice(self._tape, "agent", slack=AGENT_SLACK)

    def heard(self, identity: str, at: float, frame: "AudioFrame") -> None:
        if identity not in self._users:
            self._users[identity] = Voice(self._tape, "users", slack=USER_SLACK)
        self._users[identity].sound(at, frame)
        self._tape.forward(at)

    def spoke(self, at: float, frame: "AudioFrame") -> None:
        self._agent.sound(at, frame)
        self._tape.forward(at)

    def fell_silent(self, at: float) -> None:
        self._agent.cut(at)

    def showed(self, caption: "Caption") -> None: ...

    def close(self) -> None:
        """Finish the files, and say where. Raises AgentError where anything of them was lost."""
        self._tape.close()
        self._sound.close()
        self._files.keep_timeline(timeline_page(self._lines, self._files.folder)[0])
        self._view.tell_folder(self._files.folder, self._tape.seconds)
        self._sound.check()
        self._files.check()

    def _write_event(self, line: str) -> None:
        self._files.events.write(line)
        self._lines.append(line)
