"""Ends a conversation in good order when the system wants the program to end."""

import asyncio
import signal
from collections.abc import Generator
from contextlib import contextmanager, suppress

__all__ = ["EndedBySignal", "ending_on_signals"]

SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class EndedBySignal(Exception):
    """The system wanted the program to end, by `signum`."""

    def __init__(self, signum: signal.Signals) -> None:
        super().__init__(signum.name)
        self.signum = signum


@contextmanager
def ending_on_signals() -> Generator[None]:
    """Have the first SIGTERM or SIGHUP cancel the running task, as Ctrl-C does.

    Raises EndedBySignal for the cancellation then. A signal that the program was told to ignore, as
    `nohup` does, is ignored; some platforms cannot do it at all.
    """
    received: list[signal.Signals] = []
    task = asyncio.current_task()

    def end(signum: signal.Signals) -> None:
        received.append(signum)
        if task is not None and len(received) == 1:  # a second one would cut the clean-up short
            task.cancel()

    handled = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    with suppress(NotImplementedError):
        for each in handled:
            asyncio.get_running_loop().add_signal_handler(each, end, each)
    try:
        yield
    except asyncio.CancelledError:
        if received:
            raise EndedBySignal(received[0]) from None
        raise
