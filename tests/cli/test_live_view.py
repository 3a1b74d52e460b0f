"""What a terminal shows."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from antiphon.cli.chronicle import Said
from antiphon.cli.live_view import LiveView, named
from antiphon.cli.output_folder import OutputFolder
from antiphon.cli.performance import perform
from antiphon.cli.talk import Talk
from antiphon.testing.scripted import ScriptedModel, ScriptedSession, tone


async def greeting(model: ScriptedSession) -> None:
    await model.user_says("hello there", seconds=2.0)
    await model.answer("Good morning to you. What can I do?", seconds=3.0)


async def shown(folder: Path, console: Console) -> str:
    screen = io.StringIO()
    console.file = screen
    view = LiveView(console)
    with view.loading("the engines"):
        pass
    play = Talk(title="A conversation", recording=tone(2.0))
    await perform(play, ScriptedModel(greeting), OutputFolder(folder), view)
    return screen.getvalue()


async def test_a_status_line_says_who_speaks_and_what_is_being_said(tmp_path: Path) -> None:
    text = await shown(tmp_path, Console(force_terminal=True, width=80))
    assert text.index("Loading the engines") < text.index("● the caller speaks")
    assert text.index("● the caller speaks") < text.index("● the agent speaks")
    assert text.index("  Good morning") < text.index("Good morning to you.")
    assert "\x1b[" in text


@pytest.mark.parametrize("dumb", [False, True])
async def test_where_there_is_no_terminal_there_are_plain_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dumb: bool
) -> None:
    if dumb:
        monkeypatch.setenv("TERM", "dumb")
    text = await shown(tmp_path, Console(force_terminal=dumb, no_color=True, width=20))
    assert "\x1b[3" not in text
    assert "● the agent speaks" not in text
    assert text.splitlines()[0] == "Loading the engines …"
    assert "Good morning to you.  (after" in text


async def test_on_a_narrow_terminal_words_are_wrapped_and_none_is_cut(tmp_path: Path) -> None:
    text = await shown(tmp_path, Console(force_terminal=True, no_color=True, width=20))
    assert "…" not in text.replace("engines …", "")
    assert "caller" in text
    assert "hello" in text


def test_the_end_of_an_interrupted_answer_is_told_before_its_interruption() -> None:
    screen = io.StringIO()
    view = LiveView(Console(file=screen, width=80))
    view.add(Said(at=2.0, speaker="agent", text="Well now.", interrupted=True))
    view.add(Said(at=4.0, speaker="caller", text="stop"))
    assert screen.getvalue().splitlines() == [
        "         agent   (interrupted)",
        " 0:04.0  caller  stop",
    ]


@pytest.mark.parametrize("folder", [".", "..", "kept", "kept/.."])
def test_the_folder_has_a_name_in_the_last_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = named(Path(folder))
    assert name == "kept" if folder == "kept" else Path(name).is_absolute()
