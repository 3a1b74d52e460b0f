"""What cannot be used is said in one sentence, with exit code 2, before anything is made."""

import os
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from antiphon.audio import AudioFrame, write_wav
from antiphon.cli import performance
from antiphon.cli.commands import app
from antiphon.testing.scripted import tone


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a usable recording in it."""
    monkeypatch.chdir(tmp_path)
    write_wav("hello.wav", tone(1.0, 16_000))
    return tmp_path


def antiphon(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def assert_refused(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("antiphon: ")
    assert result.stderr.count("\n") == 1
    for word in words:
        assert word in result.stderr
    assert not Path("out").exists()


def write(name: str, content: bytes) -> None:
    Path(name).write_bytes(content)


def test_a_missing_input() -> None:
    assert_refused(antiphon("talk", "--input", "no.wav"), "no.wav does not exist")


def test_a_folder_as_input() -> None:
    assert_refused(antiphon("talk", "--input", "."), "is a folder")


def test_a_device_as_input() -> None:
    assert_refused(antiphon("talk", "--input", "/dev/zero"), "/dev/zero is a device")


def test_an_embedded_model_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "antiphon.plugins.local", None)
    assert_refused(antiphon("demo"), "pip install 'antiphon[local]'")


def test_an_empty_input() -> None:
    write("empty.wav", b"")
    assert_refused(antiphon("talk", "--input", "empty.wav"), "empty.wav is empty")


def test_an_input_that_is_no_wav() -> None:
    write("song.wav", b"ID3 this is an mp3 file, really" * 10)
    assert_refused(antiphon("talk", "--input", "song.wav"), "not a usable WAV file")


def test_a_compressed_input() -> None:
    with wave.open("adpcm.wav", "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(8000))
    content = bytearray(Path("adpcm.wav").read_bytes())
    content[20] = 0x11
    write("adpcm.wav", bytes(content))
    assert_refused(antiphon("talk", "--input", "adpcm.wav"), "compressed", "IMA ADPCM")


def test_a_silent_input() -> None:
    write_wav("silent.wav", AudioFrame.from_samples(np.full(16_000, 3, np.int16), 16_000))
    assert_refused(antiphon("talk", "--input", "silent.wav"), "silent throughout")


@pytest.mark.parametrize("command", [["talk", "--input", "hello.wav"], ["demo"]])
@pytest.mark.parametrize("model", ["lokal", "chatty", "openai:", ""])
def test_an_unknown_model(command: list[str], model: str) -> None:
    assert_refused(antiphon(*command, "--model", model), repr(model), "`local`")


@pytest.mark.parametrize("command", [["talk", "--input", "hello.wav"], ["demo"]])
def test_a_file_in_the_place_of_the_output_folder(command: list[str]) -> None:
    write("taken", b"mine")
    assert_refused(antiphon(*command, "--output", "taken"), "taken is a file")
    assert_refused(antiphon(*command, "--output", "taken/deeper/still"), "taken is a file")
    assert Path("taken").read_bytes() == b"mine"


def test_an_output_folder_without_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("locked").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "locked")
    assert_refused(
        antiphon("talk", "--input", "hello.wav", "--output", "locked/out"),
        "locked cannot be written to",
    )
    assert list(Path("locked").iterdir()) == []


def test_an_output_folder_with_too_long_a_name() -> None:
    assert_refused(antiphon("talk", "--input", "hello.wav", "--output", "x" * 300), "too long")


def test_a_folder_in_the_place_of_an_output_file() -> None:
    Path("kept/transcript.md").mkdir(parents=True)
    result = antiphon("talk", "--input", "hello.wav", "--output", "kept")
    assert_refused(result, "transcript.md is a folder")


def test_an_input_that_would_be_overwritten() -> None:
    Path("kept").mkdir()
    Path("hello.wav").rename("kept/conversation.wav")
    result = antiphon("talk", "--input", "kept/conversation.wav", "--output", "kept")
    assert_refused(result, "would be overwritten")
    assert (
        antiphon(
            "talk", "--input", "kept/conversation.wav", "--events", "./kept/conversation.wav"
        ).exit_code
        == 2
    )


def test_an_events_file_that_cannot_be_written() -> None:
    talk = ["talk", "--input", "hello.wav", "--events"]
    assert_refused(antiphon(*talk, "."), "is a folder")
    assert_refused(antiphon(*talk, "hello.wav/events"), "cannot be written")


@pytest.mark.parametrize("name", ["transcript.md", "conversation.wav"])
@pytest.mark.parametrize("folder_exists", [False, True])
def test_events_in_a_file_of_the_conversation(name: str, folder_exists: bool) -> None:
    if folder_exists:
        Path("kept").mkdir()
        Path("kept", name).write_bytes(b"mine")
    Path("link").symlink_to(f"kept/{name}")
    for events in (f"kept/{name}", f"./x/../kept/{name}", "link"):
        result = antiphon("talk", "--input", "hello.wav", "--output", "kept", "--events", events)
        assert_refused(result, name, "another --events")
    assert Path("kept").exists() == folder_exists
    if folder_exists:
        assert Path("kept", name).read_bytes() == b"mine"


def test_events_in_a_second_name_of_the_transcript() -> None:
    Path("kept").mkdir()
    Path("kept/transcript.md").write_bytes(b"mine")
    Path("other").hardlink_to("kept/transcript.md")
    result = antiphon("talk", "--input", "hello.wav", "--output", "kept", "--events", "other")
    assert_refused(result, "transcript.md", "another --events")


def test_a_folder_that_can_only_be_told_by_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(performance, "open_model", loaded.append)
    for output in ("/proc/antiphon", "/proc/antiphon/deeper"):
        assert_refused(antiphon("demo", "--output", output), "/proc/antiphon")
    assert loaded == []


@pytest.mark.parametrize(
    ("tools", "words"),
    [
        ("weather", ["'weather'", "module"]),
        (":weather", ["module"]),
        ("no_such_module:weather", ["no module 'no_such_module'"]),
        ("json:weather", ["json has no 'weather'"]),
        ("json:__name__", ["type str"]),
        ("broken:tools", ["broken cannot be imported", "ZeroDivisionError"]),
        ("leaving:tools", ["leaving cannot be imported", "SystemExit"]),
        ("needy:tools", ["needy cannot be imported", "ModuleNotFoundError", "not_there"]),
        ("kinds:undescribed", ["undescribed", "docstring"]),
        ("kinds:Demanding", ["Demanding", "argument"]),
        ("kinds:Empty", ["has no tools"]),
        ("kinds:mixed", ["type list"]),
        ("kinds:nothing", ["type list"]),
    ],
)
def test_tools_that_cannot_be_used(tools: str, words: list[str]) -> None:
    write("broken.py", b"1 / 0\n")
    write("leaving.py", b"raise SystemExit('bye')\n")
    write("needy.py", b"import not_there\n")
    write(
        "kinds.py",
        b"from antiphon.llm import FunctionContext\n"
        b"def undescribed(): ...\n"
        b"class Demanding(FunctionContext):\n"
        b"    def __init__(self, key): ...\n"
        b"class Empty(FunctionContext): ...\n"
        b"mixed = [undescribed, 3]\n"
        b"nothing = []\n",
    )
    assert_refused(antiphon("talk", "--input", "hello.wav", "--tools", tools), *words)


def test_a_missing_option_and_an_unknown_command() -> None:
    for result in (antiphon("talk"), antiphon("listen")):
        assert result.exit_code == 2
        assert "Traceback" not in result.output


def test_help_and_version_need_nothing_else() -> None:
    assert "demo" in antiphon("--help").stdout
    assert antiphon("--version").stdout.startswith("antiphon ")
