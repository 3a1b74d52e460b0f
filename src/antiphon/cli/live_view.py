"""Shows a conversation while it goes on: on a terminal with meters beneath, else in plain lines."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from textwrap import shorten
from typing import IO, TYPE_CHECKING, TextIO, assert_never, cast

from rich.console import Console
from rich.text import Text

from antiphon import clock
from antiphon.cli.calls import calls_in
from antiphon.cli.chronicle import AGENT, Called, Chronicle, Entry, Said, Troubled
from antiphon.cli.live_lines import LiveLines
from antiphon.cli.meter import Meter
from antiphon.cli.panel import Glance, panel
from antiphon.cli.printable import printable
from antiphon.cli.rows import Row, in_one_line, laid_out
from antiphon.cli.screen import Screen
from antiphon.cli.under_way import UnderWay
from antiphon.record import Record
from antiphon.rooms.base import Caption

if TYPE_CHECKING:
    from antiphon.core.messages import AgentState

__all__ = ["LiveView", "open_view"]

LONGEST_CUT = 60
"""Characters that are shown of what was not heard."""


class LiveView:
    """Shows who speaks and how loud, captions as they are heard, tool calls and latencies.

    Nothing is drawn on a terminal that `is_behind`, but each line is still printed.
    """

    def __init__(self, console: Console, *, is_behind: Callable[[], bool] = bool) -> None:
        self.caller_meter = Meter()
        """To be told what the caller says, as it is heard."""
        self.agent_meter = Meter()
        """The same for the agent."""
        self._console = console
        self._is_behind = is_behind
        self._live: LiveLines | None = None
        self._chronicle: Chronicle | None = None
        self._state: AgentState = "initializing"
        self._under_way = UnderWay()
        self._voice_began: float | None = None
        """When an answer began of which nothing was shown yet."""
        self._latencies = 0
        """How many were shown."""
        self._answer = ""
        """All of what the agent was saying when it last stopped, heard or not."""
        self._cut: Said | None = None
        """An answer that was interrupted, while its last words may still be to be shown."""

    @property
    def _now(self) -> float:
        return 0.0 if self._chronicle is None else self._chronicle.seconds(clock.now())

    @property
    def _is_terminal(self) -> bool:
        """Whether it can be drawn upon: not with the letters of ASCII alone."""
        console = self._console
        can_draw = not (console.is_dumb_terminal or console.options.ascii_only)
        return console.is_terminal and can_draw

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
        """Show the conversation that `chronicle` follows; it needs a running loop."""
        self._chronicle = chronicle
        if not self._is_terminal:
            yield
            self._tell_the_rest()
            return
        try:
            with LiveLines(self._console, self._lines, self._is_behind) as self._live:
                yield
                self._tell_the_rest()
        finally:
            self._live = None

    def note(self, record: Record) -> None:
        """Take in what the agent tells."""
        match record.event:
            case "state":
                self._state = record.args[0]
            case "user_started_speaking":
                self._under_way.begin_turn(self._now)
            case "user_stopped_speaking":
                self._under_way.end_turn(self._now)
            case "agent_started_speaking":
                self._voice_began = self._now
            case "agent_stopped_speaking":
                self._answer = record.detail.get("text", "")
            case "function_calls_collected":
                for call in calls_in(record):
                    self._under_way.call(call, self._now)

    def show(self, caption: Caption) -> None:
        """Take in a caption, as it is shown in the room; what users say is told by its commit."""
        if caption.speaker is not None:
            self._show_users(caption, caption.speaker)
            return
        began, self._voice_began = self._voice_began, None
        at = self._now if began is None else began
        if caption.final:
            at = self._under_way.finish(caption.segment_id, at=at)
            row = Row(at=at, who=AGENT, words=caption.text, note=self._latency())
            self._print_answer(row)
        else:
            self._under_way.grow(caption.segment_id, caption.text, who=AGENT, at=at)

    def add(self, entry: Entry) -> None:
        """Show what was said or done; what the agent says is shown by its captions."""
        match entry:
            case Said():
                self._add_words(entry)
            case Called():
                call = entry.call
                self._under_way.called(call)
                words = f"{call.invocation} → {call.outcome}"
                self._print(Row(at=entry.at, who="tool", words=words, note=f"{call.ms} ms"))
            case Troubled():
                words = f"{entry.kind}: {entry.message}"
                self._print(Row(at=entry.at, who="error", words=words))
            case _:
                assert_never(entry)

    def tell_latencies(self, chronicle: Chronicle) -> None:
        """Say how quickly it was answered."""
        if latencies := chronicle.latencies:
            self.say(
                f"Answers began {median(latencies):.2f} s after the caller's last word "
                f"(median of {len(latencies)}; the slowest {max(latencies):.2f} s)."
            )

    def tell_folder(self, folder: Path, seconds: float) -> None:
        """Say where it is kept."""
        self.say(f"The conversation, {seconds:.1f} s, is kept in {named(folder)}.")

    def say(self, sentence: str) -> None:
        """Show a sentence about the conversation."""
        self._put(Text(printable(sentence)), soft_wrap=not self._is_terminal)

    def _show_users(self, caption: Caption, who: str) -> None:
        if caption.final:
            self._under_way.finish(caption.segment_id, at=self._now)
        elif caption.text:
            self._under_way.settle_turn()
            self._under_way.grow(caption.segment_id, caption.text, who=who, at=self._now)

    def _add_words(self, said: Said) -> None:
        if said.interrupted:
            self._cut = said
        elif said.speaker != AGENT:
            self._tell_of_cut()
            self._under_way.settle_turn()
            self._print(Row(at=said.at, who=said.speaker, words=said.text))

    def _print_answer(self, row: Row) -> None:
        """Print a caption of the agent's; if it was the last before an interruption, with that."""
        if self._cut is not None and self._is_terminal:
            note = f"{row.note}, interrupted" if row.note else "interrupted"
            row, self._cut = replace(row, cut=self._unheard(self._cut), note=note), None
        self._print(row)
        self._tell_of_cut()

    def _tell_the_rest(self) -> None:
        for row in self._under_way.abandon():
            self._print_answer(row)
        self._tell_of_cut()

    def _tell_of_cut(self) -> None:
        cut, self._cut = self._cut, None
        if cut is not None:
            self._print(Row(who=AGENT, words="", cut=self._unheard(cut), note="interrupted"))

    def _unheard(self, cut: Said) -> str:
        """The words that would have come next."""
        rest = self._answer[len(cut.text) :] if self._answer.startswith(cut.text) else ""
        return shorten(rest, LONGEST_CUT, placeholder=" …")

    def _latency(self) -> str:
        """How long the answer took to begin, for the first of its captions."""
        latencies = self._chronicle.latencies if self._chronicle is not None else []
        if len(latencies) == self._latencies:
            return ""
        self._latencies = len(latencies)
        return f"after {latencies[-1]:.2f} s"

    def _print(self, row: Row) -> None:
        lines = laid_out(row, self._console) if self._is_terminal else [in_one_line(row)]
        self._put(Text("\n").join(lines), soft_wrap=True)

    def _put(self, text: Text, *, soft_wrap: bool) -> None:
        if self._live is not None:
            self._live.make_way()
        self._console.print(text, soft_wrap=soft_wrap)

    def _lines(self) -> list[Text]:
        """What is beneath: what is being said, and the panel."""
        rows = self._under_way.rows(self._now)
        growing = [line for row in rows for line in laid_out(row, self._console)]
        return [*growing, Text(), *panel(self._glance(), self._console.width)]

    def _glance(self) -> Glance:
        now, chronicle = clock.now(), self._chronicle
        return Glance(
            seconds=self._now,
            caller=self.caller_meter.read(now),
            agent=self.agent_meter.read(now),
            caller_speaks=chronicle is not None and chronicle.floor == "caller",
            state=self._state,
            latencies=() if chronicle is None else chronicle.latencies,
        )


@contextmanager
def open_view(stream: TextIO | None) -> Generator[LiveView]:
    """A view of a conversation that goes on where `stream` stops or falls away.

    Leaving the context waits until all of it is shown.
    """
    screen = Screen(stream)
    file = cast("IO[str]", screen)  # typeshed knows no base class that fits both
    try:
        yield LiveView(Console(file=file, highlight=False), is_behind=lambda: screen.is_behind)
    finally:
        screen.finish()


def named(folder: Path) -> str:
    """The folder as a sentence can name it: not only by dots."""
    return str(folder if folder.name not in ("", "..") else folder.resolve())
