"""A line of a conversation on the screen: when, who, and the words, in a column of their own."""

from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from antiphon.cli.chronicle import AGENT
from antiphon.cli.printable import printable
from antiphon.cli.transcript import minutes

__all__ = ["CALLER_STYLE", "STYLES", "Columns", "Row", "columns", "in_one_line", "laid_out"]

STYLES = {AGENT: "green", "tool": "yellow", "error": "red"}
CALLER_STYLE = "cyan"
TIME_WIDTH = 7
NAME_WIDTH = 6
LONGEST_NAME = 16
NARROW, WIDE = 36, 60
"""Columns with fewer than which words have no column of their own, and two spaces between."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Something that somebody says or does."""

    who: str
    words: str
    at: float | None = None
    """Seconds from t = 0; None for what belongs to the row before."""
    cut: str = ""
    """Words that were not heard any more."""
    note: str = ""

    @property
    def style(self) -> str:
        """The colour of who it is."""
        return STYLES.get(self.who, CALLER_STYLE)

    @property
    def time(self) -> Text:
        """When it was, in the first column."""
        return Text(f"{'' if self.at is None else minutes(self.at):>{TIME_WIDTH}}", style="dim")

    @property
    def name(self) -> Text:
        """Who it is, in the second."""
        name = Text(printable(self.who), style=f"bold {self.style}")
        name.truncate(LONGEST_NAME, overflow="ellipsis")
        name.pad_right(NAME_WIDTH - name.cell_len)
        return name


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Where on a terminal the words are: the last column of the terminal stays empty."""

    gap: int
    """Spaces between two columns."""
    width: int
    """Of the words."""

    @property
    def is_wide(self) -> bool:
        """Whether there is room for what is not needed."""
        return self.gap > 1


def columns(width: int) -> Columns | None:
    """The columns of a terminal of that width; None where it is too narrow for them."""
    if width < NARROW:
        return None
    gap = 2 if width >= WIDE else 1
    return Columns(gap=gap, width=width - 1 - TIME_WIDTH - NAME_WIDTH - 2 * gap)


def in_one_line(row: Row) -> Text:
    """The row as one line, however long: what was not heard is left out."""
    words = Text(printable(row.words), style=row.style)
    if row.note:
        words.append("  " if row.words else "")
        words.append(f"({row.note})", style="dim")
    return Text("  ").join([row.time, row.name, words])


def laid_out(row: Row, console: Console) -> list[Text]:
    """The row as lines that fit on `console`."""
    place = columns(console.width)
    if place is None:
        return wrapped(in_one_line(row), console, max(console.width - 1, 1))
    gap = " " * place.gap
    margin = Text(gap).join([row.time, row.name, Text()])
    width = place.width - max(row.name.cell_len - NAME_WIDTH, 0)
    note = wrapped(Text(f"({row.note})", style="dim"), console, width) if row.note else []
    lines = with_note(wrapped(words_of(row), console, width), note, width)
    blank = Text(" " * margin.cell_len)
    return [(blank if n else margin) + line for n, line in enumerate(lines)]


def words_of(row: Row) -> Text:
    words = Text(printable(row.words), style=row.style)
    if row.cut:
        words.append(" [" if row.words else "[", style="dim")
        words.append(printable(row.cut), style="dim strike")
        words.append("]", style="dim")
    return words


def wrapped(text: Text, console: Console, width: int) -> list[Text]:
    """`text` as lines no wider than that; a longer word is broken."""
    return list(text.wrap(console, width, overflow="fold")) or [Text()]


def with_note(lines: list[Text], note: list[Text], width: int) -> list[Text]:
    """The lines and the note: in the last of them if it fits there, or in its own."""
    *before, last = lines
    if not last.plain:
        return [*before, *note] if note else lines
    if len(note) == 1 and last.cell_len + 2 + note[0].cell_len <= width:
        return [*before, Text("  ").join([last, note[0]])]
    return [*lines, *note]
