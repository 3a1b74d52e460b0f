"""The end of a process in which LiveKit's SDK has threads: Python is not taken down under them.

A thread of the SDK (livekit 1.2.1) that forwards its log calls into Python as long as it can. Where
that is while Python is being taken down, about once in thirty times, the process is aborted.
"""

import os
import sys
from contextlib import suppress

__all__ = ["AtOnce", "Departure"]


class AtOnce(SystemExit):
    """The program ends with this code, and what Python does last is left out."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.exit_code = code


class Departure:
    """Ends the process at its exit, once its `code` is known; till then, `take` does nothing.

    The first that is registered with `atexit` is the last that is done there.
    """

    def __init__(self) -> None:
        self.code: int | None = None

    def take(self) -> None:
        """Flush what Python would flush, and be gone."""
        if self.code is None:
            return
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):  # it is gone, or there is none
                stream.flush()
        os._exit(self.code)
