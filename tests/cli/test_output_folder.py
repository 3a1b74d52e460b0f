"""The folder in which a conversation is kept."""

import sys
from pathlib import Path

import pytest

from antiphon.audio import AudioFrame
from antiphon.cli.output_folder import LineFile, OutputFolder
from antiphon.errors import AgentError, ConfigurationError


def test_checking_makes_nothing(tmp_path: Path) -> None:
    OutputFolder(tmp_path / "a" / "b", events=str(tmp_path / "c" / "events")).check()
    assert list(tmp_path.iterdir()) == []


def test_folders_are_made_as_needed_and_what_was_there_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    for name in ("conversation.wav", "events.jsonl", "transcript.md", "notes.txt"):
        (folder / name).write_text("old")
    with OutputFolder(folder).open() as files:
        files.events.write("new\n")
        assert (folder / "events.jsonl").read_text() == "new\n"
    assert (folder / "transcript.md").read_text() == ""
    assert (folder / "notes.txt").read_text() == "old"
    assert not (folder / "conversation.wav").exists()


def test_events_go_where_they_are_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "log" / "today.jsonl"
    with OutputFolder(tmp_path / "out", events=str(elsewhere)).open() as files:
        files.events.write("one\n")
    assert elsewhere.read_text() == "one\n"
    with OutputFolder(tmp_path / "out", events="-").open() as files:
        files.events.write("two\n")
    assert capsys.readouterr().out == "two\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["transcript.md"]


def test_a_folder_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigurationError, match="cannot be written"),
        OutputFolder(tmp_path / "a" / "b", events=f"{tmp_path}/a/b/{'x' * 300}").open(),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_told_at_the_end() -> None:
    file = LineFile("/dev/full", open("/dev/full", "w"))
    file.write("lost\n")
    file.write("lost, too\n")
    with pytest.raises(AgentError, match=r"/dev/full could not be written.*No space left"):
        file.check()
    file.close()


def test_checking_leaves_what_is_there_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text("old")
    OutputFolder(tmp_path).check()
    assert [path.name for path in tmp_path.iterdir()] == ["events.jsonl"]
    assert (tmp_path / "events.jsonl").read_text() == "old"


def test_what_others_print_does_not_get_among_the_events(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = OutputFolder(tmp_path, events="-")
    with folder.guarding_stdout(), folder.open() as files:
        files.events.write("one\n")
        sys.stdout.write("a tool was here\n")
        files.events.write("two\n")
    assert capsys.readouterr() == ("one\ntwo\n", "a tool was here\n")


def test_others_print_to_stdout_where_the_events_do_not_go_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with OutputFolder(tmp_path).guarding_stdout():
        sys.stdout.write("a tool was here\n")
    assert capsys.readouterr() == ("a tool was here\n", "")


def test_events_cannot_go_to_a_stdout_that_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(ConfigurationError, match="stdout is closed: give --events a file"):
        OutputFolder(tmp_path, events="-").check()


def test_a_folder_that_is_gone_afterwards_is_a_failure_of_the_conversation(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with OutputFolder(kept).open() as files:
        (kept / "events.jsonl").unlink()
        (kept / "transcript.md").unlink()
        kept.rmdir()
        with pytest.raises(AgentError, match=r"conversation\.wav") as failure:
            files.keep_sound(AudioFrame.create(24_000, 2, 10))
    assert not isinstance(failure.value, ConfigurationError)
