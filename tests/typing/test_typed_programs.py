"""The programs here are read by mypy and pyright (`make check`); that they load is seen here.

What is wrong in them on purpose carries a `type: ignore`, and both complain of one without need.
"""

from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

PROGRAMS = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if path != Path(__file__)
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_typed_programs_load(program: str) -> None:
    assert import_module(f"tests.typing.{program}").__doc__


def test_the_package_says_that_it_is_typed() -> None:
    assert files("antiphon").joinpath("py.typed").is_file()
