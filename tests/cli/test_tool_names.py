"""Tools by name."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from antiphon.cli.tool_names import load_tools

MODULE = '''
from antiphon.llm import FunctionContext, ai_callable

class Town(FunctionContext):
    @ai_callable(description="When it is open")
    def when_open(self, day: str) -> str:
        return day

town = Town()

def weather(city: str) -> str:
    """The weather in a city."""
    return city

@ai_callable(name="clock", description="The time")
def time(): ...

both = [weather, time]
'''


@pytest.fixture(autouse=True)
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`town.py` in the current folder, which is not on the path yet."""
    (tmp_path / "town.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    sys.modules.pop("town", None)


@pytest.mark.parametrize(
    ("name", "tools"),
    [
        ("Town", {"when_open": "When it is open"}),
        ("town", {"when_open": "When it is open"}),
        ("weather", {"weather": "The weather in a city."}),
        ("time", {"clock": "The time"}),
        ("both", {"weather": "The weather in a city.", "clock": "The time"}),
    ],
)
def test_what_can_be_named(name: str, tools: dict[str, str]) -> None:
    found = load_tools(f"town:{name}").ai_functions
    assert {tool.name: tool.description for tool in found.values()} == tools
