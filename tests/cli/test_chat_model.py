"""`--llm-url` and `--llm-model`: a chat endpoint gives the embedded voice its words."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from antiphon.audio import write_wav
from antiphon.cli.chat_model import ChatChoice, chat_choice
from antiphon.cli.commands import app
from antiphon.errors import ConfigurationError
from antiphon.plugins.local.wording import APOLOGY
from antiphon.testing.scripted import tone
from tests.plugins.openai.chat.server import ChatServer, calls, says

SPEECH = Path(__file__).parents[1] / "data" / "speech" / "027_piper_joe.wav"
KEY = "sk-canary-0123456789"

TOOLS = '''
def opening_hours(day: str) -> str:
    """When the shop opens on a day."""
    return "At nine."
'''


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


async def talk(folder: Path, *arguments: str, **environment: str) -> Any:
    """Run `antiphon talk` with a question in `folder`, to its end."""
    shutil.copy(SPEECH, folder / "question.wav")
    command = [sys.executable, "-m", "antiphon", "talk", "--input", "question.wav", *arguments]
    return await asyncio.get_running_loop().run_in_executor(
        None,
        lambda: subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        ),
    )


def events_in(folder: Path, name: str) -> list[dict[str, Any]]:
    lines = (folder / "out" / "talk" / "events.jsonl").read_text().splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == name]


@pytest.mark.realtime
@pytest.mark.timeout(120)
async def test_a_recording_is_answered_by_the_model_that_the_endpoint_lists(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(TOOLS)
    asks = calls(("call_1", "opening_hours", '{"day": "Monday"}'))
    server = ChatServer(asks, says("We open ", "at nine."), models=("llama",))
    async with server.listening() as url:
        ended = await talk(tmp_path, "--llm-url", url, "--tools", "shop:opening_hours")
    assert (ended.returncode, ended.stderr) == (0, "")
    (said,) = events_in(tmp_path, "agent_speech_committed")
    assert said["text"] == "We open at nine."
    first, second = server.asked
    assert first.body["model"] == "llama"
    assert "help me" in first.said_by("user")[0]
    assert "spoken aloud" in first.said_by("system")[0]
    assert second.said_by("tool") == ["At nine."]
    assert first.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.realtime
@pytest.mark.timeout(120)
async def test_an_endpoint_that_is_down_is_apologized_for_and_told_in_one_line(
    tmp_path: Path,
) -> None:
    async with ChatServer().listening() as url:
        pass
    ended = await talk(tmp_path, "--llm-model", "llama", OPENAI_BASE_URL=url)
    assert (ended.returncode, ended.stderr) == (0, "")
    (said,) = events_in(tmp_path, "agent_speech_committed")
    assert said["text"] == APOLOGY
    (told,) = events_in(tmp_path, "error")
    assert told["error"]["kind"] == "llm_failed"
    assert told["error"]["message"].startswith(f"The chat endpoint {url} cannot be reached: ")
    assert ended.stdout.count("llm_failed") == 1
    assert KEY not in ended.stdout + (tmp_path / "out/talk/events.jsonl").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--llm-url", "localhost:11434"], "--llm-url is a URL such as http://localhost:11434/v1"),
        (["--llm-url", "ftp://host/v1"], "--llm-url is a URL such as http://localhost:11434/v1"),
        (["--llm-url", "http://ann:secret@host"], "--llm-url is a URL without a user"),
        (["--llm-url", " "], "--llm-url is empty"),
        (["--llm-model", ""], "--llm-model is empty"),
        (["--llm-url", "http://localhost:1", "--model", "openai"], "`openai` has its own"),
    ],
)
@pytest.mark.parametrize("command", [["demo"], ["talk", "--input", "hello.wav"]])
def test_what_cannot_be_used_is_said_in_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_wav("hello.wav", tone(1.0))
    result = CliRunner().invoke(app, [*command, *arguments])
    assert result.exit_code == 2
    assert result.stderr.startswith("antiphon: ")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert "secret" not in result.stderr
    assert not Path("out").exists()


def test_a_key_of_none_is_missed_only_at_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    assert chat_choice(None, None) is None
    assert chat_choice("http://localhost:11434", None) == ChatChoice(url="http://localhost:11434")
    ChatChoice(url="http://localhost:11434").open()
    with pytest.raises(ConfigurationError, match="OpenAI wants a key"):
        ChatChoice(model="gpt-4.1-mini").open()
