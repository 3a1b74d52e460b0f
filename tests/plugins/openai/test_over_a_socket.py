"""The stand-in service on a real socket, in real time: the README's lines, and the command line."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from antiphon import MultimodalAgent
from antiphon.caller import Caller
from antiphon.rooms import LocalRoom
from antiphon.testing.fake_openai import Answer, FakeOpenAI
from antiphon.testing.scripted import tone

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

ROOT = Path(__file__).parents[3]
KEY = "sk-canary-0123456789"


async def test_the_lines_of_the_readme_hold_a_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    service = FakeOpenAI(answers=[Answer("Good morning.", seconds=0.6)], heard=["Hello."])
    async with service.listening() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        agent = MultimodalAgent(model=model_of_the_readme())
        room = LocalRoom()
        await room.connect("local://shop", "agent")
        agent.start(room)
        async with Caller.join("shop") as caller:
            await caller.until_agent_quiet(0.1)
            await caller.play(tone(0.6))
            speaking = asyncio.create_task(caller.silence(3.0))
            await caller.until_agent_speaks()
            await caller.until_agent_quiet(0.3)
            speaking.cancel()
        await agent.aclose()
        await room.disconnect()
    said = [(message.role, message.content) for message in agent.chat_ctx_copy().messages]
    assert said == [("user", "Hello."), ("assistant", "Good morning.")]
    assert service.sessions[0].dial.headers["authorization"] == f"Bearer {KEY}"


async def test_talk_converses_with_the_service(tmp_path: Path) -> None:
    service = FakeOpenAI(answers=[Answer("At nine.", seconds=0.6)], heard=["When do you open?"])
    async with service.listening() as url:
        talk = await ended(talking(url, tmp_path))
    assert (talk.returncode, talk.stderr) == (0, "")
    assert "When do you open?" in talk.stdout
    assert "At nine." in talk.stdout


async def test_a_wrong_key_is_one_sentence(tmp_path: Path) -> None:
    service = FakeOpenAI(api_key="sk-another")
    async with service.listening() as url:
        talk = await ended(talking(url, tmp_path))
    assert talk.returncode == 1
    assert "does not accept the key" in talk.stderr
    assert len(talk.stderr.splitlines()) == 1
    assert KEY not in talk.stderr + talk.stdout
    assert len(service.dials) == 1


def model_of_the_readme() -> Any:
    """What the README's two lines make."""
    readme = (ROOT / "README.md").read_text()
    shown = re.search(r"<!-- openai -->\n```python\n(.*?)```", readme, re.DOTALL)
    assert shown is not None
    names: dict[str, Any] = {}
    exec(shown[1], names)
    return names["model"]


def talking(url: str, folder: Path) -> "asyncio.Future[subprocess.CompletedProcess[str]]":
    """`antiphon talk` with that service, in a process of its own."""
    environment = {**os.environ, "OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY}
    recording = folder / "question.wav"
    recording.write_bytes(tone(1.0).to_wav_bytes())
    command = [sys.executable, "-m", "antiphon", "talk", "--model", "openai"]
    arguments = ["--input", str(recording), "--output", str(folder / "out")]
    return asyncio.get_running_loop().run_in_executor(
        None,
        lambda: subprocess.run(
            [*command, *arguments],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        ),
    )


async def ended(
    process: "asyncio.Future[subprocess.CompletedProcess[str]]",
) -> "subprocess.CompletedProcess[str]":
    return await process
