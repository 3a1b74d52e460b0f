"""`python -m tests.interop [pytest's arguments]`: the stories, in a network of their own."""

import os
import sys
from typing import NoReturn

from tests.interop.network import PRIVATE, enter_command, lay_cables

STORIES = os.path.dirname(__file__)
WANTED = "ANTIPHON_INTEROP"
"""Set in the environment where the stories are to be collected."""


def main() -> None:
    """Enter a private network if that is allowed, and become pytest there."""
    arguments = sys.argv[1:]
    os.environ[WANTED] = "1"
    if os.environ.get(PRIVATE):
        lay_cables()
        become([sys.executable, "-m", "pytest", STORIES, *arguments])
    way_in = enter_command()
    if way_in is None:
        sys.stderr.write("No private network may be made here: using the host's own address.\n")
        become([sys.executable, "-m", "pytest", STORIES, *arguments])
    os.environ[PRIVATE] = "1"
    become([*way_in, sys.executable, "-m", "tests.interop", *arguments])


def become(command: list[str]) -> NoReturn:
    """Be that command from now on."""
    sys.stderr.flush()
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
