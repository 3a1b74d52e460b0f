"""What the program's own streams need when they break."""

import os
from contextlib import suppress
from typing import TextIO

__all__ = ["hush"]


def hush(stream: TextIO) -> None:
    """Have `stream` lead nowhere: what is still in it would fail again at the program's end."""
    with suppress(OSError, ValueError):  # it is no file, and has nothing to lose
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
