"""A screen that goes away does not disturb the conversation."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, cast

import pytest
from rich.console import Console

from antiphon.cli.live_view import LiveView
from antiphon.cli.output_folder import OutputFolder
from antiphon.cli.performance import perform
from antiphon.cli.screen import Screen
from antiphon.cli.talk import Talk
from antiphon.testing.scripted import ScriptedModel, ScriptedSession, tone


async def greeting(model: ScriptedSession) -> None:
    await model.user_says("hello there", seconds=2.0)
    await model.answer("Good morning to you. What can I do?", seconds=3.0)


def console(stream: IO[str] | None, *, terminal: bool = False) -> Console:
    screen = cast("IO[str]", Screen(stream))  # type: ignore[arg-type]
    return Console(file=screen, width=80, force_terminal=terminal)


async def held_before(shown_on: Console, folder: Path) -> str:
    """The transcript of a conversation that is shown there."""
    play = Talk(title="A conversation", recording=tone(2.0))
    view = LiveView(shown_on)
    with view.loading("the engines"):
        pass
    await perform(play, ScriptedModel(greeting), OutputFolder(folder), view)
    assert (folder / "conversation.wav").exists()
    return (folder / "transcript.md").read_text()


@pytest.mark.parametrize("terminal", [False, True])
async def test_nobody_reads_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        transcript = await held_before(console(stream, terminal=terminal), tmp_path)
    assert "What can I do?" in transcript
    assert capsys.readouterr().err == ""


async def test_there_is_no_room_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with os.fdopen(os.open("/dev/full", os.O_WRONLY), "w") as stream:
        transcript = await held_before(console(stream), tmp_path)
    assert "What can I do?" in transcript
    assert capsys.readouterr().err == (
        "antiphon: The conversation goes on, but cannot be shown: No space left on device.\n"
    )


async def test_there_was_no_screen_from_the_start(tmp_path: Path) -> None:
    assert "What can I do?" in await held_before(console(None), tmp_path)


def test_a_screen_is_as_its_stream_is() -> None:
    stream = io.StringIO()
    screen = Screen(stream)
    screen.write("hello")
    screen.flush()
    assert stream.getvalue() == "hello"
    assert not screen.isatty()


@pytest.mark.realtime
@pytest.mark.parametrize("streams", [">/dev/full", ">&-", ">&- 2>&-", ">/dev/full 2>/dev/full"])
def test_help_that_cannot_be_written_is_no_crash(streams: str) -> None:
    ended = subprocess.run(
        ["sh", "-c", f'"$0" -m antiphon --help {streams}', sys.executable],
        capture_output=True,
        text=True,
    )
    assert ended.returncode in (0, 1)
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") <= 1
