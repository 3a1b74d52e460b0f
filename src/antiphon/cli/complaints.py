"""What goes wrong, told on stderr."""

import sys

from antiphon.cli.printable import one_line
from antiphon.cli.streams import hush

__all__ = ["complain"]


def complain(sentence: str) -> None:
    """Say `sentence` in a line of its own; where stderr is gone, nobody is told."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"antiphon: {one_line(sentence)}\n")
        sys.stderr.flush()
    except OSError:
        hush(sys.stderr)
