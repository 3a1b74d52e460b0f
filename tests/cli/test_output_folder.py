"""The folder in which a conversation is kept."""

from pathlib import Path

import pytest

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
    assert not files.sound.exists()


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
