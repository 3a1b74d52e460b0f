"""`talk` and `demo` leave a timeline, and `inspect` makes it again."""

import sys
from pathlib import Path

import pytest

from antiphon.cli.main import main
from antiphon.cli.talk import Talk
from antiphon.cli.timeline import inspect_folder
from antiphon.testing.scripted import ScriptedSession, tone
from tests.cli.theatre import Keepsakes, stage_play
from tests.cli.timeline.story import leave
from tests.cli.timeline.test_page import data_in


async def played(folder: Path) -> Keepsakes:
    """A conversation in which the caller asks, and is answered after half a second."""

    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello there", seconds=2.0)
        await model.answer("Good morning to you.", seconds=2.0)

    play = Talk(title="A *conversation*", recording=tone(2.0, 16_000))
    return await stage_play(play, script, folder)


async def test_a_conversation_leaves_its_timeline(tmp_path: Path) -> None:
    kept = await played(tmp_path)
    data = data_in((tmp_path / "timeline.html").read_text())
    assert data["title"] == "A *conversation*"
    (said,) = data["agent"]
    assert [word["text"] for word in said["words"]] == ["Good", "morning", "to", "you."]
    (started,) = kept.told("agent_started_speaking")
    assert said["start"] == started["t"]
    assert data["notes"] == []


async def test_made_again_from_the_files_it_is_the_same(tmp_path: Path) -> None:
    await played(tmp_path)
    left = (tmp_path / "timeline.html").read_text()
    inspect_folder(tmp_path)
    assert (tmp_path / "timeline.html").read_text() == left


async def test_the_record_tells_when_the_answer_was_made_and_what_was_heard_of_it(
    tmp_path: Path,
) -> None:
    kept = await played(tmp_path)
    (started,), (stopped,) = (
        kept.told("agent_started_speaking"),
        kept.told("agent_stopped_speaking"),
    )
    assert started["response"]
    assert set(started["since"]) == {"created", "text", "audio"}
    assert (stopped["heard_ms"], stopped["generated_ms"]) == (2000, 2000)
    assert stopped["text"] == "Good morning to you."
    assert (stopped["unheard"], stopped["gaps"]) == ("", [])


def told(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int | str | None:
    """Run the command; its exit code."""
    monkeypatch.setattr(sys, "argv", ["antiphon", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_inspect_says_where_the_timeline_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(tmp_path)
    assert told(["inspect", str(tmp_path)], monkeypatch) == 0
    assert capsys.readouterr().out == f"The timeline is {tmp_path}/timeline.html.\n"


def test_inspect_says_what_the_timeline_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(tmp_path, sound=None)
    assert told(["inspect", str(tmp_path)], monkeypatch) == 0
    assert capsys.readouterr().err == (
        "antiphon: conversation.wav is not in the folder: the timeline has no sound.\n"
    )


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_inspect_refuses_what_is_no_conversation(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert told(["inspect", folder], monkeypatch) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "events.jsonl cannot be read (No such file or directory): give the folder" in shown.err
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
