"""`transcript.md`: who said what when, for people to read."""

from collections.abc import Callable
from typing import assert_never

from antiphon.cli.chronicle import Called, Entry, Said, Troubled
from antiphon.cli.printable import escape_markdown, printable

__all__ = ["Transcript", "minutes"]


class Transcript:
    """Writes each entry with `write` as it comes."""

    def __init__(self, write: Callable[[str], None], title: str) -> None:
        self._write = write
        self._write(f"# {escape_markdown(title)}\n")

    def add(self, entry: Entry) -> None:
        """Write `entry` as a paragraph."""
        self._write(f"\n{minutes(entry.at)} {paragraph(entry)}\n")


def paragraph(entry: Entry) -> str:
    match entry:
        case Said():
            mark = " … *(interrupted)*" if entry.interrupted else ""
            return f"**{escape_markdown(entry.speaker)}:** {escape_markdown(entry.text)}{mark}"
        case Called():
            call = entry.call
            return f"*tool* {code(call.invocation)} → {code(call.outcome)} ({call.ms} ms)"
        case Troubled():
            return f"*{escape_markdown(entry.kind)}:* {escape_markdown(entry.message)}"
    assert_never(entry)


def minutes(seconds: float) -> str:
    """`1:02.5`."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def code(text: str) -> str:
    """`text` as Markdown code, between as many backticks as it needs."""
    shown = printable(text)
    fence = "`"
    while fence in shown:
        fence += "`"
    return f"{fence} {shown} {fence}" if "`" in shown else f"`{shown}`"
