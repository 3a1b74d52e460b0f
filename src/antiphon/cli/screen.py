"""The stream on which a conversation is shown: it can go away, and the conversation goes on."""

import io
from typing import TextIO

from antiphon.cli.complaints import complain
from antiphon.cli.streams import hush

__all__ = ["Screen"]


class Screen(io.TextIOBase):
    """Writes to `stream` as long as that works, and falls silent then.

    `stream` is None where the program was started without one.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]  # typeshed has a plain attribute
        return "utf-8" if self._stream is None else self._stream.encoding

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        if self._stream is None:
            return len(text)
        try:
            return self._stream.write(text)
        except OSError as error:
            self._give_up(self._stream, error)
            return len(text)

    def flush(self) -> None:
        if self._stream is None:
            return
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(self._stream, error)

    def _give_up(self, stream: TextIO, error: OSError) -> None:
        self._stream = None
        hush(stream)
        if not isinstance(error, BrokenPipeError):  # who closes a pipe has seen enough
            complain(f"The conversation goes on, but cannot be shown: {error.strerror}.")
