"""How the command ends: its exit code, and the one sentence that says why."""

import signal
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from antiphon.audio import write_wav
from antiphon.cli import commands, performance
from antiphon.cli.commands import app
from antiphon.cli.main import main
from antiphon.cli.performance import Play
from antiphon.cli.signals import EndedBySignal
from antiphon.errors import AgentError, ConfigurationError, ModelConnectionError
from antiphon.testing.scripted import tone


def ended(*arguments: str) -> object:
    """Run the command; its exit code."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as end:
        patch.setattr(sys, "argv", ["antiphon", *arguments])
        main()
    return end.value.code


@pytest.mark.parametrize(
    ("ending", "code", "sentence"),
    [
        (None, 0, ""),
        (ModelConnectionError("The line is down."), 1, "antiphon: The line is down.\n"),
        (AgentError("The sound is lost."), 1, "antiphon: The sound is lost.\n"),
        (
            ConfigurationError("There is no engine\nhere."),
            2,
            "antiphon: There is no engine here.\n",
        ),
        (KeyboardInterrupt(), 130, "antiphon: Interrupted.\n"),
        (EndedBySignal(signal.SIGTERM), 143, "antiphon: Ended by SIGTERM.\n"),
        (EndedBySignal(signal.SIGHUP), 129, "antiphon: Ended by SIGHUP.\n"),
    ],
)
@pytest.mark.parametrize("command", [["demo"], ["talk", "--input", "hello.wav"]])
def test_what_ends_the_conversation_decides_on_the_exit_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    ending: BaseException | None,
    code: int,
    sentence: str,
) -> None:
    def perform_with(model_name: str, play: Play, folder: object) -> None:
        if ending is not None:
            raise ending

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(performance, "perform_with", perform_with)
    write_wav("hello.wav", tone(1.0))
    assert (ended(*command), capsys.readouterr().err) == (code, sentence)


def test_ctrl_c_is_met_before_the_command_line_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(**options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "app", interrupted)
    assert (ended("demo"), capsys.readouterr().err) == (130, "antiphon: Interrupted.\n")


def test_ctrl_c_within_the_command_line_library_is_told_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(wanted: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("typer.echo", interrupted)
    assert (ended("--version"), capsys.readouterr().err) == (130, "antiphon: Interrupted.\n")


def test_a_truncated_recording_is_used_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plays: list[Play] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(performance, "perform_with", lambda _, play, __: plays.append(play))
    write_wav("hello.wav", tone(1.0))
    Path("short.wav").write_bytes(Path("hello.wav").read_bytes()[:30_000])
    result = CliRunner().invoke(app, ["talk", "--input", "short.wav"])
    assert result.exit_code == 0
    assert "short.wav ends early" in result.stderr
    assert result.stderr.count("\n") == 1
    assert len(plays) == 1
