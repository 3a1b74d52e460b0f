"""A terminal that understands what the live view sends, and can be looked at and resized."""

import io
import re

from rich.cells import cell_len
from rich.console import Console

__all__ = ["Terminal"]

TOKEN = re.compile(r"\x1b\[(\??)(\d*(?:;\d+)*)([A-Za-z])|\r|\n|[^\x1b\r\n]")


class Terminal(io.StringIO):
    """Of a size in columns and rows; what scrolls out of sight stays in `rows`.

    Made narrower, it breaks the rows that have become too long, as most terminals do.
    """

    def __init__(self, width: int, height: int, *, no_color: bool = False) -> None:
        super().__init__()
        self.console = Console(
            file=self,
            force_terminal=True,
            legacy_windows=False,
            width=width,
            height=height,
            no_color=no_color,
            color_system="standard",
            highlight=False,
        )
        self.rows: list[list[str]] = [[]]
        self.has_cursor = True
        self.written = ""
        """All that was ever sent."""
        self._row = 0
        self._column = 0
        self._width = width

    @property
    def lines(self) -> list[str]:
        """What can be read, from the first line ever to the last that is not empty."""
        return "\n".join("".join(row).rstrip() for row in self.rows).rstrip().split("\n")

    def resize(self, width: int) -> None:
        broken = [[row[at : at + width] for at in range(0, len(row), width)] for row in self.rows]
        self._row = sum(max(len(parts), 1) for parts in broken[: self._row + 1]) - 1
        self.rows = [part for parts in broken for part in parts or [[]]]
        self._column = min(self._column, len(self.rows[self._row]))
        self._width = width
        self.console.width = width

    def write(self, text: str) -> int:
        self.written += text
        for token in TOKEN.finditer(text):
            self._take(token)
        return len(text)

    def _take(self, token: re.Match[str]) -> None:
        private, number, command = token.groups()
        match private, command or token[0]:
            case _, "\r":
                self._column = 0
            case _, "\n":
                self._go_down()
            case "", "A":
                self._row -= int(number or 1)
            case "", "K" if number == "2":
                self.rows[self._row] = []
            case "?", "h" | "l" if number == "25":
                self.has_cursor = command == "h"
            case "", "m":
                pass  # colours are looked for in what was written
            case None, character:
                self._put(character)
            case _:
                raise AssertionError(f"This terminal does not know {token[0]!r}.")

    def _go_down(self) -> None:
        self._row, self._column = self._row + 1, 0
        if self._row == len(self.rows):
            self.rows.append([])

    def _put(self, character: str) -> None:
        cells = [character, ""][: cell_len(character)]
        if self._column + len(cells) > self._width:
            self._go_down()
        row = self.rows[self._row]
        row += " " * (self._column - len(row))
        row[self._column : self._column + len(cells)] = cells
        self._column += len(cells)
