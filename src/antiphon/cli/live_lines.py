"""The last lines on a terminal, redrawn in place beneath all that is printed."""

import asyncio
from collections.abc import Callable
from typing import Self

from rich.console import Console, ConsoleOptions, RenderResult
from rich.control import Control
from rich.live import Live
from rich.segment import ControlType
from rich.text import Text

__all__ = ["LiveLines"]

TICK_SECONDS = 0.1


class LiveLines:
    """Draws `lines()` on `console` ten times a second, as long as its context lasts.

    Of more than there is room for, the last are drawn. Nothing is written where nothing has
    changed, or while the terminal `is_behind`. It needs a running loop.
    """

    def __init__(
        self, console: Console, lines: Callable[[], list[Text]], is_behind: Callable[[], bool]
    ) -> None:
        self._console = console
        self._lines = lines
        self._is_behind = is_behind
        self._live = Live(
            self,
            console=console,
            auto_refresh=False,
            transient=True,
            vertical_overflow="crop",
        )
        self._wanted: list[Text] = []
        """What is to be drawn: made on the loop, and not where a tool prints, in a thread."""
        self._drawn: list[Text] = []
        self._width = console.width
        """Of the terminal when they were drawn."""
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> Self:
        self._live.start()
        self._tick()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self.make_way()
        self._live.stop()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self._drawn, self._width = self._wanted, console.width
        yield from self._drawn

    def make_way(self) -> None:
        """Get ready for a print on the console, which comes to be above."""
        self._wanted = self._fitting()
        self._clear_broken_lines()

    def _tick(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)
        if self._is_behind():
            return
        self._wanted = self._fitting()
        if self._wanted != self._drawn or self._console.width != self._width:
            self._clear_broken_lines()
            self._live.refresh()

    def _fitting(self) -> list[Text]:
        return self._lines()[-max(self._console.height - 1, 1) :]

    def _clear_broken_lines(self) -> None:
        """A terminal that has become narrower has broken lines: erase the rows that are too many.

        Not all terminals do; where they do not, a line above is lost from sight.
        """
        width = self._console.width
        if width >= self._width:
            return
        broken = sum(max(line.cell_len - 1, 0) // width for line in self._drawn)
        erase_row = ((ControlType.ERASE_IN_LINE, 2), (ControlType.CURSOR_UP, 1))
        self._console.control(Control(*erase_row * broken))
        self._width = width
