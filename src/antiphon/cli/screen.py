"""The stream on which a conversation is shown: it can stop or go away, and it goes on."""

import io
from contextlib import suppress
from typing import TextIO

from antiphon.cli.complaints import complain
from antiphon.cli.streams import hush
from antiphon.cli.writer import Writer

__all__ = ["Screen"]


class Screen(io.TextIOBase):
    """Writes to `stream` as long as that works, and falls silent then.

    A file is written in a thread of its own, so that nobody waits for a terminal that is slow or
    was stopped; `finish` does. `stream` is None where the program was started without one.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._writer = None if stream is None else writer_to(stream)

    @property
    def encoding(self) -> str:  # type: ignore[override]  # typeshed has a plain attribute
        return "utf-8" if self._stream is None else self._stream.encoding

    @property
    def is_behind(self) -> bool:
        """Whether something of what was written is still to be shown."""
        return self._writer is not None and self._writer.is_behind

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        stream = self._stream
        if stream is None:
            return len(text)
        try:
            if self._writer is None:
                return stream.write(text)
            self._writer.write(text.encode(self.encoding, stream.errors or "strict"))
        except OSError as error:
            self._give_up(stream, error)
        return len(text)

    def flush(self) -> None:
        if self._stream is None or self._writer is not None:
            return
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(self._stream, error)

    def finish(self) -> None:
        """Wait until all of it is shown; what is written afterwards is not."""
        stream, writer = self._stream, self._writer
        self._stream = self._writer = None
        if stream is None or writer is None:
            return
        try:
            writer.close()
        except OSError as error:
            give_up(stream, error)

    def _give_up(self, stream: TextIO, error: OSError) -> None:
        writer = self._writer
        self._stream = self._writer = None
        if writer is not None:
            with suppress(OSError):  # the one that is known
                writer.close()
        give_up(stream, error)


def give_up(stream: TextIO, error: OSError) -> None:
    hush(stream)
    if not isinstance(error, BrokenPipeError):  # who closes a pipe has seen enough
        complain(f"The conversation goes on, but cannot be shown: {error.strerror}.")


def writer_to(stream: TextIO) -> Writer | None:
    """A writer to the file of `stream`, if it has one."""
    try:
        return Writer(stream.fileno())
    except (OSError, ValueError):  # it is kept in memory, say, or closed
        return None
