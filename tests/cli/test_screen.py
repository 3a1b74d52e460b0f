"""A screen that goes away does not disturb the conversation."""

import io
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import pytest

from antiphon.cli.live_view import open_view
from antiphon.cli.output_folder import OutputFolder
from antiphon.cli.performance import perform
from antiphon.cli.screen import Screen
from antiphon.cli.talk import Talk
from antiphon.cli.writer import Writer
from antiphon.testing.scripted import ScriptedModel, ScriptedSession, tone


async def greeting(model: ScriptedSession) -> None:
    await model.user_says("hello there", seconds=2.0)
    await model.answer("Good morning to you. What can I do?", seconds=3.0)


async def held_before(stream: TextIO | None, folder: Path) -> str:
    """The transcript of a conversation that is shown there."""
    play = Talk(title="A conversation", recording=tone(2.0))
    with open_view(stream) as view:
        with view.loading("the engines"):
            pass
        await perform(play, ScriptedModel(greeting), OutputFolder(folder), view)
    assert (folder / "conversation.wav").exists()
    return (folder / "transcript.md").read_text()


async def test_nobody_reads_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        transcript = await held_before(stream, tmp_path)
    assert "What can I do?" in transcript
    assert capsys.readouterr().err == ""


async def test_the_terminal_is_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as stream:
        assert stream.isatty()
        os.close(ours)
        transcript = await held_before(stream, tmp_path)
    assert "What can I do?" in transcript
    assert capsys.readouterr().err == (
        "antiphon: The conversation goes on, but cannot be shown: Input/output error.\n"
    )


def test_the_terminal_is_stopped_and_all_is_shown_when_it_goes_on() -> None:
    reading, writing = os.pipe()
    filled = fill(writing)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.extend(iter(lambda: os.read(reading, 4096), b"")))
    with os.fdopen(writing, "w") as stream:
        screen = Screen(stream)
        screen.write("Nobody waits\n")
        screen.write("for this: é.\n")
        assert screen.is_behind
        reader.start()
        screen.finish()
        screen.write("This is too late.")
        screen.finish()
    reader.join()
    os.close(reading)
    assert b"".join(read)[filled:].decode() == "Nobody waits\nfor this: é.\n"


def fill(pipe: int) -> int:
    """Write until nothing more goes in; how much that was."""
    os.set_blocking(pipe, False)
    written = 0
    with suppress(BlockingIOError):
        while True:
            written += os.write(pipe, b"x" * 4096)
    os.set_blocking(pipe, True)
    return written


def test_a_stream_that_does_not_block_is_waited_for() -> None:
    reading, writing = os.pipe()
    fill(writing)
    os.set_blocking(writing, False)
    writer = Writer(writing)
    writer.write(b"there it is")
    assert writer.is_behind
    while b"there it is" not in os.read(reading, 1 << 20):
        pass
    writer.close()
    os.close(writing)
    os.close(reading)


def test_what_a_stopped_terminal_cannot_take_in_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.cli.writer.MOST_WAITING", 3)
    reading, writing = os.pipe()
    filled = fill(writing)
    writer = Writer(writing)
    for n in range(100):
        writer.write(b"%d" % n)
    os.close(writing)
    assert len(os.read(reading, filled)) == filled
    writer.close()
    assert os.read(reading, 100) in (b"012", b"0123"), "one may have been taken out already"
    os.close(reading)


async def test_there_is_no_room_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with os.fdopen(os.open("/dev/full", os.O_WRONLY), "w") as stream:
        transcript = await held_before(stream, tmp_path)
    assert "What can I do?" in transcript
    assert capsys.readouterr().err == (
        "antiphon: The conversation goes on, but cannot be shown: No space left on device.\n"
    )


async def test_there_was_no_screen_from_the_start(tmp_path: Path) -> None:
    assert "What can I do?" in await held_before(None, tmp_path)


def test_what_is_written_in_memory_is_there_at_once() -> None:
    screen = Screen(io.StringIO())
    screen.write("hello")
    assert not screen.is_behind


@pytest.mark.parametrize("broken", ["write", "flush"])
def test_a_stream_in_memory_that_breaks_is_told_of_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    def fail(*_: str) -> None:
        raise OSError(5, "Input/output error")

    stream = io.StringIO()
    monkeypatch.setattr(stream, broken, fail)
    screen = Screen(stream)
    for _ in range(2):
        screen.write("hello")
        screen.flush()
    assert capsys.readouterr().err == (
        "antiphon: The conversation goes on, but cannot be shown: Input/output error.\n"
    )


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
