"""How a process ends in which LiveKit's SDK has threads."""

import subprocess
import sys

import pytest

from antiphon.cli.departure import AtOnce, Departure

pytestmark = pytest.mark.realtime

PROGRAM = """
import atexit, sys
from antiphon.cli import commands, departure, main

class Last:
    def __del__(self): sys.stderr.write("taken down")

last = Last()
def run():
    atexit.register(print, "a program's own exit function", end="")
    raise departure.AtOnce(3)

commands.run = run
main.main()
"""


def test_all_that_is_registered_is_done_and_python_is_not_taken_down() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        3,
        "a program's own exit function",
        "",
    )


def test_a_departure_without_a_code_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr("os._exit", left.append)
    one = Departure()
    one.take()
    assert left == []
    one.code = AtOnce(130).exit_code
    monkeypatch.setattr(sys, "stdout", None)
    one.take()
    assert left == [130]
