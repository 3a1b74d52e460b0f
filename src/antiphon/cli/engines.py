"""`antiphon engines`: the speech engines that there are, and those that there could be."""

import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from antiphon.cli.complaints import complain
from antiphon.errors import ConfigurationError
from antiphon.plugins.catalogue import Catalogue, EngineCard

__all__ = ["show_engines"]

HEAD = ("Engine", "Kind", "Size", "Licence", "Languages", "To use it")
SHORT = HEAD[:2]
"""The columns that are never wrapped."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown of one engine."""

    name: str
    kind: str
    size: str
    licence: str
    languages: str
    use: str


def show_engines(catalogue: Catalogue | None = None) -> None:
    """Print a table for people, and plain lines, divided by tabs, where there is no terminal."""
    lines = list(lines_of(catalogue or Catalogue()))
    if not lines:
        complain("No installed package offers an engine: reinstall antiphon.")
    console = Console(file=sys.stdout)
    if console.is_terminal:
        console.print(table(lines))
        return
    for line in lines:
        sys.stdout.write("\t".join(astuple(line)) + "\n")


def lines_of(catalogue: Catalogue) -> Iterator[Line]:
    """A line for each engine; one that cannot be shown is complained of."""
    for name in catalogue.names:
        try:
            yield line(name, catalogue.card(name))
        except ConfigurationError as error:
            complain(str(error))


def line(name: str, card: EngineCard) -> Line:
    return Line(
        name, card.kind.upper(), card.size, card.licence, card.languages, use_of(name, card)
    )


def use_of(name: str, card: EngineCard) -> str:
    """How it is used, or what has to be done before."""
    named = f"--engine {name}:MODEL, {card.model}" if card.model else f"--engine {name}"
    return named if card.is_installed else f"{card.install}, then {named}"


def table(lines: list[Line]) -> Table:
    """All of them; where it is narrow, names are whole and what is long is folded, not left out."""
    shown = Table(title="Speech engines", title_justify="left")
    for head in HEAD:
        shown.add_column(head, no_wrap=head in SHORT, overflow="fold")
    for one in lines:
        shown.add_row(*map(escape, astuple(one)))
    return shown
