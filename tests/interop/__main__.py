"""`python -m tests.interop [pytest's arguments]`: the stories, in a network of their own.

What they need is fetched before: nothing can be from in there.
"""

import os
import sys

import pytest

from antiphon.cli.departure import Departure
from tests.interop.network import PRIVATE, enter
from tests.interop.server import build_server
from tests.interop.website import install_library

STORIES = os.path.dirname(__file__)
WANTED = "ANTIPHON_INTEROP"
"""Set in the environment where the stories are to be collected."""


def main() -> None:
    """Enter a private network if that is allowed, and run pytest there."""
    arguments = sys.argv[1:]
    os.environ[WANTED] = "1"
    if PRIVATE not in os.environ:
        build_server()
        install_library()
    enter("tests.interop", arguments)
    departure = Departure()
    departure.code = pytest.main([STORIES, *arguments])
    departure.take()


if __name__ == "__main__":
    main()
