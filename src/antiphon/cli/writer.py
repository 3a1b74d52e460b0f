"""Writes to a file in a thread, so that nobody waits for it."""

import os
import queue
import select
import threading

__all__ = ["Writer"]

MOST_WAITING = 10_000
"""So many pieces wait; what is written beyond is lost."""


class Writer:
    """Writes to the file that the descriptor `fd` stands for; raises OSError where there is none.

    The thread ends with `close`, and keeps no program from ending.
    """

    def __init__(self, fd: int) -> None:
        self._fd = os.dup(fd)
        self._pieces: queue.Queue[bytes | None] = queue.Queue(MOST_WAITING)
        """What is to be written; None is the end of it."""
        self._failure: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="screen", daemon=True)
        self._thread.start()

    @property
    def is_behind(self) -> bool:
        """Whether something is still to be written."""
        return self._pieces.unfinished_tasks > 0

    def write(self, piece: bytes) -> None:
        """Have `piece` written. Raises the OSError that has kept an earlier one from it."""
        self._check()
        try:
            self._pieces.put_nowait(piece)
        except queue.Full:
            return

    def close(self) -> None:
        """Wait until all is written. Raises OSError as `write` does."""
        self._pieces.put(None)
        self._thread.join()
        self._check()

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        while (piece := self._pieces.get()) is not None:
            self._try_to_put(piece)
            self._pieces.task_done()
        os.close(self._fd)

    def _try_to_put(self, piece: bytes) -> None:
        """Write `piece`, unless one before could not be written."""
        try:
            if self._failure is None:
                self._put(piece)
        except OSError as error:
            self._failure = error

    def _put(self, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            try:
                rest = rest[os.write(self._fd, rest) :]
            except BlockingIOError:  # another program has made the terminal so
                select.select([], [self._fd], [])
