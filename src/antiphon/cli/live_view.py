"""Shows a conversation while it goes on: on a terminal with a status line, else in plain lines."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import assert_never

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from antiphon import clock
from antiphon.cli.chronicle import AGENT, Called, Chronicle, Entry, Said, Troubled
from antiphon.cli.printable import printable
from antiphon.cli.transcript import minutes
from antiphon.rooms.local import Participant, TranscriptionSegment
from antiphon.session import Record

__all__ = ["LiveView"]

STYLES = {AGENT: "green", "tool": "yellow", "error": "red"}
CALLER_STYLE = "cyan"
STATES = {
    "initializing": "○ the agent is getting ready",
    "listening": "○ the agent listens",
    "thinking": "◌ the agent thinks",
    "speaking": "● the agent speaks",
}
CALLER_SPEAKS = "● the caller speaks"
NAME_WIDTH = 6
NARROW = 40
"""Columns with fewer than which words are not set in a column of their own."""


class LiveView:
    """Shows who speaks, captions as they are heard, tool calls and latencies on `console`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._chronicle: Chronicle | None = None
        self._state = "initializing"
        self._growing: dict[str, tuple[float, str]] = {}
        """Of each segment of the agent's that is being heard: when it began, and its text."""
        self._voice_began: float | None = None
        """When an answer began of which nothing was shown yet."""
        self._latencies = 0
        """How many were shown."""
        self._cut: Said | None = None
        """An answer that was interrupted, while its last words may still be to be shown."""

    @property
    def _now(self) -> float:
        return 0.0 if self._chronicle is None else self._chronicle.seconds(clock.now())

    @property
    def _is_terminal(self) -> bool:
        return self._console.is_terminal and not self._console.is_dumb_terminal

    @property
    def _is_narrow(self) -> bool:
        return self._console.width < NARROW

    @contextmanager
    def loading(self, what: str) -> Generator[None]:
        """Show that `what` is being loaded."""
        if not self._is_terminal:
            self._console.print(f"Loading {what} …", soft_wrap=True)
            yield
            return
        with self._console.status(f"Loading {what} …"):
            yield

    @contextmanager
    def following(self, chronicle: Chronicle) -> Generator[None]:
        """Show the conversation that `chronicle` follows."""
        self._chronicle = chronicle
        if not self._is_terminal:
            yield
            self._tell_of_cut()
            return
        with Live(console=self._console, auto_refresh=False, transient=True) as self._live:
            yield
            self._tell_of_cut()

    def note(self, record: Record) -> None:
        """Take in what the agent tells."""
        if record.event == "state":
            self._state = record.args[0]
        elif record.event == "agent_started_speaking":
            self._voice_began = self._now
        self._refresh()

    def hear(self, segments: list[TranscriptionSegment], participant: Participant | None) -> None:
        """Take in captions, as the room shows them."""
        if participant is None or participant.identity != AGENT:
            return
        for segment in segments:
            began = self._began(segment.id)
            if segment.final:
                self._print(began, AGENT, segment.text, self._latency())
                self._tell_of_cut()
            else:
                self._growing[segment.id] = (began, segment.text)
        self._refresh()

    def _began(self, segment_id: str) -> float:
        """When the segment began: the first of an answer with the voice, before it is a word."""
        began, self._voice_began = self._voice_began, None
        known, _ = self._growing.pop(segment_id, (self._now, ""))
        return known if began is None else began

    def add(self, entry: Entry) -> None:
        """Show what was said or done; what the agent says is shown by its captions."""
        match entry:
            case Said():
                self._add_words(entry)
            case Called():
                call = entry.call
                text = f"{call.invocation} → {call.outcome}"
                self._print(entry.at, "tool", text, f"{call.ms} ms")
            case Troubled():
                self._print(entry.at, "error", f"{entry.kind}: {entry.message}")
            case _:
                assert_never(entry)

    def sum_up(self, chronicle: Chronicle, folder: Path, seconds: float) -> None:
        """Say how it went, and where it is kept."""
        if latencies := chronicle.latencies:
            self._say(
                f"Answers began {median(latencies):.2f} s after the caller's last word "
                f"(median of {len(latencies)}; the slowest {max(latencies):.2f} s)."
            )
        self._say(f"The conversation, {seconds:.1f} s, is kept in {named(folder)}.")

    def _add_words(self, said: Said) -> None:
        if said.interrupted:
            self._cut = said
        elif said.speaker != AGENT:
            self._tell_of_cut()
            self._print(said.at, said.speaker, said.text)

    def _tell_of_cut(self) -> None:
        cut, self._cut = self._cut, None
        if cut is not None:
            self._print(None, AGENT, "(interrupted)")

    def _latency(self) -> str:
        """How long the answer took to begin, for the first of its captions."""
        latencies = self._chronicle.latencies if self._chronicle is not None else []
        if len(latencies) == self._latencies:
            return ""
        self._latencies = len(latencies)
        return f"after {latencies[-1]:.2f} s"

    def _print(self, at: float | None, who: str, text: str, note: str = "") -> None:
        """Print a line; without a time, one that belongs to a line before."""
        style = STYLES.get(who, CALLER_STYLE)
        time = Text(f"{'' if at is None else minutes(at):>7}", style="dim")
        name = Text(f"{printable(who):<{NAME_WIDTH}}", style=f"bold {style}")
        words = Text(printable(text), style=style)
        if note:
            words.append(f"  ({note})", style="dim")
        if self._is_terminal and not self._is_narrow:
            row = Table.grid(padding=(0, 2, 0, 0))
            row.add_row(time, name, words)
            self._console.print(row)
        else:
            line = Text("  ").join([time, name, words])
            self._console.print(line, soft_wrap=not self._is_terminal)

    def _say(self, sentence: str) -> None:
        self._console.print(Text(printable(sentence)), soft_wrap=True)

    def _refresh(self) -> None:
        if self._live is not None:
            self._live.update(self._status(), refresh=True)

    def _status(self) -> Text:
        """The last line: who speaks, and the words that are just being said."""
        caller_speaks = self._chronicle is not None and self._chronicle.floor == "caller"
        status = Text(f"{minutes(self._now):>7}  ", style="dim")
        if not self._is_narrow:
            status.no_wrap, status.overflow = True, "ellipsis"
        if caller_speaks:
            status.append(CALLER_SPEAKS, style=CALLER_STYLE)
        else:
            status.append(STATES.get(self._state, ""), style=STYLES[AGENT])
        for _, text in self._growing.values():
            status.append(f"  {printable(text)}", style="default")
        return status


def named(folder: Path) -> str:
    """The folder as a sentence can name it: not only by dots."""
    return str(folder if folder.name not in ("", "..") else folder.resolve())
