"""How the command ends: its exit code, and the one sentence that says why."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from antiphon.audio import write_wav
from antiphon.cli import performance
from antiphon.cli.main import app
from antiphon.cli.performance import Play
from antiphon.errors import ConfigurationError, ModelConnectionError
from antiphon.testing.scripted import tone


@pytest.mark.parametrize(
    ("ending", "code", "sentence"),
    [
        (None, 0, ""),
        (ModelConnectionError("The line is down."), 1, "antiphon: The line is down.\n"),
        (
            ConfigurationError("There is no engine\nhere."),
            2,
            "antiphon: There is no engine here.\n",
        ),
        (KeyboardInterrupt(), 130, "antiphon: Interrupted.\n"),
        (asyncio.CancelledError(), 143, "antiphon: Terminated.\n"),
    ],
)
@pytest.mark.parametrize("command", [["demo"], ["talk", "--input", "hello.wav"]])
def test_what_ends_the_conversation_decides_on_the_exit_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    ending: BaseException | None,
    code: int,
    sentence: str,
) -> None:
    def run(play: Play, **options: object) -> None:
        if ending is not None:
            raise ending

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(performance, "run", run)
    write_wav("hello.wav", tone(1.0))
    result = CliRunner().invoke(app, command)
    assert (result.exit_code, result.stderr) == (code, sentence)


def test_a_truncated_recording_is_used_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plays: list[Play] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(performance, "run", lambda play, **options: plays.append(play))
    write_wav("hello.wav", tone(1.0))
    Path("short.wav").write_bytes(Path("hello.wav").read_bytes()[:30_000])
    result = CliRunner().invoke(app, ["talk", "--input", "short.wav"])
    assert result.exit_code == 0
    assert "short.wav ends early" in result.stderr
    assert result.stderr.count("\n") == 1
    assert len(plays) == 1
