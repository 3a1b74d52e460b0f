"""`python -m tests.interop [pytest's arguments]`: the stories, in a network of their own."""

import os
import sys

from tests.interop.network import become, enter

STORIES = os.path.dirname(__file__)
WANTED = "ANTIPHON_INTEROP"
"""Set in the environment where the stories are to be collected."""


def main() -> None:
    """Enter a private network if that is allowed, and become pytest there."""
    arguments = sys.argv[1:]
    os.environ[WANTED] = "1"
    enter("tests.interop", arguments)
    become([sys.executable, "-m", "pytest", STORIES, *arguments])


if __name__ == "__main__":
    main()
