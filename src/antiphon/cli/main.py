"""The entry of the command `antiphon`: quick to import, so that Ctrl-C is met from the start."""

import atexit
import signal
import sys

from antiphon.cli.complaints import complain
from antiphon.cli.departure import AtOnce, Departure
from antiphon.cli.streams import hush

__all__ = ["main"]

FAILED = 1
INTERRUPTED = 128 + signal.SIGINT


def main() -> None:
    """Run the command line, and exit."""
    departure = Departure()
    atexit.register(departure.take)
    code = exit_code(departure)
    if code == INTERRUPTED:
        complain("Interrupted.")
    sys.exit(code)


def exit_code(departure: Departure) -> int:
    try:
        from antiphon.cli.commands import run

        run()
    except KeyboardInterrupt:
        return INTERRUPTED
    except AtOnce as ended:
        departure.code = ended.exit_code
        return departure.code
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except OSError as error:  # of the help, say: a conversation does without its screen
        hush(sys.stdout)
        complain(f"The output could not be written: {error.strerror}.")
        return FAILED
    return 0
